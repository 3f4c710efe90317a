"""Queue a job as a row; the hint for the workers is sent after the commit."""

from __future__ import annotations

import uuid

from annotations.domain.ids import new_id
from annotations.domain.job import Job, JobHint, JobKind, Queue, Subject
from annotations.domain.record import utc_now
from annotations.errors import NotFound
from annotations.store import jobs
from annotations.store.client import Session


def start_job(
    kind: JobKind,
    project_id: str,
    queue: Queue,
    subject: Subject,
    *,
    dedupe: str,
    session: Session | None = None,
) -> JobHint | None:
    """Insert a job unless one of the same `dedupe` exists.

    Returns:
        The hint to send once the row is committed, or None when the job was there before.
    """
    now = utc_now()
    job = Job(
        id=new_id("job"),
        project_id=project_id,
        kind=kind,
        queue=queue,
        subject=subject,
        dedupe=dedupe,
        hinted_at=now,
        created_at=now,
    )
    if not jobs.add_job(job, session=session):
        return None
    return JobHint(kind=kind, queue=queue, job_id=job.id)


def ask_for_job(kind: JobKind, project_id: str, queue: Queue, subject: Subject) -> tuple[Job, JobHint | None]:
    """Queue a job that a person asks for; the same one that waits or goes on already is returned instead.

    Returns:
        The job, and the hint to send when it is a new one.
    """
    waiting = jobs.find_unfinished(kind, subject)
    if waiting is not None:
        return waiting, None
    hint = start_job(kind, project_id, queue, subject, dedupe=f"asked:{uuid.uuid4().hex}")
    job = jobs.find_job(hint.job_id) if hint is not None else None
    if hint is None or job is None:
        message = "The job is gone."
        raise NotFound(message)
    return job, hint
