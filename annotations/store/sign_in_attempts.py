"""The log of failed sign-ins and other tries that slows guessing down; kept for an hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.record import utc_now
from annotations.store.client import database, faults_are_ours

ATTEMPT_SECONDS = 3_600
ATTEMPT_INDEXES = [
    IndexModel([("at", ASCENDING)], name="forget", expireAfterSeconds=ATTEMPT_SECONDS),
    IndexModel([("subject", ASCENDING), ("at", DESCENDING)], name="by_subject"),
    IndexModel([("name", ASCENDING)], name="by_name"),
]


def nth_latest_failure(subject: str, *, number: int, seconds: int) -> datetime | None:
    """Return when the `number`-th latest failure of the last `seconds` was; None if there are fewer."""
    since = utc_now() - timedelta(seconds=seconds)
    with faults_are_ours():
        query = {"subject": subject, "at": {"$gte": since}}
        rows = database()["sign_in_attempts"].find(query).sort("at", -1).skip(number - 1).limit(1)
        found = next(iter(rows), None)
    return None if found is None else found["at"]


def append_failure(name: str, subjects: Sequence[str]) -> None:
    """Note a failed sign-in with a name, under everything it counts for."""
    now = utc_now()
    with faults_are_ours():
        database()["sign_in_attempts"].insert_many(
            [{"subject": subject, "name": name, "at": now} for subject in subjects]
        )


def forget_failures(name: str) -> int:
    """Forget the failures with a name; return how many records that were."""
    with faults_are_ours():
        return database()["sign_in_attempts"].delete_many({"name": name}).deleted_count
