"""Retry or cancel a job by hand."""

from __future__ import annotations

from annotations.domain.job import Job
from annotations.errors import StateConflict
from annotations.store import assets, jobs
from annotations.store.client import Session, transaction


def retry_job(*, job: Job) -> Job:
    """Queue an ended job again.

    Raises:
        StateConflict: the job is waiting, running or finished.
    """

    def work(session: Session) -> Job | None:
        # Together: a quick worker could otherwise end the asset before it is set to wait.
        again = jobs.set_retried(job.id, session=session)
        if again is not None and job.kind == "ingest" and job.subject.asset_id:
            waiting = {"status": "uploaded", "error": None}
            assets.set_asset(job.subject.asset_id, waiting, session=session)
        return again

    again = transaction(work)
    if again is None:
        message = f"A {job.status} job cannot be retried; failed, cancelled, quarantined or blocked ones can."
        raise StateConflict(message)
    return again


def cancel_job(*, job: Job) -> Job:
    """Cancel a waiting or running job.

    Raises:
        StateConflict: the job has ended.
    """
    ended = jobs.set_cancelled(job.id)
    if ended is None:
        message = f"The job is {job.status} already."
        raise StateConflict(message)
    return ended
