"""Acts on their way into the audit trail: begun, ended, and gone once the trail holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from annotations.domain.audit import Act
from annotations.store.client import Session, faults_are_ours
from annotations.store.tables import ACTS

ACT_INDEXES = [IndexModel([("status", ASCENDING), ("at", ASCENDING)], name="by_status")]


def add_act(act: Act) -> Act:
    """Write an act down."""
    return ACTS.insert(act)


def end_act(act_id: str, changes: Mapping[str, Any]) -> Act | None:
    """Tell how an act that was begun has ended; None when it has ended, or was taken for lost, already."""
    return ACTS.change({"_id": act_id, "status": "begun"}, {"$set": dict(changes)})


def drop_act(act_id: str) -> None:
    """Forget an act that was refused before it changed anything."""
    with faults_are_ours():
        ACTS.collection.delete_one({"_id": act_id, "status": "begun"})


def list_stale_acts(before: datetime, *, limit: int) -> list[Act]:
    """Return acts begun before a moment that nobody has ended."""
    return ACTS.page({"status": "begun", "at": {"$lt": before}}, sort=[("at", 1)], limit=limit)


def clear_acts(act_ids: Sequence[str], *, session: Session) -> None:
    """Remove acts that the trail holds now, in the transaction that put them there."""
    if act_ids:
        with faults_are_ours():
            ACTS.collection.delete_many({"_id": {"$in": list(act_ids)}}, session=session)
