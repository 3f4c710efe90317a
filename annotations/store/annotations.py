"""Annotations: one document an object, changed by compare-and-set on its revision."""

from __future__ import annotations

from pymongo import InsertOne, ReplaceOne

from annotations.domain.annotation import Annotation
from annotations.store.client import Document, Session, database, faults_are_ours
from annotations.store.codec import to_document
from annotations.store.tables import ANNOTATIONS


def find_annotations(annotation_ids: list[str], *, session: Session | None = None) -> dict[str, Annotation]:
    """Return objects by id."""
    if not annotation_ids:
        return {}
    return {found.id: found for found in ANNOTATIONS.page({"_id": {"$in": annotation_ids}}, session=session)}


def list_annotations(frame_id: str, *, session: Session | None = None) -> list[Annotation]:
    """Return the live objects of a frame."""
    return ANNOTATIONS.page({"frame_id": frame_id, "removed": False}, session=session)


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
