"""The relay's cursor: resume token, fence and heartbeat in one document."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from pymongo import ReturnDocument

from annotations.domain.record import Record, utc_now
from annotations.store.client import Document, Session, database, faults_are_ours


class Cursor(Record):
    """How far a subscriber is. `fence` grows each time a process takes over."""

    fence: int
    token: dict[str, Any] | None
    owner: str | None
    at: datetime


def take_cursor(name: str, owner: str) -> Cursor:
    """Take over a cursor for a process, `host:pid`: whoever held it before fails at its next write."""
    with faults_are_ours():
        row = database()["cursors"].find_one_and_update(
            {"_id": name},
            {
                "$inc": {"fence": 1},
                "$set": {"at": utc_now(), "owner": owner},
                "$setOnInsert": {"token": None},
            },
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
    return _read(cast(Document, row))


def read_cursor(name: str) -> Cursor | None:
    """Return a cursor without taking it."""
    with faults_are_ours():
        row = database()["cursors"].find_one({"_id": name})
    return None if row is None else _read(row)


def set_cursor(name: str, fence: int, *, token: Any, session: Session | None = None) -> bool:
    """Move a cursor on; False when another process has taken it."""
    with faults_are_ours():
        outcome = database()["cursors"].update_one(
            {"_id": name, "fence": fence},
            {"$set": {"token": token, "at": utc_now()}},
            session=session,
        )
    return outcome.matched_count == 1


def _read(row: Document) -> Cursor:
    return Cursor(fence=row["fence"], token=row["token"], owner=row.get("owner"), at=row["at"])
