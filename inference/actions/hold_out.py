"""Give files their part by hand: held out for the gate, or learned from."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.domain.split import Split
from annotations.errors import InputInvalid
from annotations.store import assets, trainings
from inference.store.splits import read_splits, set_splits


class HoldoutMoved(Record):
    """What was moved. `learned` are the files among them that versions have learned from already."""

    moved: int
    learned: list[str]
    warning: str | None


def hold_out(*, project: Project, asset_ids: Sequence[str], split: Split) -> HoldoutMoved:
    """Move files to the holdout, or out of it; the draw never changes them again.

    Raises:
        InputInvalid: a file is not of this project; `fields` names it.
    """
    wanted = list(dict.fromkeys(asset_ids))
    known = assets.find_assets_of(project.id, wanted)
    if unknown := [asset_id for asset_id in wanted if asset_id not in known]:
        message = f"{unknown[0]} is no asset of this project."
        raise InputInvalid(message, {"asset_ids": f"unknown: {unknown[0]}"})
    before = read_splits(project.id)
    is_learned = trainings.has_learned(project.id)
    learned = [
        asset_id
        for asset_id in wanted
        if split == "holdout" and is_learned and before.get(asset_id) == "train"
    ]
    set_splits(project.id, wanted, split)
    warning = (
        f"Versions of this project have learned from {len(learned)} of these files: on them they look better "
        "than they are, and so will the gate's figures for them and for what descends from them."
        if learned
        else None
    )
    moved = sum(1 for asset_id in wanted if before.get(asset_id) != split)
    return HoldoutMoved(moved=moved, learned=learned, warning=warning)
