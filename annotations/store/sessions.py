"""Which browser sessions are still alive; Django writes them."""

from __future__ import annotations

from annotations.domain.record import utc_now
from annotations.store.client import database, faults_are_ours


def live_sessions(keys: set[str]) -> set[str]:
    """Return those of the session keys that have not ended."""
    with faults_are_ours():
        rows = database()["django_session"].find(
            {"session_key": {"$in": sorted(keys)}, "expire_date": {"$gt": utc_now()}}, {"session_key": 1}
        )
        return {row["session_key"] for row in rows}


def end_sessions(keys: list[str]) -> None:
    """End sessions at once."""
    with faults_are_ours():
        database()["django_session"].delete_many({"session_key": {"$in": keys}})
