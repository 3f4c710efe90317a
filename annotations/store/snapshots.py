"""Snapshots: the row, its members by content hash, and the packed frames they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from pymongo import UpdateOne

from annotations.domain.snapshot import PackedFrame, Snapshot, TriggeredBy
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.listing import ByAge
from annotations.store.naming import page_named
from annotations.store.tables import SNAPSHOTS

PART = 1_000
"""Frames in one member document."""
READ = 50
"""Frames read at once: a part of a reel may be megabytes long."""


def add_snapshot(snapshot: Snapshot, *, session: Session | None = None) -> Snapshot:
    """Insert a snapshot."""
    return SNAPSHOTS.insert(snapshot, session=session)


def find_snapshot(snapshot_id: str) -> Snapshot | None:
    """Return a snapshot."""
    return SNAPSHOTS.find(snapshot_id)


def find_newest(project_id: str, *, trigger: TriggeredBy) -> Snapshot | None:
    """Return a project's newest frozen snapshot of one cause."""
    query = {"project_id": project_id, "trigger": trigger, "status": "finished"}
    found = SNAPSHOTS.page(query, sort=[("_id", -1)], limit=1)
    return found[0] if found else None


def list_snapshots(
    project_id: str, *, after: str | None, limit: int, sort: ByAge = "newest", q: str | None = None
) -> list[Snapshot]:
    """Return a project's snapshots by age, from the one after; or by name those whose names begin so."""
    return page_named(SNAPSHOTS, {"project_id": project_id}, after=after, limit=limit, sort=sort, q=q)


def set_snapshot(
    snapshot_id: str, changes: dict[str, Any], *, session: Session | None = None
) -> Snapshot | None:
    """Change a snapshot that is not finished; a finished one never changes."""
    return SNAPSHOTS.change(
        {"_id": snapshot_id, "status": {"$ne": "finished"}}, {"$set": changes}, session=session
    )


def add_packed_frames(frames: dict[str, PackedFrame]) -> None:
    """Store frames by content hash; those already there are left alone."""
    if frames:
        with faults_are_ours():
            database()["snapshot_frames"].bulk_write(
                [
                    UpdateOne(
                        {"_id": digest},
                        {"$setOnInsert": {"body": orjson.dumps(frame.model_dump())}},
                        upsert=True,
                    )
                    for digest, frame in frames.items()
                ],
                ordered=False,
            )


def replace_members(snapshot_id: str, digests: list[str]) -> None:
    """Write the ordered list of a snapshot's frames; a repeated freeze writes the same."""
    here = database()["snapshot_members"]
    with faults_are_ours():
        here.delete_many({"snapshot_id": snapshot_id})
        parts = [
            {"snapshot_id": snapshot_id, "part": start // PART, "frames": digests[start : start + PART]}
            for start in range(0, len(digests), PART)
        ]
        if parts:
            here.insert_many(parts)


def list_packed_frames(snapshot_id: str) -> Iterator[PackedFrame]:
    """Yield a snapshot's frames in order, a part at a time."""
    here = database()
    with faults_are_ours():
        for part in here["snapshot_members"].find({"snapshot_id": snapshot_id}).sort("part", 1):
            for start in range(0, len(part["frames"]), READ):
                digests = part["frames"][start : start + READ]
                rows = here["snapshot_frames"].find({"_id": {"$in": digests}})
                bodies = {row["_id"]: row["body"] for row in rows}
                for digest in digests:
                    yield PackedFrame.model_validate(orjson.loads(bodies[digest]))
