"""Leases: whose hands a waiting frame is in, one row a frame."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from annotations.domain.queue import Lease
from annotations.store.client import Duplicate, database, faults_are_ours
from annotations.store.codec import to_document
from annotations.store.tables import LEASES


def find_lease(frame_id: str) -> Lease | None:
    """Return the lease of a frame, live or not."""
    return LEASES.find(frame_id)


def list_live(project_id: str, *, at: datetime) -> list[Lease]:
    """Return the frames of a project that are in somebody's hands, the oldest lease first."""
    return LEASES.page({"project_id": project_id, "until": {"$gt": at}}, sort=[("taken_at", 1)])


@dataclass(frozen=True)
class Hands:
    """In whose hands the frames of a project are, as far as a draw asks.

    Attributes:
        until: Frames in anybody's hands, and when each lease ends.
        own: The asker's among them, and when each was taken, the oldest first.
        passed: What the asker gave back of late, and nobody has taken since.
    """

    until: dict[str, datetime]
    own: dict[str, datetime]
    passed: set[str]


def read_hands(project_id: str, holder_id: str, *, at: datetime) -> Hands:
    """Return the live leases of a project and what a person gave back, in one look."""
    query = {
        "project_id": project_id,
        "$or": [{"until": {"$gt": at}}, {"holder.id": holder_id, "passed": True}],
    }
    wanted = {"until": 1, "taken_at": 1, "holder.id": 1, "passed": 1}
    with faults_are_ours():
        rows = list(database()["leases"].find(query, wanted))
    live = [row for row in rows if row["until"] > at]
    own = [(row["taken_at"], row["_id"]) for row in live if row["holder"]["id"] == holder_id]
    return Hands(
        until={row["_id"]: row["until"] for row in live},
        own={frame_id: taken_at for taken_at, frame_id in sorted(own)},
        passed={row["_id"] for row in rows if row.get("passed") and row["holder"]["id"] == holder_id},
    )


def take_lease(lease: Lease, *, at: datetime) -> bool:
    """Take a frame that is free, or renew one's own lease, in one act; False when it is somebody else's."""
    document = to_document(lease)
    free = [{"until": {"$lte": at}}, {"holder.id": lease.holder.id}]
    try:
        with faults_are_ours():
            # Of a frame in other hands nothing fits, so a row is inserted, and its id is taken.
            database()["leases"].replace_one({"_id": document["_id"], "$or": free}, document, upsert=True)
    except Duplicate:
        return False
    return True


def renew_lease(frame_id: str, holder_id: str, *, until: datetime) -> Lease | None:
    """Prolong a person's own lease; None when it is no longer theirs."""
    mine = {"_id": frame_id, "holder.id": holder_id}
    return LEASES.change(mine, {"$set": {"until": until, "passed": False}})


def give_back(frame_id: str, holder_id: str, *, at: datetime) -> bool:
    """Free a frame for others; whoever gave it back gets it again last. False when it is not theirs."""
    mine = {"_id": frame_id, "holder.id": holder_id, "until": {"$gt": at}}
    return LEASES.change(mine, {"$set": {"until": at, "passed": True}}) is not None


def remove_leases(frame_ids: list[str], holder_id: str) -> None:
    """Forget a person's leases of frames that wait no more."""
    with faults_are_ours():
        database()["leases"].delete_many({"_id": {"$in": frame_ids}, "holder.id": holder_id})


def remove_all(project_id: str, holder_id: str) -> None:
    """Forget all of a person's leases in a project."""
    with faults_are_ours():
        database()["leases"].delete_many({"project_id": project_id, "holder.id": holder_id})
