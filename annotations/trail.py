"""What of the changes goes into the audit trail, in the relay's transaction: acts, verdicts, machines."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.actor import Actor
from annotations.domain.audit import Act, ActRequest, ActSubject
from annotations.domain.evaluation import Evaluation
from annotations.domain.job import Job, JobHint
from annotations.domain.model_version import ModelVersion
from annotations.domain.promotion import Promotion
from annotations.domain.review import Review
from annotations.domain.snapshot import Export
from annotations.domain.training import Training
from annotations.relay.derive import Change
from annotations.store import acts, audit
from annotations.store.client import Session

TRAINER = Actor(id="training", name="Training", kind="machine")
WORKER = Actor(id="worker", name="Worker", kind="machine")
ENDED = frozenset({"finished", "failed", "cancelled", "quarantined", "blocked"})
BADLY = frozenset({"failed", "quarantined", "blocked"})


def react(changes: Sequence[Change], session: Session) -> list[JobHint]:
    """Append what the changes tell of; whatever the trail tells of already is left out."""
    told: list[tuple[str, Act]] = []
    ended: list[str] = []
    for change in changes:
        row = change.row
        if isinstance(row, Act):
            if row.status != "begun":
                told.append((row.id, row))
                ended.append(row.id)
        else:
            told += _as_acts(change)
    if told:
        audit.append_acts(told, session=session)
    acts.clear_acts(ended, session=session)
    return []


def _as_acts(change: Change) -> list[tuple[str, Act]]:
    """Return the acts that a row of the domain tells of by itself, each with the name of its source."""
    row = change.row
    if isinstance(row, Review):
        return [_verdict(row)] if change.inserted else []
    if isinstance(row, Promotion):
        return [_promotion(row)] if change.inserted and row.actor.kind == "machine" else []
    if isinstance(row, ModelVersion):
        return [_candidate(row)] if change.inserted and row.training_id and row.project_id else []
    moved = change.inserted or "status" in change.fields
    if not moved:
        return []
    if isinstance(row, Training):
        return _training(change, row)
    if isinstance(row, Export):
        return _export(change, row)
    if isinstance(row, Evaluation) and row.status in ENDED:
        end = row.verdict or row.status
        return [_by_machine(change, row, "evaluation", row.status, f"the gate compared a candidate: {end}")]
    if isinstance(row, Job) and row.status in BADLY:
        summary = f"the job {row.kind} ended badly: {row.reason or row.status}"
        act = _by_machine(change, row, "job", row.status, summary, job_id=row.id)
        return [(f"{act[0]}:{row.fence}", act[1])]  # it may end so again after a retry
    return []


def _verdict(row: Review) -> tuple[str, Act]:
    name = f"frame.{row.verdict}"
    act = Act(
        id=row.id,
        at=row.created_at,
        status="done",
        actor=row.actor,
        act=name,
        project_id=row.project_id,
        subject=ActSubject(kind="frame", id=row.frame_id),
        summary=f"{row.verdict} a frame",
        request=ActRequest(),
    )
    return f"{name}:{row.id}", act


def _promotion(row: Promotion) -> tuple[str, Act]:
    act = Act(
        id=row.id,
        at=row.at,
        status="done",
        actor=row.actor,
        act="model_version.promoted",
        project_id=row.project_id,
        subject=ActSubject(kind="model_version", id=row.to_id),
        summary=f"promoted a model version ({row.cause})",
    )
    return f"model_version.promoted:{row.id}", act


def _candidate(row: ModelVersion) -> tuple[str, Act]:
    act = Act(
        id=row.id,
        at=row.created_at,
        status="done",
        actor=TRAINER,
        act="model_version.trained",
        project_id=row.project_id,
        subject=ActSubject(kind="model_version", id=row.id, name=f"{row.name} {row.version}"),
        summary=f"made the model version {row.name} {row.version}",
        request=ActRequest(job_id=row.training_id),
    )
    return f"model_version.trained:{row.id}", act


def _training(change: Change, row: Training) -> list[tuple[str, Act]]:
    made = []
    if change.inserted and row.actor.kind == "machine":
        summary = f"a training was asked for by {row.cause}"
        made.append(_by_machine(change, row, "training", "requested", summary, actor=row.actor))
    if row.status in ENDED:
        made.append(_by_machine(change, row, "training", row.status, f"a training {row.status}"))
    return made


def _export(change: Change, row: Export) -> list[tuple[str, Act]]:
    made = []
    if change.inserted and row.actor.kind == "machine":
        summary = f"an export as {row.format} was asked for by {row.trigger}"
        made.append(_by_machine(change, row, "export", "requested", summary, actor=row.actor))
    if row.status in ENDED:
        made.append(_by_machine(change, row, "export", row.status, f"an export as {row.format} {row.status}"))
    return made


def _by_machine(
    change: Change,
    row: Training | Export | Evaluation | Job,
    kind: str,
    verb: str,
    summary: str,
    *,
    actor: Actor = WORKER,
    job_id: str | None = None,
) -> tuple[str, Act]:
    act = Act(
        id=row.id,
        at=change.at,
        status="done",
        actor=actor,
        act=f"{kind}.{verb}",
        project_id=row.project_id,
        subject=ActSubject(kind=kind, id=row.id),
        summary=summary,
        request=ActRequest(job_id=job_id),
    )
    ended = row.finished_at.isoformat() if row.finished_at else ""
    return f"{act.act}:{row.id}:{ended}", act
