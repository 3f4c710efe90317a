"""Which files of a project are held out for the gate: written once, read by trainings and gate."""

from __future__ import annotations

from collections.abc import Mapping

from pymongo import UpdateOne

from annotations.domain.record import utc_now
from annotations.domain.split import Split
from annotations.store.client import Session, database, faults_are_ours

SPLITS = "splits"


def read_splits(project_id: str, *, session: Session | None = None) -> dict[str, Split]:
    """Return asset id -> its part, of the files that have one."""
    with faults_are_ours():
        rows = database()[SPLITS].find({"project_id": project_id}, session=session)
        return {row["_id"]: row["split"] for row in rows}


def add_splits(project_id: str, drawn: Mapping[str, Split]) -> dict[str, Split]:
    """Keep what was drawn and return what stands: a part that a file has already is never changed."""
    if drawn:
        now = utc_now()
        with faults_are_ours():
            database()[SPLITS].bulk_write(
                [
                    UpdateOne(
                        {"_id": asset_id},
                        {"$setOnInsert": {"project_id": project_id, "split": split, "at": now}},
                        upsert=True,
                    )
                    for asset_id, split in drawn.items()
                ],
                ordered=False,
            )
    return read_splits(project_id)


def set_splits(project_id: str, asset_ids: list[str], split: Split) -> None:
    """Give files their part by hand, whatever it was."""
    now = utc_now()
    with faults_are_ours():
        database()[SPLITS].bulk_write(
            [
                UpdateOne(
                    {"_id": asset_id},
                    {"$set": {"project_id": project_id, "split": split, "at": now, "by_hand": True}},
                    upsert=True,
                )
                for asset_id in asset_ids
            ]
        )


def page_splits(project_id: str, split: Split, *, after: str | None, limit: int) -> list[str]:
    """Return the files of a part, by id from the one after."""
    query: dict[str, object] = {"project_id": project_id, "split": split}
    if after:
        query["_id"] = {"$gt": after}
    with faults_are_ours():
        rows = database()[SPLITS].find(query, {"_id": 1}).sort("_id", 1).limit(limit)
        return [row["_id"] for row in rows]


def list_held_out(project_id: str, *, session: Session | None = None) -> list[str]:
    """Return the files that are held out."""
    with faults_are_ours():
        rows = database()[SPLITS].find(
            {"project_id": project_id, "split": "holdout"}, {"_id": 1}, session=session
        )
        return [row["_id"] for row in rows]
