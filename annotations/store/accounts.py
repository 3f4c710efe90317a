"""Accounts as a list, read past Django's own queries so that every order has its index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.project import Role
from annotations.domain.record import Record
from annotations.store.client import Document, Session, database, faults_are_ours
from annotations.store.codec import key
from annotations.store.listing import NAMES, begins, beyond

AccountSort = Literal["name", "joined", "seen"]
ORDERS: dict[AccountSort, tuple[tuple[str, int], ...]] = {
    "name": (("username", ASCENDING), ("_id", ASCENDING)),
    "joined": (("date_joined", DESCENDING), ("_id", DESCENDING)),
    "seen": (("last_login", DESCENDING), ("_id", DESCENDING)),
}
ACCOUNT_INDEXES = [
    IndexModel(ORDERS["name"], name="by_name", collation=NAMES),
    IndexModel(ORDERS["joined"], name="by_joining"),
    IndexModel(ORDERS["seen"], name="by_sign_in"),
    IndexModel([("is_superuser", ASCENDING)], name="administrators"),
]
ADMINISTRATORS = "administrators"


class AccountRow(Record):
    """One account as an administrator sees it."""

    id: str
    name: str
    email: str
    is_active: bool
    is_admin: bool
    joined_at: datetime
    seen_at: datetime | None


def page_accounts(*, q: str | None, sort: AccountSort, after: str | None, limit: int) -> list[AccountRow]:
    """Return accounts in order; a search by the beginning of the name is in the order of names."""
    order = ORDERS["name" if q else sort]
    query: dict[str, Any] = {"username": begins(q)} if q else {}
    here = database()["auth_user"]
    with faults_are_ours():
        last = here.find_one({"_id": key(after)}) if after else None
        if last is not None:
            query = {"$and": [query, _after(order, last)]}
        rows = here.find(query).sort(list(order)).limit(limit)
        named = rows.collation(NAMES) if order[0][0] == "username" else rows
        return [_row(row) for row in named]


def find_account(user_id: str) -> AccountRow | None:
    """Return an account, whether it may sign in or not."""
    with faults_are_ours():
        row = database()["auth_user"].find_one({"_id": key(user_id)})
    return None if row is None else _row(row)


def hold_administrators(*, session: Session) -> None:
    """Let no other transaction change who administrates before this one ends."""
    here = database()["sequences"]
    here.update_one({"_id": ADMINISTRATORS}, {"$inc": {"seq": 1}}, upsert=True, session=session)


def count_other_administrators(user_id: str, *, session: Session) -> int:
    """Count the administrators who may sign in, but for one person."""
    query = {"is_superuser": True, "is_active": True, "_id": {"$ne": key(user_id)}}
    return database()["auth_user"].count_documents(query, session=session)


def set_account(user_id: str, changes: dict[str, bool], *, session: Session) -> AccountRow | None:
    """Change what an account may do."""
    row = database()["auth_user"].find_one_and_update(
        {"_id": key(user_id)}, {"$set": changes}, return_document=True, session=session
    )
    return None if row is None else _row(row)


def list_roles(user_ids: Sequence[str]) -> dict[str, list[tuple[str, Role]]]:
    """Return id -> (project id, role) of each of the projects that accounts are in."""
    found: dict[str, list[tuple[str, Role]]] = {user_id: [] for user_id in user_ids}
    with faults_are_ours():
        for row in database()["memberships"].find({"user_id": {"$in": [key(one) for one in user_ids]}}):
            found[str(row["user_id"])].append((row["project_id"], row["role"]))
    return found


def count_accounts() -> int:
    """Count all accounts, from what the server knows without looking."""
    with faults_are_ours():
        return int(database()["auth_user"].estimated_document_count())


def _after(order: Sequence[tuple[str, int]], last: Document) -> dict[str, Any]:
    name, _way = order[0]
    if last.get(name) is None:
        # Who never signed in comes last, where moments are in descending order.
        return {name: None, "_id": {"$lt": last["_id"]}}
    rest = beyond(order, last)
    return rest if name != "last_login" else {"$or": [rest, {name: None}]}


def _row(row: Document) -> AccountRow:
    joined = row.get("date_joined") or ObjectId(row["_id"]).generation_time
    return AccountRow(
        id=str(row["_id"]),
        name=row["username"],
        email=row.get("email") or "",
        is_active=bool(row["is_active"]),
        is_admin=bool(row["is_superuser"]),
        joined_at=joined,
        seen_at=row.get("last_login"),
    )
