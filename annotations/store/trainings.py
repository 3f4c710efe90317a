"""Trainings: one at a time for each project, their curves, and the lines that their trainers say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotations.domain.job import JobStatus
from annotations.domain.record import utc_now
from annotations.domain.training import MOST_LINES, MOST_POINTS, Point, Stage, Training, TrainingLine
from annotations.store.client import Duplicate, Session, database, faults_are_ours, transaction
from annotations.store.listing import ByAge, by_age
from annotations.store.tables import TRAININGS

LINES = "training_lines"
UNFINISHED: tuple[JobStatus, ...] = ("queued", "running")


def add_training(training: Training, *, session: Session | None = None) -> bool:
    """Insert a training; False when one of its project is not over."""
    if find_running(training.project_id, session=session) is not None:
        return False
    try:
        TRAININGS.insert(training, session=session)
    except Duplicate:
        if session is not None:
            raise
        return False
    return True


def find_training(training_id: str, *, session: Session | None = None) -> Training | None:
    """Return a training."""
    return TRAININGS.find(training_id, session=session)


def find_running(project_id: str, *, session: Session | None = None) -> Training | None:
    """Return the training of a project that is not over."""
    return TRAININGS.find_where({"running": project_id}, session=session)


def find_last_finished(project_id: str, *, session: Session | None = None) -> Training | None:
    """Return the last training of a project that learned something."""
    query = {"project_id": project_id, "status": "finished", "learned": {"$type": "string"}}
    found = TRAININGS.page(query, sort=[("_id", -1)], limit=1, session=session)
    return found[0] if found else None


def has_learned(project_id: str) -> bool:
    """Tell whether a training of a project has learned something, or may be learning just now."""
    query = {"project_id": project_id, "$or": [{"learned": {"$type": "string"}}, {"status": "running"}]}
    return TRAININGS.find_where(query) is not None


def list_trainings(
    project_id: str, *, after: str | None, limit: int, sort: ByAge = "newest", status: str | None = None
) -> list[Training]:
    """Return a project's trainings, newest first."""
    bound, order = by_age(sort, after)
    query: dict[str, Any] = {"project_id": project_id, **bound}
    if status:
        query["status"] = status
    return TRAININGS.page(query, sort=order, limit=limit)


def set_running(training_id: str) -> Training | None:
    """Begin a training, or go on with it; one that failed takes its project's place again.

    Returns:
        The training, or None when it is finished or was cancelled, or another one of its project is not over.
    """
    row = find_training(training_id)
    if row is None or row.status in {"finished", "cancelled"}:
        return None
    changes: dict[str, Any] = {
        "status": "running", "running": row.project_id, "reason": None, "finished_at": None,
    }  # fmt: skip
    if row.started_at is None:
        changes["started_at"] = utc_now()
    try:
        return TRAININGS.change({"_id": training_id, "status": row.status}, {"$set": changes})
    except Duplicate:
        return None


def set_training(training_id: str, changes: dict[str, Any]) -> Training | None:
    """Note what is known of a running training."""
    return TRAININGS.change({"_id": training_id, "status": "running"}, {"$set": changes})


def set_ended(
    training_id: str,
    status: JobStatus,
    *,
    reason: str | None,
    model_version_id: str | None = None,
    learned: str | None = None,
    session: Session | None = None,
) -> Training | None:
    """End a training that is not over, and free its project's place."""
    changes: dict[str, Any] = {
        "status": status, "running": None, "reason": reason, "added": [], "finished_at": utc_now(),
    }  # fmt: skip
    if model_version_id is not None:
        changes["model_version_id"] = model_version_id
    if learned is not None:
        changes["learned"] = learned
    unfinished = {"_id": training_id, "status": {"$in": list(UNFINISHED)}}
    return TRAININGS.change(unfinished, {"$set": changes}, session=session)


def set_waiting(training_id: str, *, session: Session) -> None:
    """Let a training whose worker died wait for the next one; its place stays taken."""
    running = {"_id": training_id, "status": "running"}
    TRAININGS.change(running, {"$set": {"status": "queued", "added": []}}, session=session)


def append_progress(
    training_id: str, *, stage: Stage | None, points: Sequence[Point], lines: Sequence[str]
) -> bool:
    """Note where a running training is, what was measured and what was said since the last time.

    Returns:
        False when it does not run any more.
    """
    changes: dict[str, Any] = {"$inc": {"line_count": len(lines)}, "$set": {}}
    if stage is not None:
        changes["$set"]["stage"] = stage.model_dump()
    if points:
        dumped = [point.model_dump() for point in points]
        changes["$push"] = {"points": {"$each": dumped, "$slice": -MOST_POINTS}}
        changes["$set"]["added"] = dumped
    if not changes["$set"]:
        del changes["$set"]

    def work(session: Session) -> bool:
        running = {"_id": training_id, "status": "running"}
        with faults_are_ours():
            row = TRAININGS.collection.find_one_and_update(
                running, changes, {"line_count": 1}, return_document=True, session=session
            )
            if row is None:
                return False
            _append_lines(training_id, int(row["line_count"]), lines, session)
        return True

    return transaction(work)


def _append_lines(training_id: str, count: int, lines: Sequence[str], session: Session) -> None:
    if not lines:
        return
    here, now, first = database()[LINES], utc_now(), count - len(lines) + 1
    rows = [
        {"training_id": training_id, "number": number, "text": text, "at": now}
        for number, text in enumerate(lines, start=first)
    ]
    here.insert_many(rows, session=session)
    if count > MOST_LINES:
        here.delete_many(
            {"training_id": training_id, "number": {"$lte": count - MOST_LINES}}, session=session
        )


def list_lines(training_id: str, *, after: int, limit: int) -> list[TrainingLine]:
    """Return what a trainer said after a line; of very many only the last ones are kept."""
    query = {"training_id": training_id, "number": {"$gt": after}}
    with faults_are_ours():
        rows = database()[LINES].find(query).sort("number", 1).limit(limit)
        return [TrainingLine(number=row["number"], text=row["text"], at=row["at"]) for row in rows]
