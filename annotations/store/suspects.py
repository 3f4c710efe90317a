"""What may be wrong with what people annotated, and how far the search for it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pymongo import UpdateOne

from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.suspect import Suspect
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import to_document
from annotations.store.tables import FRAMES, SUSPECTS


def find_suspect(project_id: str, suspect_id: str) -> Suspect | None:
    """Return a suspect of a project."""
    return SUSPECTS.find_where({"_id": suspect_id, "project_id": project_id})


def list_suspects(
    project_id: str, *, kind: str | None, dismissed: bool, after: tuple[float, str] | None, limit: int
) -> list[Suspect]:
    """Return a project's suspects, the most doubtful first, from the score and id of the one before."""
    query: dict[str, Any] = {
        "project_id": project_id,
        "dismissed": {"$type": "object"} if dismissed else None,
    }
    if kind:
        query["kind"] = kind
    if after:
        score, suspect_id = after
        query["$or"] = [{"score": {"$lt": score}}, {"score": score, "_id": {"$gt": suspect_id}}]
    ranked = f"{'dismissed_' if dismissed else ''}{'kind_' if kind else ''}ranked"
    return SUSPECTS.page(query, sort=[("score", -1), ("_id", 1)], limit=limit, hint=ranked)


def count_dismissed(project_id: str) -> int:
    """Count the suspects that people said are right."""
    return SUSPECTS.count({"project_id": project_id, "dismissed": {"$ne": None}})


def keep_suspects(found: Sequence[Suspect], *, session: Session) -> None:
    """Keep what a search found; what was dismissed stays dismissed."""
    writes = []
    for suspect in found:
        row = to_document(suspect)
        identity, dismissed = row.pop("_id"), row.pop("dismissed")
        writes.append(
            UpdateOne({"_id": identity}, {"$set": row, "$setOnInsert": {"dismissed": dismissed}}, upsert=True)
        )
    if writes:
        with faults_are_ours():
            database()["suspects"].bulk_write(writes, ordered=False, session=session)


def remove_earlier(project_id: str, run: str, *, session: Session) -> None:
    """Forget what a search that went over everything did not find again, but for what was dismissed."""
    healed = {"project_id": project_id, "run": {"$ne": run}, "dismissed": None}
    with faults_are_ours():
        database()["suspects"].delete_many(healed, session=session)


def set_dismissed(project_id: str, suspect_id: str, by: Actor | None) -> Suspect | None:
    """Dismiss a suspect, or bring it back."""
    changes = {"$set": {"dismissed": by.model_dump() if by else None}}
    return SUSPECTS.change({"_id": suspect_id, "project_id": project_id}, changes)


def read_place(run: str) -> str:
    """Return the last frame that a search has judged; the empty text at its beginning."""
    with faults_are_ours():
        row = database()["searches"].find_one({"_id": run})
    return str(row["frame_id"]) if row else ""


def set_place(run: str, frame_id: str, *, session: Session) -> None:
    """Note the last frame that a search has judged."""
    with faults_are_ours():
        database()["searches"].update_one(
            {"_id": run}, {"$set": {"frame_id": frame_id}}, upsert=True, session=session
        )


def remove_place(run: str, *, session: Session) -> None:
    """Forget how far a search was."""
    with faults_are_ours():
        database()["searches"].delete_one({"_id": run}, session=session)


def list_touched(project_id: str, *, after: str, limit: int) -> list[Frame]:
    """Return frames that people have been at, by id from the one after."""
    query = {"project_id": project_id, "touched": True, "_id": {"$gt": after}}
    return FRAMES.page(query, limit=limit)


def count_touched(project_id: str) -> int:
    """Count the frames that people have been at."""
    return FRAMES.count({"project_id": project_id, "touched": True})


def stream_boxes(project_id: str, *, limit: int) -> Iterator[tuple[str, float, float]]:
    """Yield label, width and height of the upright boxes of a project, up to some."""
    query = {"project_id": project_id, "removed": False, "shape.type": "box"}
    with faults_are_ours():
        rows = database()["annotations"].find(query, {"label": 1, "shape.width": 1, "shape.height": 1})
        for row in rows.limit(limit):
            yield row["label"], row["shape"]["width"], row["shape"]["height"]
