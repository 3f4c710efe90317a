"""Bring back the jobs that were lost on the way: the broker is a hint, the rows are the truth."""

from __future__ import annotations

from collections.abc import Callable

from annotations.domain.job import MAX_ATTEMPTS, QUEUES, JobHint, Queue
from annotations.store import jobs

FORGOTTEN_SECONDS = 5.0
BATCH = 500


def sweep_jobs(*, send: Callable[[JobHint], None], waiting: Callable[[Queue], int]) -> int:
    """Queue again what a dead worker held, quarantine what crashed too often, repeat lost hints.

    Args:
        send: Puts a hint on its queue.
        waiting: Tells how many hints a queue of the broker holds.

    Returns:
        The number of hints sent.
    """
    hints: list[JobHint] = []
    for job in jobs.list_expired():
        if job.attempts >= MAX_ATTEMPTS:
            reason = (
                f"The worker died {job.attempts} times on it. Retry it, or remove the file that it chokes on."
            )
            jobs.set_expired(job, status="quarantined", reason=reason)
        elif jobs.set_expired(job, status="queued", reason="its worker died; queued again"):
            hints.append(JobHint(kind=job.kind, queue=job.queue, job_id=job.id))
    for queue in QUEUES:
        # While the broker still holds hints of this queue, old rows are waiting their turn, not lost.
        lost = jobs.count_queued(queue) - waiting(queue)
        if lost > 0:
            forgotten = jobs.list_forgotten(queue, seconds=FORGOTTEN_SECONDS, limit=min(lost, BATCH))
            jobs.set_hinted([job.id for job in forgotten])
            hints += [JobHint(kind=job.kind, queue=queue, job_id=job.id) for job in forgotten]
    for hint in hints:
        send(hint)
    return len(hints)
