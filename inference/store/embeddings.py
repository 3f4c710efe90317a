"""Vectors of frames and of predicted objects, packed as float16, and which frames still lack them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from bson import ObjectId
from numpy.typing import NDArray
from pymongo import UpdateOne

from annotations.domain.asset import Frame
from annotations.store.client import Document, Session, database, faults_are_ours
from annotations.store.tables import FRAMES

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class FrameVector:
    """A frame's vector [d], and the hash of its picture."""

    frame_id: str
    vector: FloatArray
    hashed: bytes


@dataclass(frozen=True)
class ObjectVectors:
    """The vectors [n, d] of those of a row of predictions that have one label, by their places in the row."""

    row_id: str
    frame_id: str
    version_id: str
    label: str
    places: list[int]
    scores: list[float]
    vectors: FloatArray
    id: str = ""
    """Given when they are kept."""


def written_in(vectors_id: str) -> int:
    """Return the second since 1970 in which vectors were kept: their id begins with it."""
    return int(vectors_id[:8], 16)


def list_projects_to_embed() -> list[str]:
    """Return the projects that have frames without vectors."""
    with faults_are_ours():
        return list(database()["frames"].distinct("project_id", {"unembedded": True}))


def list_unembedded(project_id: str, *, limit: int) -> list[Frame]:
    """Return frames of a project that lack vectors of what was last said of them."""
    return FRAMES.page({"project_id": project_id, "unembedded": True}, limit=limit)


def count_unembedded(project_id: str) -> int:
    """Count the frames of a project that lack vectors."""
    with faults_are_ours():
        return database()["frames"].count_documents({"project_id": project_id, "unembedded": True})


def set_embedded(frame: Frame, *, session: Session) -> None:
    """Note that a frame has its vectors, unless something new was said of it meanwhile."""
    database()["frames"].update_one(
        {"_id": frame.id, "prediction_ids": frame.prediction_ids},
        {"$set": {"unembedded": False}},
        session=session,
    )


def keep_vectors(
    frame: Frame, found: FrameVector, objects: Sequence[ObjectVectors], *, session: Session
) -> None:
    """Keep the vectors of a frame and of what is predicted on it; earlier ones go."""
    here = database()
    row: Document = {
        "project_id": frame.project_id,
        "asset_id": frame.asset_id,
        "vector": _pack(found.vector),
        "hash": found.hashed,
        "written": ObjectId(),
    }
    here["embeddings"].replace_one({"_id": frame.id}, row, upsert=True, session=session)
    here["object_embeddings"].delete_many({"frame_id": frame.id}, session=session)
    rows: list[Document] = [
        {
            "project_id": frame.project_id,
            "frame_id": frame.id,
            "row_id": entry.row_id,
            "version_id": entry.version_id,
            "label": entry.label,
            "places": entry.places,
            "scores": entry.scores,
            "vectors": _pack(entry.vectors),
        }
        for entry in objects
    ]
    if rows:
        here["object_embeddings"].insert_many(rows, session=session)


def find_vectors(frame_ids: Sequence[str]) -> dict[str, FrameVector]:
    """Return the vectors of frames, by id; those without are absent."""
    with faults_are_ours():
        rows = database()["embeddings"].find({"_id": {"$in": list(frame_ids)}}, {"vector": 1, "hash": 1})
        return {row["_id"]: FrameVector(row["_id"], _unpack(row["vector"]), row["hash"]) for row in rows}


def list_hashes(project_id: str, *, since: int) -> Iterator[tuple[bytes, int]]:
    """Yield the hashes of a project's frames, and the second in which each was kept; 0 if not known.

    Args:
        project_id: The project.
        since: Only those kept in this second, since 1970, or later; 0 for all.
    """
    query: Document = {"project_id": project_id}
    if since > 0:
        query["written"] = {"$gte": _first_of(since)}
    with faults_are_ours():
        for row in database()["embeddings"].find(query, {"_id": 0, "hash": 1, "written": 1}):
            written = row.get("written")
            yield row["hash"], int(written.generation_time.timestamp()) if written else 0


def list_by_hash(project_id: str, hashes: Sequence[bytes], *, limit: int) -> list[tuple[str, str]]:
    """Return the frames that have one of some hashes: ids of frame and asset."""
    query = {"project_id": project_id, "hash": {"$in": list(hashes)}}
    with faults_are_ours():
        rows = database()["embeddings"].find(query, {"asset_id": 1}).limit(limit)
        return [(row["_id"], row["asset_id"]) for row in rows]


def list_objects(project_id: str, label: str, *, limit: int, since: int = 0) -> Iterator[ObjectVectors]:
    """Yield the vectors of a project's predicted objects of a label, the newest first, up to some rows.

    Args:
        project_id: The project.
        label: As the model calls them.
        limit: Rows at most.
        since: Only those kept in this second, since 1970, or later.
    """
    query: Document = {"project_id": project_id, "label": label}
    if since > 0:
        query["_id"] = {"$gte": _first_of(since)}
    with faults_are_ours():
        for row in database()["object_embeddings"].find(query).sort("_id", -1).limit(limit):
            yield _read_objects(row)


def find_objects(row_id: str) -> list[ObjectVectors]:
    """Return the vectors of the objects of a row of predictions, by label."""
    with faults_are_ours():
        return [_read_objects(row) for row in database()["object_embeddings"].find({"row_id": row_id})]


def list_frame_vectors(project_id: str, *, limit: int) -> list[FloatArray]:
    """Return the vectors [d] of some frames of a project, whichever come first."""
    with faults_are_ours():
        rows = database()["embeddings"].find({"project_id": project_id}, {"vector": 1}).limit(limit)
        return [_unpack(row["vector"]) for row in rows]


def list_waiting_ids(project_id: str, *, limit: int) -> list[str]:
    """Return frames that wait, in an order that says nothing of what they show."""
    query = {"project_id": project_id, "waiting.chance": {"$gte": 0}}
    with faults_are_ours():
        rows = database()["frames"].find(query, {"_id": 1}).sort("waiting.chance", 1).limit(limit)
        return [row["_id"] for row in rows]


def list_touched_ids(project_id: str, *, limit: int) -> list[str]:
    """Return frames that people have been at, the newest first."""
    query = {"project_id": project_id, "touched": True}
    with faults_are_ours():
        rows = database()["frames"].find(query, {"_id": 1}).sort("_id", -1).limit(limit)
        return [row["_id"] for row in rows]


def count_diverse(project_id: str, *, limit: int) -> int:
    """Count the waiting frames that have a place in the order of ever other pictures."""
    query = {"project_id": project_id, "waiting.diverse": {"$gte": 0}}
    with faults_are_ours():
        return database()["frames"].count_documents(query, limit=limit)


def set_diverse(project_id: str, frame_ids: Sequence[str]) -> None:
    """Give waiting frames their places in the order of ever other pictures; all others lose theirs."""
    here = database()["frames"]
    placed = {"project_id": project_id, "waiting.diverse": {"$gte": 0}}
    writes = [
        UpdateOne({"_id": frame_id, "waiting.chance": {"$gte": 0}}, {"$set": {"waiting.diverse": place}})
        for place, frame_id in enumerate(frame_ids)
    ]
    with faults_are_ours():
        here.update_many({**placed, "_id": {"$nin": list(frame_ids)}}, {"$set": {"waiting.diverse": None}})
        if writes:
            here.bulk_write(writes, ordered=False)


def _first_of(second: int) -> ObjectId:
    return ObjectId.from_datetime(datetime.fromtimestamp(second, UTC))


def _read_objects(row: Document) -> ObjectVectors:
    return ObjectVectors(
        row_id=row["row_id"],
        frame_id=row["frame_id"],
        version_id=row["version_id"],
        label=row["label"],
        places=row["places"],
        scores=row["scores"],
        vectors=_unpack(row["vectors"]).reshape(len(row["places"]), -1),
        id=str(row["_id"]),
    )


def _pack(vectors: FloatArray) -> bytes:
    return vectors.astype(np.float16).tobytes()


def _unpack(packed: bytes) -> FloatArray:
    return np.frombuffer(packed, np.float16).astype(np.float32)
