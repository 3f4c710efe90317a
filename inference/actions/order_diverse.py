"""Order waiting frames so that each is unlike those before it, and unlike what people have seen."""

from __future__ import annotations

import numpy as np

from annotations.remembered import Remembered
from annotations.store import assets, queue
from inference.embedding.alike import centred, farthest_first
from inference.store import embeddings

MOST_WAITING, MOST_TOUCHED = 50_000, 5_000
PLACES = 500
"""Frames that get a place at once; the order is made anew long before they are used up."""
FEW = 100
RESTING: Remembered[bool] = Remembered(seconds=120.0)
"""Projects that were looked at a short time ago."""


def order_diverse(project_id: str) -> int:
    """Give the first waiting frames of a project their places; return how many have one.

    Of a group of near-duplicates one frame gets a place, and none if people have touched another of it.
    """
    waiting = embeddings.find_vectors(embeddings.list_waiting_ids(project_id, limit=MOST_WAITING))
    touched = embeddings.find_vectors(embeddings.list_touched_ids(project_id, limit=MOST_TOUCHED))
    ids = sorted(waiting)
    if not ids:
        return 0
    known = [touched[frame_id].vector for frame_id in sorted(touched)]
    units = centred(np.stack([waiting[frame_id].vector for frame_id in ids] + known))
    order = farthest_first(units[: len(ids)], units[len(ids) :], PLACES)
    groups = assets.find_groups(project_id)
    seen = {groups[frame_id] for frame_id in touched if frame_id in groups}
    placed: list[str] = []
    for place in order:
        group = groups.get(ids[place])
        if group is not None and group in seen:
            continue
        seen |= {group} if group is not None else set()
        placed.append(ids[place])
    embeddings.set_diverse(project_id, placed)
    return len(placed)


def needs_order(project_id: str) -> bool:
    """Tell whether most of the order is used up while many frames wait without a place."""
    if RESTING.recall(project_id) is not None:
        return False
    RESTING.keep(project_id, True)
    placed = embeddings.count_diverse(project_id, limit=FEW)
    return placed < FEW and queue.count_waiting(project_id, limit=2 * FEW) >= 2 * FEW
