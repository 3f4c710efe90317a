"""Annotations: one document an object, changed by compare-and-set on its revision."""

from __future__ import annotations

from pymongo import InsertOne, ReplaceOne

from annotations.domain.annotation import Annotation
from annotations.store.client import Document, Session, database, faults_are_ours
from annotations.store.codec import to_document
from annotations.store.tables import ANNOTATIONS


def find_annotation(annotation_id: str) -> Annotation | None:
    """Return an object, also a removed one."""
    return ANNOTATIONS.find(annotation_id)


def find_annotations(annotation_ids: list[str], *, session: Session | None = None) -> dict[str, Annotation]:
    """Return objects by id."""
    if not annotation_ids:
        return {}
    return {found.id: found for found in ANNOTATIONS.page({"_id": {"$in": annotation_ids}}, session=session)}


def list_annotations(frame_id: str, *, session: Session | None = None) -> list[Annotation]:
    """Return the live objects of a frame."""
    return ANNOTATIONS.page({"frame_id": frame_id, "removed": False}, session=session)


def list_on_frames(frame_ids: list[str]) -> list[Annotation]:
    """Return the live objects of some frames."""
    return ANNOTATIONS.page({"frame_id": {"$in": frame_ids}, "removed": False})


def list_labelled(
    first_id: str, last_id: str, labels: list[str], *, session: Session | None = None
) -> list[Annotation]:
    """Return the live objects of some labels on the frames from one id to another, by frame."""
    query = {
        "frame_id": {"$gte": first_id, "$lte": last_id},
        "removed": False,
        "label": {"$in": labels},
    }
    return ANNOTATIONS.page(query, sort=[("frame_id", 1), ("_id", 1)], session=session)


def count_by_frame(first_id: str, last_id: str) -> list[tuple[str, int]]:
    """Count the live objects on each frame from one id to another that has any, in order."""
    stages: list[dict[str, object]] = [
        {"$match": {"frame_id": {"$gte": first_id, "$lte": last_id}, "removed": False}},
        {"$group": {"_id": "$frame_id", "count": {"$sum": 1}}},
        {"$sort": {"_id": 1}},
    ]
    with faults_are_ours():
        return [(row["_id"], row["count"]) for row in ANNOTATIONS.collection.aggregate(stages)]


def list_imported(job_id: str, first_id: str, last_id: str, *, limit: int) -> list[Annotation]:
    """Return the live objects that an import added to frames from one id to another and nobody changed."""
    query = {"frame_id": {"$gte": first_id, "$lte": last_id}, "imported_by": job_id}
    unchanged = {**query, "removed": False, "revision": 1}
    return ANNOTATIONS.page(unchanged, sort=[("frame_id", 1), ("_id", 1)], limit=limit)


def count_imported(job_id: str, first_id: str, last_id: str) -> tuple[int, int]:
    """Count the live objects that an import added: those that nobody changed, and those that somebody did."""
    query = {"frame_id": {"$gte": first_id, "$lte": last_id}, "imported_by": job_id, "removed": False}
    changed = ANNOTATIONS.count({**query, "revision": {"$gt": 1}})
    return ANNOTATIONS.count(query) - changed, changed


def page_annotations(frame_id: str, *, removed: bool, after: str | None, limit: int) -> list[Annotation]:
    """Return the objects of a frame that stand, or those that were removed, by id from the one after."""
    query: dict[str, object] = {"frame_id": frame_id, "removed": removed}
    if after:
        query["_id"] = {"$gt": after}
    return ANNOTATIONS.page(query, limit=limit)


def replace_annotations(
    before: dict[str, Annotation], after: dict[str, Annotation], *, session: Session
) -> None:
    """Write objects: insert those that are new, swap those that still have the revision that was read.

    Inside a transaction a lost race surfaces as a write conflict, which repeats the transaction.
    """
    writes: list[InsertOne[Document] | ReplaceOne[Document]] = []
    for annotation_id, annotation in after.items():
        document = to_document(annotation)
        if annotation_id in before:
            expected = {"_id": annotation_id, "revision": before[annotation_id].revision}
            writes.append(ReplaceOne(expected, document))
        else:
            writes.append(InsertOne(document))
    with faults_are_ours():
        if writes:
            database()["annotations"].bulk_write(writes, session=session)


def exists_beside(project_id: str, asset_ids: list[str], *, session: Session | None = None) -> bool:
    """Tell whether an object of a project stands on another file than these."""
    query = {"project_id": project_id, "removed": False, "asset_id": {"$nin": asset_ids}}
    return ANNOTATIONS.find_where(query, session=session) is not None
