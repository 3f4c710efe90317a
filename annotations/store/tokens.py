"""API tokens: only their hash is kept. One that ended is remembered for a while, to be told why."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.access_token import DAYS_REMEMBERED, AccessToken, Scope
from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.store.client import Document, database, faults_are_ours
from annotations.store.codec import key

PREFIX = "tdm_"
USE_SECONDS = 3_600
"""How exact the time of the last use is: a busy program writes it once an hour."""
TOKEN_INDEXES = [
    IndexModel([("user_id", ASCENDING), ("token_id", DESCENDING)], name="by_user_newest"),
    IndexModel(
        [("token_id", ASCENDING)],
        name="by_id",
        unique=True,
        partialFilterExpression={"token_id": {"$type": "string"}},
    ),
    IndexModel([("forget_at", ASCENDING)], name="forget", expireAfterSeconds=0),
]


def add_token(
    user_id: str,
    *,
    name: str = "",
    scopes: Sequence[Scope] | None = None,
    days: int | None = None,
) -> tuple[str, AccessToken]:
    """Make a token for a person and return it with its entry; the token cannot be read again."""
    token = PREFIX + secrets.token_urlsafe(32)
    now = utc_now()
    expires = now + timedelta(days=days) if days else None
    row: Document = {
        "_id": hash_token(token),
        "token_id": new_id("tok"),
        "user_id": key(user_id),
        "name": name,
        "scopes": list(scopes) if scopes is not None else None,
        "created_at": now,
        "expires_at": expires,
    }
    if expires:
        row["forget_at"] = expires + timedelta(days=DAYS_REMEMBERED)
    with faults_are_ours():
        database()["tokens"].insert_one(row)
    return token, _read(row)


def find_token(token: str) -> AccessToken | None:
    """Return a token's entry, also of one that ended."""
    return find_by_hash(hash_token(token))


def find_by_hash(digest: str) -> AccessToken | None:
    """Return the entry of a token by its hash, also of one that ended."""
    with faults_are_ours():
        row = database()["tokens"].find_one({"_id": digest})
    return None if row is None else _read(row)


def note_use(digest: str) -> None:
    """Remember that a token was used now, at most once an hour."""
    now = utc_now()
    stale = {"$or": [{"used_at": None}, {"used_at": {"$lt": now - timedelta(seconds=USE_SECONDS)}}]}
    with faults_are_ours():
        database()["tokens"].update_one({"_id": digest, **stale}, {"$set": {"used_at": now}})


def page_tokens(user_id: str, *, after: str | None, limit: int) -> list[AccessToken]:
    """Return a person's tokens that were not revoked, newest first."""
    _name_old_rows(user_id)
    query: dict[str, Any] = {"user_id": key(user_id), "revoked_at": None}
    if after:
        query["token_id"] = {"$lt": after}
    with faults_are_ours():
        rows = list(database()["tokens"].find(query).sort("token_id", -1).limit(limit))
    return [_read(row) for row in rows]


def count_tokens(user_id: str, *, most: int) -> int:
    """Count a person's tokens that were not revoked, up to a bound."""
    with faults_are_ours():
        query = {"user_id": key(user_id), "revoked_at": None}
        return database()["tokens"].count_documents(query, limit=most)


def revoke_token(user_id: str, token_id: str) -> str | None:
    """End a person's token; return its hash, or None when they have no such token."""
    now = utc_now()
    ended = {"revoked_at": now, "forget_at": now + timedelta(days=DAYS_REMEMBERED)}
    with faults_are_ours():
        row = database()["tokens"].find_one_and_update(
            {"user_id": key(user_id), "token_id": token_id, "revoked_at": None}, {"$set": ended}
        )
    return None if row is None else str(row["_id"])


def live_tokens(digests: set[str]) -> dict[str, AccessToken]:
    """Return by hash those of the tokens that have not ended."""
    now = utc_now()
    with faults_are_ours():
        rows = list(database()["tokens"].find({"_id": {"$in": sorted(digests)}}))
    found = {str(row["_id"]): _read(row) for row in rows}
    return {digest: token for digest, token in found.items() if not token.is_over(now)}


def revoke_tokens(user_id: str) -> None:
    """Let none of a person's tokens open anything any more."""
    now = utc_now()
    ended = {"revoked_at": now, "forget_at": now + timedelta(days=DAYS_REMEMBERED)}
    with faults_are_ours():
        database()["tokens"].update_many({"user_id": key(user_id), "revoked_at": None}, {"$set": ended})


def hash_token(token: str) -> str:
    """Return the form in which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _name_old_rows(user_id: str) -> None:
    """Tokens made before they had names get an id the first time they are listed."""
    with faults_are_ours():
        rows = database()["tokens"]
        for row in rows.find({"user_id": key(user_id), "token_id": None}, {"_id": 1}):
            fresh = {"$set": {"token_id": new_id("tok")}}
            rows.update_one({"_id": row["_id"], "token_id": None}, fresh)


def _read(row: Document) -> AccessToken:
    scopes = row.get("scopes")
    return AccessToken(
        id=row.get("token_id") or "",
        user_id=str(row["user_id"]),
        name=row.get("name") or "",
        scopes=None if scopes is None else tuple(scopes),
        created_at=row["created_at"],
        expires_at=row.get("expires_at"),
        used_at=row.get("used_at"),
        revoked_at=row.get("revoked_at"),
    )
