"""Evaluations: one unfinished for each candidate; what was measured is written once."""

from __future__ import annotations

from typing import Any

from annotations.domain.evaluation import Evaluation
from annotations.domain.job import JobStatus
from annotations.domain.record import utc_now
from annotations.store.client import Duplicate, Session, duplicates_repeat
from annotations.store.listing import ByAge, by_age
from annotations.store.tables import EVALUATIONS

UNFINISHED = ("queued", "running")


def add_evaluation(row: Evaluation, *, session: Session | None = None) -> bool:
    """Insert an evaluation; False while another one of its candidate goes on."""
    if session is None:
        try:
            EVALUATIONS.insert(row)
        except Duplicate:
            return False
        return True
    if find_unfinished(row.project_id, row.candidate_id, session=session) is not None:
        return False
    with duplicates_repeat():
        EVALUATIONS.insert(row, session=session)
    return True


def find_evaluation(evaluation_id: str, *, session: Session | None = None) -> Evaluation | None:
    """Return an evaluation."""
    return EVALUATIONS.find(evaluation_id, session=session)


def find_unfinished(
    project_id: str, candidate_id: str, *, session: Session | None = None
) -> Evaluation | None:
    """Return the evaluation of a candidate that waits or goes on in a project."""
    return EVALUATIONS.find_where({"running": running_key(project_id, candidate_id)}, session=session)


def running_key(project_id: str, candidate_id: str) -> str:
    """Name what may go on once at a time: a version for all may be measured in several projects."""
    return f"{project_id}/{candidate_id}"


def find_last(candidate_id: str, *, session: Session | None = None) -> Evaluation | None:
    """Return the newest evaluation of a candidate."""
    found = EVALUATIONS.page({"candidate_id": candidate_id}, sort=[("_id", -1)], limit=1, session=session)
    return found[0] if found else None


def find_waiting(project_id: str, champion_id: str, *, session: Session | None = None) -> Evaluation | None:
    """Return the newest evaluation beside this champion whose candidate may still be let in."""
    query = {
        "project_id": project_id,
        "champion_id": champion_id,
        "status": "finished",
        "acted": False,
        "verdict": {"$in": ["promote", "undecided"]},
    }
    found = EVALUATIONS.page(query, sort=[("_id", -1)], limit=1, session=session)
    return found[0] if found else None


def list_evaluations(
    project_id: str,
    *,
    candidate_id: str | None = None,
    status: str | None = None,
    after: str | None,
    sort: ByAge = "newest",
    limit: int,
) -> list[Evaluation]:
    """Return a project's evaluations, newest first, perhaps those of one candidate."""
    bound, order = by_age(sort, after)
    query: dict[str, Any] = {"project_id": project_id, **bound}
    if candidate_id:
        query["candidate_id"] = candidate_id
    if status:
        query["status"] = status
    return EVALUATIONS.page(query, sort=order, limit=limit)


def set_started(evaluation_id: str) -> Evaluation | None:
    """Note that a worker measures; None when the evaluation is over."""
    return _change_unfinished(evaluation_id, {"status": "running"})


def set_measured(evaluation_id: str, changes: dict[str, Any], *, session: Session) -> Evaluation | None:
    """Finish an evaluation with what was measured and judged; None when it is over already."""
    ended = {"status": "finished", "running": None, "error": None, "finished_at": utc_now()}
    return _change_unfinished(evaluation_id, {**ended, **changes}, session=session)


def set_ended(
    evaluation_id: str, status: JobStatus, *, error: str, session: Session | None = None
) -> Evaluation | None:
    """End an evaluation without a verdict; one that is over stays as it is."""
    changes = {"status": status, "running": None, "error": error, "finished_at": utc_now()}
    return _change_unfinished(evaluation_id, changes, session=session)


def set_waiting(evaluation_id: str, *, session: Session) -> Evaluation | None:
    """Let an evaluation that ended badly wait again, unless another one of its candidate goes on."""
    row = find_evaluation(evaluation_id, session=session)
    if row is None or row.status == "finished" or row.running is not None:
        return None
    if find_unfinished(row.project_id, row.candidate_id, session=session) is not None:
        return None
    key = running_key(row.project_id, row.candidate_id)
    changes = {"status": "queued", "running": key, "error": None, "finished_at": None}
    with duplicates_repeat():
        return EVALUATIONS.change({"_id": row.id, "running": None}, {"$set": changes}, session=session)


def set_judged(evaluation: Evaluation, changes: dict[str, Any], *, session: Session) -> Evaluation | None:
    """Change what follows from a finished evaluation, unless somebody has acted on it since it was read."""
    as_read = {"_id": evaluation.id, "status": "finished", "acted": evaluation.acted}
    return EVALUATIONS.change(as_read, {"$set": changes}, session=session)


def add_vote(evaluation_id: str, side: str, *, session: Session) -> Evaluation | None:
    """Count a blind vote for `candidate`, `champion` or `equal`; None when it is over."""
    return EVALUATIONS.change(
        {"_id": evaluation_id, "status": "finished", "acted": False},
        {"$inc": {f"blind.{side}": 1}},
        session=session,
    )


def _change_unfinished(
    evaluation_id: str, changes: dict[str, Any], *, session: Session | None = None
) -> Evaluation | None:
    query = {"_id": evaluation_id, "status": {"$in": list(UNFINISHED)}}
    return EVALUATIONS.change(query, {"$set": changes}, session=session)
