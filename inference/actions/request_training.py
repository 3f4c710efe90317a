"""Ask for a training; the relay sees the row and queues its job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from annotations.domain.actor import Actor
from annotations.domain.ids import new_id
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.training import Training, TrainingCause, TrainingCounts, TrainingPolicy
from annotations.errors import InputInvalid, NothingToLearn, StateConflict
from annotations.store import projects, trainings
from annotations.store.client import Session, duplicates_repeat, transaction
from annotations.store.model_versions import find_default_model_version
from inference.actions.plan_training import Lesson, plan_lesson
from inference.errors import TrainerMissing
from inference.trainers.table import AUTO, Trainer, TrainerTask, list_trainers

NO_PARENT = "There is no model to start from: the project has no champion, and no default model is set up."


@dataclass(frozen=True)
class TrainingPlan:
    """Whether a training would begin now, why not, and what it would learn from."""

    would_train: bool
    reason: str
    counts: TrainingCounts
    trainer: str


def adapt_policy(
    project: Project, trainers: Sequence[Trainer], *, trainer: str | None = None, minutes: float | None = None
) -> TrainingPolicy:
    """Return how a project trains, but for what is asked for otherwise this time.

    Raises:
        InputInvalid: there is no such trainer.
    """
    changes = {"trainer": trainer, "minutes": minutes}
    policy = project.training.model_copy(
        update={name: value for name, value in changes.items() if value is not None}
    )
    known = [AUTO, *(entry.name for entry in trainers)]
    if policy.trainer not in known:
        message = f"There is no trainer “{policy.trainer}”. There are {', '.join(known)}."
        raise InputInvalid(message, {"trainer": "unknown"})
    return policy


def choose_trainer(name: str, task: TrainerTask, trainers: Sequence[Trainer]) -> Trainer | None:
    """Return the trainer of a name; `auto` is Tandem's own for the task."""
    wanted = task if name == AUTO else name
    return next((entry for entry in trainers if entry.name == wanted), None)


def plan_training(project: Project, policy: TrainingPolicy, trainers: Sequence[Trainer]) -> TrainingPlan:
    """Tell what a training would do now; nothing is changed."""
    lesson, vain = plan_lesson(project, policy, trainers)
    trainer = choose_trainer(policy.trainer, lesson.task, trainers)
    name = trainer.name if trainer is not None else policy.trainer
    running = trainings.find_running(project.id)
    reason = (
        (f"The training {running.id} is not over yet." if running is not None else "")
        or vain
        or ("" if _has_parent(project) else NO_PARENT)
        or (trainer.why_missing() if trainer is not None else None)
        or ""
    )
    return TrainingPlan(not reason, reason, lesson.counts, name)


def request_training(
    *,
    project: Project,
    actor: Actor,
    cause: TrainingCause = "person",
    trainer: str | None = None,
    minutes: float | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Training:
    """Queue a training.

    Raises:
        InputInvalid: there is no such trainer.
        StateConflict: one of the project is not over; `fields` names it as `training_id`.
        NothingToLearn: no labelled frame outside the holdout, or nothing new since the last training.
        TrainerMissing: the trainer is not installed.
    """
    trainers = list_trainers(settings.TRAINERS_FILE)
    policy = adapt_policy(project, trainers, trainer=trainer, minutes=minutes)
    _refuse_second(project.id)
    lesson, vain = plan_lesson(project, policy, trainers)
    if vain or not _has_parent(project):
        raise NothingToLearn(vain or NO_PARENT)
    _refuse_missing(policy, lesson, trainers)

    def work(session: Session) -> Training | None:
        with duplicates_repeat():
            return insert_training(project, policy, actor=actor, cause=cause, session=session, clock=clock)

    made = transaction(work)
    if made is None:
        _refuse_second(project.id)
        message = "Another training of this project has just begun and ended. Ask again."
        raise StateConflict(message)
    return made


def insert_training(
    project: Project,
    policy: TrainingPolicy,
    *,
    actor: Actor,
    cause: TrainingCause,
    session: Session,
    clock: Callable[[], datetime] = utc_now,
) -> Training | None:
    """Insert a training and begin to count corrections anew; None when one of the project is not over."""
    counted = projects.read_tally(project.id, session=session)["since_training"]
    row = Training(
        id=new_id("trn"),
        project_id=project.id,
        cause=cause,
        policy=policy,
        parent_id=project.champion_id,
        running=project.id,
        corrections=counted,
        actor=actor,
        created_at=clock(),
    )
    if not trainings.add_training(row, session=session):
        return None
    projects.set_tally(project.id, {"since_training": 0}, session=session)
    return row


def _refuse_second(project_id: str) -> None:
    running = trainings.find_running(project_id)
    if running is not None:
        message = "A training of this project is not over yet. Wait for it, or cancel it."
        raise StateConflict(message, {"training_id": running.id})


def _refuse_missing(policy: TrainingPolicy, lesson: Lesson, trainers: Sequence[Trainer]) -> None:
    trainer = choose_trainer(policy.trainer, lesson.task, trainers)
    reason = trainer.why_missing() if trainer is not None else None
    if reason:
        raise TrainerMissing(reason, {"trainer": "not installed"})


def _has_parent(project: Project) -> bool:
    return project.champion_id is not None or find_default_model_version() is not None
