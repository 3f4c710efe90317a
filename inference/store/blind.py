"""Blind comparisons: what is compared, and each person's pairs with their votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotations.domain.blind import BlindPair, BlindSet, Side
from annotations.domain.record import utc_now
from annotations.store.client import Duplicate, Session
from annotations.store.tables import BLIND_PAIRS, BLIND_SETS

MOST_SETS = 500
"""Frames of one evaluation that are compared: more are never voted on."""


def add_sets(sets: Sequence[BlindSet], *, session: Session) -> None:
    """Keep what is compared."""
    BLIND_SETS.insert_many(sets, session=session)


def find_set(set_id: str, *, session: Session | None = None) -> BlindSet | None:
    """Return one frame of a comparison."""
    return BLIND_SETS.find(set_id, session=session)


def list_sets(evaluation_id: str, frame_ids: Sequence[str]) -> list[BlindSet]:
    """Return what is known of some frames of a comparison, in its order."""
    query = {"evaluation_id": evaluation_id, "frame_id": {"$in": list(frame_ids)}}
    return BLIND_SETS.page(query, sort=[("place", 1), ("_id", 1)])


def count_sets(evaluation_id: str) -> int:
    """Count the frames that can be compared."""
    return BLIND_SETS.count({"evaluation_id": evaluation_id})


def find_open_pair(evaluation_id: str, person_id: str) -> BlindPair | None:
    """Return the pair that a person has been shown and not voted on."""
    query = {"evaluation_id": evaluation_id, "person_id": person_id, "choice": None}
    return BLIND_PAIRS.find_where(query)


def find_pair(pair_id: str) -> BlindPair | None:
    """Return a pair."""
    return BLIND_PAIRS.find(pair_id)


def find_unseen_set(evaluation_id: str, person_id: str) -> BlindSet | None:
    """Return the next frame that a person has not been shown."""
    seen = BLIND_PAIRS.page({"evaluation_id": evaluation_id, "person_id": person_id}, limit=MOST_SETS)
    query: dict[str, Any] = {"evaluation_id": evaluation_id, "_id": {"$nin": [pair.set_id for pair in seen]}}
    found = BLIND_SETS.page(query, sort=[("place", 1), ("_id", 1)], limit=1)
    return found[0] if found else None


def count_votes(evaluation_id: str, person_id: str) -> int:
    """Count what a person has voted on."""
    return BLIND_PAIRS.count(
        {"evaluation_id": evaluation_id, "person_id": person_id, "choice": {"$ne": None}}
    )


def add_pair(pair: BlindPair) -> bool:
    """Note what a person is shown; False when the same frame was shown to it at the same moment."""
    try:
        BLIND_PAIRS.insert(pair)
    except Duplicate:
        return False
    return True


def set_choice(pair_id: str, choice: Side, *, session: Session) -> BlindPair | None:
    """Keep a vote; None when there is one already."""
    changes = {"choice": choice, "voted_at": utc_now()}
    return BLIND_PAIRS.change({"_id": pair_id, "choice": None}, {"$set": changes}, session=session)
