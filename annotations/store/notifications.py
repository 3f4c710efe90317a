"""Notifications: what each person was told, kept for a quarter of a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.notification import DAYS_KEPT, Notification
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import to_document
from annotations.store.tables import NOTIFICATIONS

MOST_COUNTED = 100
NOTIFICATION_INDEXES = [
    IndexModel(
        [("user_id", ASCENDING), ("read", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)],
        name="unread_first",
    ),
    IndexModel([("user_id", ASCENDING), ("text_key", ASCENDING), ("_id", ASCENDING)], name="by_text"),
    IndexModel(
        [("user_id", ASCENDING), ("text_key", ASCENDING), ("_id", ASCENDING)],
        name="unread_by_text",
        partialFilterExpression={"read": False},
    ),
    IndexModel([("at", ASCENDING)], name="forget", expireAfterSeconds=DAYS_KEPT * 86_400),
]


def tell(told: Notification, *, session: Session) -> None:
    """Keep what a person is told; the same said again while it is unread only counts."""
    if told.kind not in {"approved", "assigned"}:
        NOTIFICATIONS.insert(told, session=session)
        return
    same = {"user_id": told.user_id, "read": False, "kind": told.kind, "project_id": told.project_id}
    document = to_document(told)
    # What is found by stays as it is; the count goes up, also of the first.
    count = document.pop("count")
    first = {"_id": document.pop("_id")} | {name: document.pop(name) for name in same}
    with faults_are_ours():
        NOTIFICATIONS.collection.update_one(
            {**same, "actor.id": told.actor.id},
            {"$inc": {"count": count}, "$set": document, "$setOnInsert": {"_id": first["_id"]}},
            upsert=True,
            session=session,
        )


def page_notifications(
    user_id: str, *, after: str | None, limit: int, unread: bool = False, begins: str | None = None
) -> list[Notification]:
    """Return what a person was told: unread first, then newest first; a search gives it by its text."""
    query: dict[str, Any] = {"user_id": user_id}
    if unread:
        query["read"] = False
    last = NOTIFICATIONS.find_where({"_id": after, "user_id": user_id}) if after else None
    if begins:
        query["text_key"] = {"$gte": begins, "$lt": begins + "\U0010ffff"}
        if last is not None:
            query["$or"] = [
                {"text_key": {"$gt": last.text_key}},
                {"text_key": last.text_key, "_id": {"$gt": last.id}},
            ]
        return NOTIFICATIONS.page(query, sort=[("text_key", 1), ("_id", 1)], limit=limit)
    if last is not None:
        query["$or"] = [
            {"read": {"$gt": last.read}},
            {"read": last.read, "at": {"$lt": last.at}},
            {"read": last.read, "at": last.at, "_id": {"$lt": last.id}},
        ]
    return NOTIFICATIONS.page(query, sort=[("read", 1), ("at", -1), ("_id", -1)], limit=limit)


def count_unread(user_id: str) -> int:
    """Count what a person has not read, up to a bound."""
    query = {"user_id": user_id, "read": False}
    with faults_are_ours():
        return NOTIFICATIONS.collection.count_documents(query, limit=MOST_COUNTED)


def set_read(user_id: str, ids: Sequence[str] | None, *, read: bool) -> list[str]:
    """Mark some or all of what a person was told; return which of them changed."""
    query: dict[str, Any] = {"user_id": user_id, "read": not read}
    if ids is not None:
        query["_id"] = {"$in": list(ids)}
    with faults_are_ours():
        found = [str(row["_id"]) for row in database()["notifications"].find(query, {"_id": 1}).limit(1_000)]
        if found:
            database()["notifications"].update_many(
                {"_id": {"$in": found}, "user_id": user_id}, {"$set": {"read": read}}
            )
    return found
