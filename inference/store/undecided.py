"""Frames that a model can predict and on which perhaps nobody has decided yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotations.domain.asset import Frame
from annotations.domain.record import utc_now
from annotations.store import corrections, leases
from annotations.store.codec import key
from annotations.store.tables import ASSETS, FRAMES

DECIDED = ("submitted", "approved", "skipped")


def list_predictable(project_id: str, *, after: str, limit: int) -> list[Frame]:
    """Return a project's pictures and kept key frames of videos, by id."""
    return FRAMES.page(_predictable(project_id) | {"_id": {"$gt": after}}, limit=limit)


def list_likeliest(project_id: str, *, limit: int) -> list[Frame]:
    """Return those in somebody's hands, then those likeliest to be opened next: the newest."""
    held = [lease.id for lease in leases.list_live(project_id, at=utc_now())][-limit:]
    first = FRAMES.page(_predictable(project_id) | {"_id": {"$in": held}}) if held else []
    newest = FRAMES.page(_predictable(project_id), sort=[("_id", -1)], limit=limit)
    return list({frame.id: frame for frame in [*first, *newest]}.values())[:limit]


def count_predictable(project_id: str) -> int:
    """Count them."""
    return FRAMES.count(_predictable(project_id))


def list_touched(frames: Sequence[Frame]) -> set[str]:
    """Return the ids of those frames that people have corrected, submitted, approved or skipped."""
    asset_ids = [key(asset_id) for asset_id in sorted({frame.asset_id for frame in frames})]
    judged = ASSETS.page({"_id": {"$in": asset_ids}, "reviewed": {"$in": list(DECIDED)}})
    settled = {asset.id for asset in judged}
    touched = corrections.list_touched([frame.id for frame in frames])
    return touched | {frame.id for frame in frames if frame.asset_id in settled}


def _predictable(project_id: str) -> dict[str, Any]:
    # A frame of a video is kept as pixels when it is a key frame; a picture has no timestamp.
    kept = {"rendition": {"$gt": ""}, "index": {"$gte": 0}}
    return {"project_id": project_id, **kept, "$or": [{"timestamp": None}, {"is_key": True}]}
