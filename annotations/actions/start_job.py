"""Queue a job as a row; the hint for the workers is sent after the commit."""

from __future__ import annotations

from annotations.domain.ids import new_id
from annotations.domain.job import Job, JobHint, JobKind, Queue, Subject
from annotations.domain.record import utc_now
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
