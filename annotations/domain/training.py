"""Trainings: one attempt each to make a better model out of one snapshot, and how a project wants them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.job import JobStatus
from annotations.domain.record import Record

TrainingCause = Literal["person", "corrections", "schedule", "drift"]
FrameChoice = Literal["corrected", "submitted"]
"""`corrected`: every frame that a person changed, submitted or approved; `submitted`: the latter two only."""
MOST_LINES = 5_000
MOST_POINTS = 2_000

TrainerName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class TrainingPolicy(Record):
    """How a project trains.

    `trainer` names a built-in trainer, one that the operator has named, or `auto`: whole-frame labels are
    classified, everything else is detected. `minutes` bounds one training.
    """

    trainer: TrainerName = "auto"
    frames: FrameChoice = "corrected"
    holdout_share: Annotated[float, Field(ge=0.05, le=0.5)] = 0.2
    minutes: Annotated[float, Field(ge=0.1, le=1_440)] = 4.0
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 1


class Stage(Record):
    """Where a training is: a stage named by its trainer, and how far in it."""

    name: Annotated[str, Field(max_length=40)]
    done: int = 0
    total: int = 0


class Point(Record):
    """One measured value of a training's curves."""

    step: int
    split: Literal["train", "validation"]
    metric: Annotated[str, Field(max_length=40)]
    value: float


class TrainingCounts(Record):
    """What a training learned from: frames and objects, beside the frames held out."""

    frames: int = 0
    objects: int = 0
    holdout_frames: int = 0
    by_label: dict[str, int] = Field(default_factory=dict)


class Training(Record):
    """One training. Its parent, policy and seed never change; what it has reached does.

    `running` is the project's id while the training is not over: unique, so that a project trains once at a
    time. `learned` names the content it learned from: the same content is not learned twice.
    """

    id: str
    project_id: str
    status: JobStatus = "queued"
    cause: TrainingCause
    policy: TrainingPolicy
    parent_id: str | None
    running: str | None = None
    snapshot_id: str | None = None
    learned: str | None = None
    counts: TrainingCounts = Field(default_factory=TrainingCounts)
    stage: Stage | None = None
    points: list[Point] = Field(default_factory=list)
    added: list[Point] = Field(default_factory=list)
    """The points that came last: the news of one change."""
    line_count: int = 0
    corrections: int = 0
    model_version_id: str | None = None
    reason: str | None = None
    actor: Actor
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


class TrainingLine(Record):
    """One line of what a trainer said; lines are numbered from 1 through all attempts."""

    number: int
    text: str
    at: datetime


class TrainingView(Record):
    """A training as the interface shows it, without its curves."""

    id: str
    project_id: str
    status: JobStatus
    cause: TrainingCause
    policy: TrainingPolicy
    parent_id: str | None
    snapshot_id: str | None
    counts: TrainingCounts
    stage: Stage | None
    line_count: int
    corrections: int
    model_version_id: str | None
    reason: str | None
    actor: Actor
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def view_training(training: Training) -> TrainingView:
    """Show a training."""
    return TrainingView(**training.model_dump(include=set(TrainingView.model_fields)))
