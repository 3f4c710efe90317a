"""Carry a job's state over to what it is about, so that nothing ever stands as “processing” for ever."""

from __future__ import annotations

from annotations.domain.asset import Fault
from annotations.domain.job import Job
from annotations.domain.propagation import PropagationStatus
from annotations.store import assets, evaluations, exports, propagations, snapshots, trainings
from annotations.store.client import Session

BAD_ENDS = frozenset({"failed", "quarantined", "cancelled", "blocked"})


def settle_job(job: Job, *, session: Session) -> None:
    """Follow a job that ended badly, or that waits again. Work that ended well has said so itself."""
    if job.status not in BAD_ENDS and job.status != "queued":
        return
    subject, waits = job.subject, job.status == "queued"
    reason = job.reason or f"The work was {job.status}."
    fault = None if waits else Fault(code=job.status, message=reason)
    if job.kind == "ingest" and subject.asset_id and fault is not None:
        assets.set_undecoded(subject.asset_id, fault, session=session)
    elif job.kind in {"predict", "extract"} and subject.asset_id:
        assets.set_predicted(subject.asset_id, "queued" if waits else "failed", session=session)
    elif job.kind == "propagate" and subject.propagation_id:
        _settle_propagation(job, subject.propagation_id, reason, session=session)
    elif job.kind == "evaluate" and subject.evaluation_id:
        if waits:
            evaluations.set_waiting(subject.evaluation_id, session=session)
        else:
            evaluations.set_ended(subject.evaluation_id, job.status, error=reason, session=session)
    elif job.kind == "train" and subject.training_id:
        if waits:
            trainings.set_waiting(subject.training_id, session=session)
        else:
            trainings.set_ended(subject.training_id, job.status, reason=reason, session=session)
    elif job.kind == "export" and subject.export_id:
        exports.set_unfinished(subject.export_id, job.status, fault, session=session)
    elif job.kind == "snapshot" and subject.snapshot_id:
        error = fault.model_dump() if fault else None
        snapshots.set_snapshot(subject.snapshot_id, {"status": job.status, "error": error}, session=session)


def _settle_propagation(job: Job, propagation_id: str, reason: str, *, session: Session) -> None:
    """Follow the job of a propagation's present run; jobs of earlier runs end without a word."""
    row = propagations.find_propagation(propagation_id, session=session)
    if row is None or row.dedupe != job.dedupe:
        return
    if job.status == "queued":
        propagations.set_waiting(row.id, row.run, session=session)
    else:
        status: PropagationStatus = "cancelled" if job.status == "cancelled" else "failed"
        propagations.set_ended(row.id, row.run, status, reason=reason, session=session)
