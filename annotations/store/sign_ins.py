"""Where people are signed in: one row beside each of Django's sessions, with its place and browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.domain.sign_in import SignIn
from annotations.store.client import Document, database, faults_are_ours

DAYS_KEPT = 60
SIGN_IN_INDEXES = [
    IndexModel([("key", ASCENDING)], name="one_per_session", unique=True),
    IndexModel([("user_id", ASCENDING), ("_id", DESCENDING)], name="by_person"),
    IndexModel([("user_id", ASCENDING), ("address", ASCENDING)], name="by_place"),
    IndexModel([("seen_at", ASCENDING)], name="forget", expireAfterSeconds=DAYS_KEPT * 86_400),
]


def note_sign_in(*, user_id: str, key: str, address: str, browser: str) -> None:
    """Write down that a person's session is used now, from where and by which browser."""
    now = utc_now()
    fresh = {"_id": new_id("ses"), "created_at": now, "ended": False}
    seen = {"user_id": user_id, "address": address, "browser": browser, "seen_at": now}
    with faults_are_ours():
        try:
            rows = database()["sign_ins"]
            rows.update_one({"key": key}, {"$set": seen, "$setOnInsert": fresh}, upsert=True)
        except DuplicateKeyError:  # another request of the same session was faster
            return


def page_sign_ins(user_id: str, *, after: str | None, limit: int) -> list[SignIn]:
    """Return where a person is signed in, newest first."""
    query: dict[str, Any] = {"user_id": user_id, "ended": False}
    if after:
        query["_id"] = {"$lt": after}
    with faults_are_ours():
        rows = list(database()["sign_ins"].find(query).sort("_id", -1).limit(limit))
    return [_read(row) for row in rows]


def end_sign_ins(user_id: str, *, sign_in_id: str | None = None, but_key: str | None = None) -> list[str]:
    """Mark one of a person's sign-ins, or all but one, as ended; return the keys of their sessions."""
    query: dict[str, Any] = {"user_id": user_id, "ended": False}
    if sign_in_id is not None:
        query["_id"] = sign_in_id
    if but_key is not None:
        query["key"] = {"$ne": but_key}
    with faults_are_ours():
        keys = [row["key"] for row in database()["sign_ins"].find(query, {"key": 1})]
        database()["sign_ins"].update_many({"key": {"$in": keys}}, {"$set": {"ended": True}})
    return keys


def rename_session(before: str, after: str) -> None:
    """Keep the row of a session whose key changed."""
    with faults_are_ours():
        database()["sign_ins"].update_one({"key": before}, {"$set": {"key": after}})


def list_keys(user_id: str) -> set[str]:
    """Return the keys of a person's sessions that were not ended."""
    with faults_are_ours():
        rows = database()["sign_ins"].find({"user_id": user_id, "ended": False}, {"key": 1})
        return {row["key"] for row in rows}


def mark_ended(keys: Iterable[str]) -> None:
    """Mark sessions as ended."""
    with faults_are_ours():
        database()["sign_ins"].update_many({"key": {"$in": list(keys)}}, {"$set": {"ended": True}})


def was_here(user_id: str, address: str) -> bool:
    """Return whether a person has been signed in from an address lately."""
    with faults_are_ours():
        return database()["sign_ins"].find_one({"user_id": user_id, "address": address}) is not None


def _read(row: Document) -> SignIn:
    return SignIn(
        id=str(row["_id"]),
        key=row["key"],
        user_id=row["user_id"],
        address=row["address"],
        browser=row["browser"],
        created_at=row["created_at"],
        seen_at=row["seen_at"],
    )
