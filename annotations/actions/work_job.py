"""Run one job row under its lease: claim, keep alive, and end it in a state that a person can read."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from annotations.domain.job import MAX_ATTEMPTS, Job, JobStatus, Progress
from annotations.errors import PortalError, StoreUnavailable
from annotations.store import jobs
from annotations.store.client import Session

RENEW_SECONDS = 5.0
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker or a cancellation has the job now: keep nothing of the work."""


@dataclass(frozen=True)
class Ending:
    """How a job's work ended, when the work did not end the row itself in its own transaction.

    `queued` gives its place to others: it goes on later from what it has kept, and no attempt is counted.
    """

    status: JobStatus
    reason: str | None = None


Work = Callable[[Job], Ending | None]


def work_job(*, job_id: str, work: Work) -> JobStatus | None:
    """Claim a job and do its work once.

    `work` returns None when it has ended the row in the same transaction as its effect.

    Returns:
        The state the job was left in, or None when somebody else has it: hints may come twice or late.
    """
    job = jobs.claim_job(job_id)
    if job is None:
        return None
    try:
        with _lease(job):
            ending = work(job)
    except LeaseLost:
        log.warning("job lost its lease", extra={"job_id": job.id, "fence": job.fence})
        return None
    except StoreUnavailable as fault:
        # Passing: the row keeps its lease, which runs out, and the sweep queues it again.
        log.warning("job could not reach the database", extra={"job_id": job.id, "reason": fault.message})
        return None
    except PortalError as fault:
        ending = Ending("failed", fault.message)
    except (OSError, ValueError, RuntimeError, MemoryError, ArithmeticError, LookupError, TypeError) as fault:
        # A defect of ours or of the input: counted like a crash, so that it cannot go round for ever.
        log.exception("job failed", extra={"job_id": job.id})
        return _count_crash(job, f"{type(fault).__name__}: {fault}")
    if ending is not None and ending.status == "queued":
        return "queued" if jobs.set_paused(job.id, job.fence) else None
    if ending is not None and not jobs.set_outcome(job.id, job.fence, ending.status, reason=ending.reason):
        return None
    return ending.status if ending is not None else "finished"


def report_progress(job: Job, done: int, total: int) -> None:
    """Show how far a job is.

    Raises:
        LeaseLost: the job was cancelled or taken over.
    """
    if not jobs.set_progress(job.id, job.fence, Progress(done=done, total=total)):
        raise LeaseLost(job.id)


def keep_step(job: Job, done: int, total: int, *, place: str | None = None, session: Session) -> None:
    """Note a part of the work, and the place where it goes on, within the transaction that keeps it.

    Raises:
        LeaseLost: the job was cancelled or taken over; nothing of the part may be kept.
    """
    if not jobs.set_step(job.id, job.fence, Progress(done=done, total=total), place=place, session=session):
        raise LeaseLost(job.id)


def _count_crash(job: Job, reason: str) -> JobStatus | None:
    if job.attempts >= MAX_ATTEMPTS:
        text = f"It failed {job.attempts} times. The last time: {reason}"
        return "quarantined" if jobs.set_outcome(job.id, job.fence, "quarantined", reason=text) else None
    return "queued" if jobs.set_queued_again(job.id, job.fence, reason=reason) else None


@contextmanager
def _lease(job: Job) -> Iterator[None]:
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(RENEW_SECONDS):
            try:
                if not jobs.set_lease(job.id, job.fence):
                    return
            except StoreUnavailable:
                log.warning("lease not renewed", extra={"job_id": job.id})

    keeper = threading.Thread(target=renew, name=f"lease-{job.id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
