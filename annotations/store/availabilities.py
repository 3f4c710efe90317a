"""When people work: one row a person who said so."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.availability import Availability
from annotations.store.client import faults_are_ours
from annotations.store.codec import key, to_document
from annotations.store.tables import AVAILABILITIES


def find_availability(user_id: str) -> Availability | None:
    """Return when a person works, if they said so."""
    return AVAILABILITIES.find(user_id)


def find_availabilities(user_ids: Sequence[str]) -> dict[str, Availability]:
    """Return when people work, by id; who said nothing is not among them."""
    rows = AVAILABILITIES.page({"_id": {"$in": [key(one) for one in user_ids]}}) if user_ids else []
    return {row.id: row for row in rows}


def keep_availability(availability: Availability) -> None:
    """Write when a person works."""
    document = to_document(availability)
    with faults_are_ours():
        AVAILABILITIES.collection.replace_one({"_id": document["_id"]}, document, upsert=True)
