"""Keeps what a running training says: gathered, at most twice a second, only while its job is ours."""

from __future__ import annotations

import time
from collections.abc import Callable

from annotations.actions.work_job import LeaseLost
from annotations.domain.job import Job
from annotations.domain.training import Point, Stage, Training
from annotations.store import jobs, trainings
from inference.trainers.lines import Said

FLUSH_SECONDS = 0.5
LOOK_SECONDS = 1.0
"""How often the lease is looked at while there is nothing to tell."""
MOST_POINTS_AT_ONCE, MOST_LINES_AT_ONCE = 200, 200


class TrainingRecorder:
    """Takes stages, points and lines of one training; a point that was told before is not told again."""

    def __init__(self, job: Job, training: Training, clock: Callable[[], float] = time.monotonic) -> None:
        self._job = job
        self._training_id = training.id
        self._clock = clock
        self._flushed = self._looked = clock()
        self._seen = {_identity(point) for point in training.points}
        self._told = training.stage
        self._stage = training.stage
        self._points: list[Point] = []
        self._lines: list[str] = []
        self._left_out = 0
        self.refusal: str | None = None
        self.last_lines: list[str] = []

    def note(self, said: Stage | Point | Said) -> None:
        """Take one thing that the trainer said."""
        if isinstance(said, Stage):
            self._stage = said
        elif isinstance(said, Point):
            if _identity(said) not in self._seen and len(self._points) < MOST_POINTS_AT_ONCE:
                self._seen.add(_identity(said))
                self._points.append(said)
        else:
            self.log(said.text)
            if said.is_refusal:
                self.refusal = said.text

    def log(self, text: str) -> None:
        """Take a line of text."""
        if len(self._lines) < MOST_LINES_AT_ONCE:
            self._lines.append(text)
        else:
            self._left_out += 1
        if text.strip():
            self.last_lines = [*self.last_lines[-4:], text]

    def leave_out(self, count: int) -> None:
        """Note that lines came too fast to be read."""
        self._left_out += count

    def show_stage(self, name: str, done: int, total: int) -> None:
        """Show a stage of our own, and keep it when it is time."""
        self.note(Stage(name=name, done=done, total=total))
        self.flush()

    def flush(self, *, now: bool = False) -> None:
        """Keep what has gathered, if it is time.

        Raises:
            LeaseLost: the training was cancelled, or another worker has it.
        """
        moment = self._clock()
        if not now and moment - self._flushed < FLUSH_SECONDS:
            return
        self._flushed = moment
        is_news = bool(self._points or self._lines or self._left_out) or self._stage != self._told
        if not is_news and moment - self._looked < LOOK_SECONDS:
            return
        self._looked = moment
        if not jobs.set_lease(self._job.id, self._job.fence):
            raise LeaseLost(self._job.id)
        if self._left_out:
            self._lines.append(f"({self._left_out} lines came too fast and were left out)")
        stage = self._stage if self._stage != self._told else None
        if (stage or self._points or self._lines) and not trainings.append_progress(
            self._training_id, stage=stage, points=self._points, lines=self._lines
        ):
            raise LeaseLost(self._job.id)
        self._told = self._stage
        self._points, self._lines, self._left_out = [], [], 0


def _identity(point: Point) -> tuple[int, str, str]:
    return (point.step, point.split, point.metric)
