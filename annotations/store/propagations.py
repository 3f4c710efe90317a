"""Propagations, compare-and-set on the run and the frame reached; their ghosts lie in parts beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from annotations.domain.geometry import Keyframe
from annotations.domain.propagation import ACTIVE, Propagation, PropagationStatus
from annotations.domain.record import utc_now
from annotations.store.client import Session, database, duplicates_repeat, faults_are_ours
from annotations.store.tables import PROPAGATIONS

PARTS = "propagation_parts"
_STANDS = {"$type": "string"}
_RESTARTED = ("status", "run", "revision", "reached", "anchors", "added", "reason", "finished_at")


def add_propagation(row: Propagation, *, session: Session) -> None:
    """Insert a propagation; where another took its place meanwhile, the transaction runs again."""
    with duplicates_repeat():
        PROPAGATIONS.insert(row, session=session)


def find_propagation(propagation_id: str, *, session: Session | None = None) -> Propagation | None:
    """Return a propagation."""
    return PROPAGATIONS.find(propagation_id, session=session)


def list_standing(asset_id: str, *, limit: int) -> list[Propagation]:
    """Return the propagations of a video whose ghosts stand, newest first."""
    return PROPAGATIONS.page({"asset_id": asset_id, "holds": _STANDS}, sort=[("_id", -1)], limit=limit)


def list_of_tracks(annotation_ids: list[str], *, session: Session) -> list[Propagation]:
    """Return the propagations of tracks whose ghosts stand, oldest first."""
    query = {"annotation_id": {"$in": annotation_ids}, "holds": _STANDS}
    return PROPAGATIONS.page(query, session=session) if annotation_ids else []


def set_cancelled(propagation_id: str, *, reason: str, session: Session | None = None) -> Propagation | None:
    """Stop a propagation and give its place free; None when its ghosts no longer stand."""
    changes: dict[str, Any] = {
        "status": "cancelled",
        "reason": reason,
        "holds": None,
        "added": [],
        "finished_at": utc_now(),
    }
    return PROPAGATIONS.change({"_id": propagation_id, "holds": _STANDS}, {"$set": changes}, session=session)


def set_restarted(row: Propagation, *, session: Session) -> bool:
    """Begin a propagation anew as `row` says; ghosts beyond the frame it goes back to are no more."""
    document = row.model_dump(include=set(_RESTARTED))
    changed = PROPAGATIONS.change({"_id": row.id, "run": row.run - 1}, {"$set": document}, session=session)
    if changed is None:
        return False
    # Where a person spoke the machine has nothing to say.
    kept = row.reached - row.step if row.seed.frame == row.reached else row.reached
    near, far, beyond = ("low", "high", "$gt") if row.step > 0 else ("high", "low", "$lt")
    void = {beyond: kept}
    with faults_are_ours():
        parts = database()[PARTS]
        parts.delete_many({"propagation_id": row.id, near: void}, session=session)
        cut = {"$pull": {"keyframes": {"frame": void}}, "$set": {far: kept}}
        parts.update_many({"propagation_id": row.id, far: void}, cut, session=session)
    return True


def set_step(
    row: Propagation, *, reached: int, added: list[Keyframe], reason: str | None, session: Session
) -> bool:
    """Keep the ghosts that a step found; False when the propagation has moved on or ended meanwhile.

    Args:
        row: As it was before the step.
        reached: The frame that it has come to.
        added: The ghosts, in the order of their frames.
        reason: What there is to say of the way; None leaves what was said.
        session: The transaction.
    """
    dumped = [keyframe.model_dump() for keyframe in added]
    changes: dict[str, Any] = {"status": "running", "reached": reached, "added": dumped}
    if reason is not None:
        changes["reason"] = reason
    as_before = {"_id": row.id, "run": row.run, "reached": row.reached, "status": {"$in": list(ACTIVE)}}
    if PROPAGATIONS.change(as_before, {"$set": changes}, session=session) is None:
        return False
    if dumped:
        low, high = added[0].frame, added[-1].frame
        part = {"_id": f"{row.id}:{row.run}:{low}", "propagation_id": row.id, "low": low, "high": high}
        with faults_are_ours():
            database()[PARTS].insert_one({**part, "keyframes": dumped}, session=session)
    return True


def set_ended(
    propagation_id: str,
    run: int,
    status: PropagationStatus,
    *,
    reason: str | None = None,
    session: Session,
) -> bool:
    """End a run; ghosts that nobody has taken over stay where they are."""
    changes: dict[str, Any] = {"status": status, "finished_at": utc_now()}
    if reason is not None:
        changes["reason"] = reason
    active = {"_id": propagation_id, "run": run, "status": {"$in": list(ACTIVE)}}
    ended = PROPAGATIONS.change(active, {"$set": changes}, session=session)
    if ended is not None and (ended.taken or status == "cancelled"):
        PROPAGATIONS.change({"_id": propagation_id}, {"$set": {"holds": None}}, session=session)
    return ended is not None


def set_waiting(propagation_id: str, run: int, *, session: Session) -> bool:
    """Let a failed run wait for another try."""
    failed = {"_id": propagation_id, "run": run, "status": "failed", "holds": _STANDS}
    changes: dict[str, Any] = {"status": "queued", "reason": None, "added": [], "finished_at": None}
    return PROPAGATIONS.change(failed, {"$set": changes}, session=session) is not None


def set_taken(propagation_id: str, annotation_id: str, *, session: Session) -> None:
    """Note that a person took ghosts over; those of a run that has ended no longer stand."""
    own = {"_id": propagation_id, "annotation_id": annotation_id}
    PROPAGATIONS.change({**own, "taken": False}, {"$set": {"taken": True, "added": []}}, session=session)
    ended = {**own, "status": {"$nin": list(ACTIVE)}, "holds": _STANDS}
    PROPAGATIONS.change(ended, {"$set": {"holds": None}}, session=session)


def list_ghosts(propagation_id: str) -> list[Keyframe]:
    """Return what a propagation found, in the order of the frames."""
    with faults_are_ours():
        parts = database()[PARTS].find({"propagation_id": propagation_id}).sort("low", 1)
        return [Keyframe.model_validate(entry) for part in parts for entry in part["keyframes"]]


def find_last_ghost(row: Propagation) -> Keyframe | None:
    """Return the ghost that a propagation found last on its way."""
    with faults_are_ours():
        parts = database()[PARTS].find({"propagation_id": row.id, "keyframes.0": {"$exists": True}})
        last = next(iter(parts.sort("low", -row.step).limit(1)), None)
    if last is None:
        return None
    return Keyframe.model_validate(last["keyframes"][-1 if row.step > 0 else 0])


def remove_settled(before: datetime, *, limit: int) -> int:
    """Remove propagations that ended before some time and whose ghosts no longer stand.

    Returns:
        The number of propagations removed.
    """
    with faults_are_ours():
        query = {"holds": None, "finished_at": {"$lt": before}}
        rows = PROPAGATIONS.collection.find(query, {"_id": 1}).limit(limit)
        ids = [row["_id"] for row in rows]
        # The parts first: what an interruption leaves is a row, which the next sweep finds.
        database()[PARTS].delete_many({"propagation_id": {"$in": ids}})
        return PROPAGATIONS.collection.delete_many({"_id": {"$in": ids}}).deleted_count
