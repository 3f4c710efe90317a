"""Frames of known truth, and the comparisons with them."""

from __future__ import annotations

from typing import Any

from annotations.domain.truth import Scored, Truth
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import key, to_document
from annotations.store.tables import SCORES, TRUTHS


def find_truth(frame_id: str) -> Truth | None:
    """Return the known truth of a frame."""
    return TRUTHS.find(frame_id)


def set_truth(truth: Truth) -> None:
    """Mark a frame, or mark it anew with what stands there now."""
    document = to_document(truth)
    with faults_are_ours():
        database()["truths"].replace_one({"_id": document["_id"]}, document, upsert=True)


def remove_truth(frame_id: str) -> bool:
    """Unmark a frame."""
    with faults_are_ours():
        return database()["truths"].delete_one({"_id": key(frame_id)}).deleted_count == 1


def choose_truth(project_id: str, person_id: str, *, given: list[str], chance: float) -> Truth | None:
    """Return a frame of known truth that a person neither made nor was handed, from a place on."""
    query: dict[str, Any] = {
        "project_id": project_id,
        "_id": {"$nin": [key(frame_id) for frame_id in given]},
        "authors": {"$ne": person_id},
    }
    found = TRUTHS.page({**query, "chance": {"$gte": chance}}, sort=[("chance", 1)], limit=1)
    found = found or TRUTHS.page(query, sort=[("chance", 1)], limit=1)
    return found[0] if found else None


def page_truths(project_id: str, *, after: str | None, limit: int) -> list[Truth]:
    """Return a project's frames of known truth, the newest first, from the one after."""
    query: dict[str, Any] = {"project_id": project_id}
    if after:
        query["_id"] = {"$lt": after}
    return TRUTHS.page(query, sort=[("_id", -1)], limit=limit)


def count_truths(project_id: str) -> int:
    """Count them."""
    return TRUTHS.count({"project_id": project_id})


def add_score(scored: Scored, *, session: Session) -> None:
    """Keep a comparison."""
    SCORES.insert(scored, session=session)


def page_scores(project_id: str, *, person_id: str | None, after: str | None, limit: int) -> list[Scored]:
    """Return comparisons, the newest first, from the one after; of one person or of all."""
    query: dict[str, Any] = {"project_id": project_id}
    if person_id:
        query["person.id"] = person_id
    if after:
        query["_id"] = {"$lt": after}
    return SCORES.page(query, sort=[("_id", -1)], limit=limit)
