"""Work on long videos and whole projects in slices, so that nobody else ever waits for all of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import get_args

from django.conf import settings

from annotations.actions.work_job import Ending, work_job
from annotations.domain.job import Job, JobHint, JobKind, JobStatus
from annotations.store import jobs

SLICE_SECONDS = 15.0
SLICED: tuple[JobKind, ...] = ("extract", "scenes", "scan", "link", "repredict")
"""The kinds that share the worker: never all of its processes at once, and in turn."""


class Slice:
    """A stretch of work after which a job asks whether to go on later."""

    def __init__(self, seconds: float = SLICE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def seconds_left(self) -> float:
        """What is left of it; never below nothing."""
        return max(0.0, self._end - self._clock())

    @property
    def is_over(self) -> bool:
        """Whether the place is to be given back."""
        return self.seconds_left == 0.0


def spare_threads() -> int:
    """Return on how many threads the one slice that runs may work: all cores while no other job does."""
    return 1 if jobs.count_running(get_args(JobKind)) > 1 else os.cpu_count() or 1


SlicedWork = Callable[[Job, Slice], Ending | None]


def work_slice(
    *,
    job_id: str,
    work: SlicedWork,
    send: Callable[[JobHint], None],
    seconds: float = SLICE_SECONDS,
    kinds: tuple[JobKind, ...] = SLICED,
    most: int | None = None,
) -> JobStatus | None:
    """Do one slice of a job and tell the workers of whoever has waited longest.

    A job that finds all places taken stays queued: whoever ends a slice, or the sweep, speaks of it again.

    Args:
        job_id: The job.
        work: Does a part of it.
        send: Tells the workers.
        seconds: How long a slice is.
        kinds: The kinds of jobs that share the places.
        most: How many places they have; as settings say if None.

    Returns:
        As `work_job`; `queued` when there is more to do.
    """
    if jobs.count_running(kinds) >= (settings.VIDEO_SLICES if most is None else most):
        return None
    state = work_job(job_id=job_id, work=lambda job: work(job, Slice(seconds)))
    following = jobs.next_queued(kinds, but=job_id)
    if following is not None:
        send(JobHint(kind=following.kind, queue=following.queue, job_id=following.id))
    return state
