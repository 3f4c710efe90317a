"""API tokens: only their hash is kept. And the log of failed sign-ins that slows guessing down."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from annotations.domain.record import utc_now
from annotations.store.client import database, faults_are_ours
from annotations.store.codec import key

PREFIX = "tdm_"


def add_token(user_id: str) -> str:
    """Make a token for a person and return it; it cannot be read again."""
    token = PREFIX + secrets.token_urlsafe(32)
    with faults_are_ours():
        database()["tokens"].insert_one(
            {"_id": _hash(token), "user_id": key(user_id), "created_at": utc_now()}
        )
    return token


def find_token_owner(token: str) -> str | None:
    """Return the id of the person a token belongs to."""
    with faults_are_ours():
        row = database()["tokens"].find_one({"_id": _hash(token)})
    return None if row is None else str(row["user_id"])


def remove_tokens(user_id: str) -> None:
    """Let none of a person's tokens open anything any more."""
    with faults_are_ours():
        database()["tokens"].delete_many({"user_id": key(user_id)})


def count_failures(subject: str, *, seconds: int) -> int:
    """Count the failed sign-ins of a name or an address in the last `seconds`."""
    since = utc_now() - timedelta(seconds=seconds)
    with faults_are_ours():
        return database()["sign_in_attempts"].count_documents({"subject": subject, "at": {"$gte": since}})


def forget_failures(subject: str) -> int:
    """Forget the failed sign-ins of a name or an address; return how many these were."""
    with faults_are_ours():
        return database()["sign_in_attempts"].delete_many({"subject": subject}).deleted_count


def append_failure(subject: str) -> None:
    """Note a failed sign-in."""
    with faults_are_ours():
        database()["sign_in_attempts"].insert_one({"subject": subject, "at": utc_now()})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
