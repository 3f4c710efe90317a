"""The numbered event log. Only the relay appends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pymongo import ReturnDocument

from annotations.domain.events import EVENT, Event
from annotations.domain.ids import new_id
from annotations.store.client import Document, Session, database, faults_are_ours


def append_events(sourced: Sequence[tuple[str, Event]], *, session: Session) -> list[tuple[Event, str]]:
    """Number events within their projects and append them.

    Args:
        sourced: Events with the name of the change they tell of, which a reconciliation looks for.
        session: The relay's transaction.

    Returns:
        The numbered events, each with its JSON: sockets and log get the very same bytes.
    """
    events = [event for _source, event in sourced]
    by_project: dict[str, int] = {}
    for event in events:
        by_project[event.project_id] = by_project.get(event.project_id, 0) + 1
    following: dict[str, int] = {}
    for project_id, count in by_project.items():
        row: Document | None = database()["sequences"].find_one_and_update(
            {"_id": project_id},
            {"$inc": {"seq": count}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        following[project_id] = (row or {"seq": count})["seq"] - count
    numbered: list[tuple[str, Event, str]] = []
    for source, event in sourced:
        following[event.project_id] += 1
        counted = event.model_copy(update={"seq": following[event.project_id]})
        numbered.append((source, counted, EVENT.dump_json(counted).decode()))
    if numbered:
        database()["events"].insert_many(
            [
                {
                    "_id": new_id("evt"),
                    "project_id": event.project_id,
                    "seq": event.seq,
                    "type": event.type,
                    "at": event.at,
                    "source": source,
                    "body": body,
                }
                for source, event, body in numbered
            ],
            session=session,
        )
    return [(event, body) for _source, event, body in numbered]


def find_sources(sources: list[str]) -> set[str]:
    """Return those of the named changes that the log tells of already."""
    with faults_are_ours():
        rows = database()["events"].find({"source": {"$in": sources}}, {"source": 1})
        return {row["source"] for row in rows}


def read_seq(project_id: str, *, session: Session | None = None) -> int:
    """Return the number of a project's latest event; 0 when there is none."""
    with faults_are_ours():
        row = database()["sequences"].find_one({"_id": project_id}, session=session)
    return int(row["seq"]) if row else 0


def list_events(project_id: str, *, after: int, limit: int) -> list[str]:
    """Return the JSON of a project's events with a `seq` above `after`, in order."""
    with faults_are_ours():
        rows = (
            database()["events"]
            .find({"project_id": project_id, "seq": {"$gt": after}}, {"body": 1})
            .sort("seq", 1)
            .limit(limit)
        )
        return [row["body"] for row in rows]


def last_moment(project_id: str) -> datetime | None:
    """Return when something last happened in a project, as far back as the log goes."""
    with faults_are_ours():
        row = database()["events"].find_one({"project_id": project_id}, {"at": 1}, sort=[("seq", -1)])
    return None if row is None else row["at"]


def first_seq(project_id: str) -> int | None:
    """Return the oldest number still in the log."""
    with faults_are_ours():
        row = database()["events"].find_one({"project_id": project_id}, {"seq": 1}, sort=[("seq", 1)])
    return None if row is None else int(row["seq"])
