"""Which account a person of a sign-in provider has here: by issuer and subject, which never change."""

from __future__ import annotations

import hashlib

from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from annotations.domain.record import utc_now
from annotations.store.client import database, faults_are_ours

LINK_INDEXES = [IndexModel([("user_id", ASCENDING)], name="by_person")]


def find_linked(issuer: str, subject: str) -> str | None:
    """Return the id of the account that is linked."""
    with faults_are_ours():
        row = database()["provider_links"].find_one({"_id": _identity(issuer, subject)})
    return None if row is None else str(row["user_id"])


def add_link(issuer: str, subject: str, user_id: str) -> None:
    """Link a person of a provider with an account; the first link stays."""
    link = {"_id": _identity(issuer, subject), "issuer": issuer, "subject": subject, "user_id": user_id}
    with faults_are_ours():
        try:
            database()["provider_links"].insert_one(link | {"at": utc_now()})
        except DuplicateKeyError:  # two callbacks at once; both are the same person
            return


def _identity(issuer: str, subject: str) -> str:
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()
