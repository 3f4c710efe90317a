"""Work on long videos and whole projects in slices, so that nobody else ever waits for all of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from typing import get_args

from django.conf import settings

from annotations.actions.work_job import Ending, work_job
from annotations.domain.job import Job, JobHint, JobKind, JobStatus
from annotations.store import jobs

SLICE_SECONDS = 15.0
PATIENT: tuple[JobKind, ...] = ("embed", "mine", "train", "evaluate")
"""Kinds that nobody waits for at the screen, or that have a worker of their own."""
MOST_SLICES = 8
"""Slices in a row while nobody else waits for a worker."""
SLICED: tuple[JobKind, ...] = ("extract", "scenes", "scan", "link", "repredict")
"""The kinds that share the worker: never all of its processes at once, and in turn."""


class Slice:
    """A stretch of work after which a job asks whether to go on later.

    What is at hand then is thrown away and made anew, so it goes on at once while nobody else waits.
    """

    def __init__(
        self,
        seconds: float = SLICE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        *,
        most: float = 0.0,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Begin now.

        Args:
            seconds: When it is first asked whether anybody waits, and again each time after so long.
            clock: Tells the seconds.
            most: How long it lasts at most while nobody does.
            is_wanted: Whether anybody waits.
        """
        self._clock = clock
        self._seconds = seconds
        self._end = clock() + seconds
        self._last = clock() + most
        self._is_wanted = is_wanted

    @property
    def seconds_left(self) -> float:
        """What is left of it; never below nothing."""
        return max(0.0, self._end - self._clock())

    @property
    def is_over(self) -> bool:
        """Whether the place is to be given back."""
        now = self._clock()
        if self._end <= now < self._last and not self._is_wanted():
            self._end = min(self._last, now + self._seconds)
        return self.seconds_left == 0.0


def spare_threads() -> int:
    """Return on how many threads the one slice that runs may work: all cores while no other job does."""
    return 1 if jobs.count_running(get_args(JobKind)) > 1 else os.cpu_count() or 1


def _others_wait(job_id: str) -> bool:
    """Whether any other job waits for a worker that a person may be waiting for."""
    kinds = [kind for kind in get_args(JobKind) if kind not in PATIENT]
    return jobs.next_queued(kinds, but=job_id) is not None


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
        seconds: How long a slice is; while nobody else waits, the next one follows at once.
        kinds: The kinds of jobs that share the places.
        most: How many places they have; as settings say if None.

    Returns:
        As `work_job`; `queued` when there is more to do.
    """
    if jobs.count_running(kinds) >= (settings.VIDEO_SLICES if most is None else most):
        return None
    part = partial(Slice, seconds, most=MOST_SLICES * seconds, is_wanted=partial(_others_wait, job_id))
    state = work_job(job_id=job_id, work=lambda job: work(job, part()))
    following = jobs.next_queued(kinds, but=job_id)
    if following is not None:
        send(JobHint(kind=following.kind, queue=following.queue, job_id=following.id))
    return state
