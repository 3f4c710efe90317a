"""Which files are held out for the gate: drawn once, when they are first learned from, and for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

Split = Literal["train", "holdout"]


def draw_splits(
    asset_ids: Iterable[str], *, known: int, held_out: int, holdout_share: float
) -> dict[str, Split]:
    """Give each new file its part, so that of all files together the share held out is met and never passed.

    All frames of a file are on the same side: the frames of one video resemble each other. The order of the
    draw depends on the ids alone.

    Args:
        asset_ids: The files that have no part yet.
        known: How many files have one.
        held_out: How many of those are held out.
        holdout_share: The share to hold out.
    """
    drawn: dict[str, Split] = {}
    for asset_id in sorted(set(asset_ids), key=_rank):
        known += 1
        is_held_out = held_out + 1 <= holdout_share * known
        held_out += is_held_out
        drawn[asset_id] = "holdout" if is_held_out else "train"
    return drawn


def _rank(asset_id: str) -> bytes:
    return hashlib.sha256(asset_id.encode()).digest()
