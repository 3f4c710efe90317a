"""The ledger of corrections, append-only, and what was decided about predictions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from annotations.domain.actor import Actor
from annotations.domain.correction import Correction, CorrectionRequest, Property, changed_properties
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import from_document
from annotations.store.tables import CORRECTIONS

LOOKED_AT: dict[str, Any] = {"in_passing": {"$ne": True}}
"""What somebody corrected who looked at the whole frame."""


def append_corrections(corrections: list[Correction], *, session: Session) -> None:
    """Append to the ledger; a repeated id raises the driver's DuplicateKeyError."""
    if len(corrections) == 1:
        CORRECTIONS.insert(corrections[0], session=session)
    else:
        CORRECTIONS.insert_many(corrections, session=session)


def find_corrections(correction_ids: list[str], *, session: Session | None = None) -> dict[str, Correction]:
    """Return ledger entries by id."""
    found = CORRECTIONS.page({"_id": {"$in": correction_ids}}, session=session)
    return {correction.id: correction for correction in found}


def list_group(project_id: str, actor_id: str, group: str) -> list[Correction]:
    """Return what a person answered together, in order; `group` is how their mutation ids begin."""
    begins = f"{actor_id}:{group}-"
    within = {"_id": {"$gte": begins, "$lt": begins[:-1] + "."}, "project_id": project_id}
    return CORRECTIONS.page(within)


def has_any(frame_id: str, *, session: Session) -> bool:
    """Tell whether anybody has corrected anything on a frame, other than in passing."""
    query = {"frame_id": frame_id, **LOOKED_AT}
    return CORRECTIONS.find_where(query, session=session) is not None


def list_corrections(frame_id: str) -> list[Correction]:
    """Return a frame's ledger in order."""
    return CORRECTIONS.page({"frame_id": frame_id}, sort=[("frame_seq", 1)])


def list_history(annotation_id: str, *, session: Session | None = None) -> list[Correction]:
    """Return an object's ledger in order."""
    return CORRECTIONS.page({"annotation_id": annotation_id}, sort=[("frame_seq", 1)], session=session)


def list_requests(annotation_id: str, *, session: Session) -> list[CorrectionRequest]:
    """Return what was asked for in an object's ledger, in order, without what stood there."""
    query = {"annotation_id": annotation_id}
    with faults_are_ours():
        rows = CORRECTIONS.collection.find(query, {"request": 1}, session=session).sort("frame_seq", 1)
        return [CorrectionRequest.model_validate(row["request"]) for row in rows]


def page_history(annotation_id: str, *, before: int | None, limit: int) -> list[Correction]:
    """Return an object's ledger, newest first, from the one before a number."""
    query: dict[str, object] = {"annotation_id": annotation_id}
    if before is not None:
        query["frame_seq"] = {"$lt": before}
    return CORRECTIONS.page(query, sort=[("frame_seq", -1)], limit=limit)


def total_time_spent(annotation_id: str) -> int:
    """Add up the milliseconds that an object's corrections took."""
    stages: list[dict[str, Any]] = [
        {"$match": {"annotation_id": annotation_id}},
        {"$group": {"_id": None, "spent": {"$sum": "$request.time_spent_ms"}}},
    ]
    with faults_are_ours():
        rows = list(CORRECTIONS.collection.aggregate(stages))
    return int(rows[0]["spent"]) if rows else 0


def properties_changed_since(annotation_id: str, revision: int, *, session: Session) -> set[Property]:
    """Tell which properties of an object changed after `revision`."""
    changed: set[Property] = set()
    # A track's ledger is long and each entry holds it twice: only what is newer is read.
    query = {"annotation_id": annotation_id, "after.revision": {"$gt": revision}}
    for correction in CORRECTIONS.page(query, sort=[("frame_seq", 1)], session=session):
        changed |= changed_properties(correction.before, correction.after)
    return changed


def find_first_moment(frame_id: str) -> datetime | None:
    """Return when a frame was first corrected."""
    with faults_are_ours():
        row = CORRECTIONS.collection.find_one({"frame_id": frame_id}, {"at": 1}, sort=[("frame_seq", 1)])
    return row["at"] if row else None


def list_touched(frame_ids: list[str], *, session: Session | None = None) -> set[str]:
    """Return those of the frames that people have corrected."""
    with faults_are_ours():
        found = CORRECTIONS.collection.distinct("frame_id", {"frame_id": {"$in": frame_ids}}, session=session)
    return set(found)


def list_people(frame_ids: list[str]) -> dict[str, list[Actor]]:
    """Return who has corrected each of the frames, by the ids of the frames."""
    stages: list[dict[str, Any]] = [
        {"$match": {"frame_id": {"$in": frame_ids}}},
        {"$group": {"_id": {"frame": "$frame_id", "actor": "$actor.id"}, "actor": {"$last": "$actor"}}},
        {"$sort": {"_id": 1}},
    ]
    found: dict[str, list[Actor]] = {}
    with faults_are_ours():
        for row in CORRECTIONS.collection.aggregate(stages):
            found.setdefault(row["_id"]["frame"], []).append(Actor.model_validate(row["actor"]))
    return found


def list_decided(frame_id: str, *, session: Session | None = None) -> set[str]:
    """Return the ids of a frame's predictions that a person has answered."""
    with faults_are_ours():
        rows = database()["decisions"].find({"frame_id": frame_id}, {"_id": 1}, session=session)
        return {row["_id"] for row in rows}


def list_answered(prediction_ids: list[str]) -> set[str]:
    """Return those of the predictions that a person has answered."""
    with faults_are_ours():
        rows = database()["decisions"].find({"_id": {"$in": prediction_ids}}, {"_id": 1})
        return {row["_id"] for row in rows}


def list_rejected(prediction_ids: list[str]) -> set[str]:
    """Return those of the predictions that a person has rejected."""
    with faults_are_ours():
        query = {"_id": {"$in": prediction_ids}, "annotation_id": None}
        return {row["_id"] for row in database()["decisions"].find(query, {"_id": 1})}


def find_decisions(prediction_ids: list[str], *, session: Session) -> dict[str, str | None]:
    """Return prediction id -> id of the annotation made of it (None when it was rejected)."""
    rows = database()["decisions"].find({"_id": {"$in": prediction_ids}}, session=session)
    return {row["_id"]: row["annotation_id"] for row in rows}


def set_decisions(
    frame_id: str, decided: dict[str, str | None], reopened: list[str], *, session: Session
) -> None:
    """Note predictions as answered (with the annotation made of each, or None) and others as open again."""
    here = database()["decisions"]
    rows = [
        {"_id": prediction_id, "frame_id": frame_id, "annotation_id": annotation_id}
        for prediction_id, annotation_id in decided.items()
    ]
    with faults_are_ours():
        if reopened:
            here.delete_many({"_id": {"$in": reopened}}, session=session)
        if rows:
            here.insert_many(rows, session=session)


def page_ledger(
    project_id: str,
    *,
    actor_id: str | None,
    since: datetime | None,
    until: datetime | None,
    last: datetime | None,
    passed: int,
    limit: int,
) -> list[Correction]:
    """Return a project's corrections, the latest first.

    Args:
        project_id: Whose ledger.
        actor_id: Only this person's.
        since: From this moment on.
        until: Before this moment.
        last: The moment of the last one that was shown before.
        passed: How many of that moment were shown already.
        limit: How many.
    """
    bounds = {"$gte": since, "$lt": until, "$lte": last}
    at = {name: moment for name, moment in bounds.items() if moment is not None}
    query: dict[str, Any] = {"project_id": project_id}
    query |= {"actor.id": actor_id} if actor_id else {}
    query |= {"at": at} if at else {}
    with faults_are_ours():
        rows = CORRECTIONS.collection.find(query).sort("at", -1).skip(passed).limit(limit)
        return [from_document(Correction, row) for row in rows]
