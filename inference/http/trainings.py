"""Trainings over HTTP: ask for one, look at it, stop it; trainers, triggers, and what is held out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_project, access_training
from annotations.domain.ids import AnyId
from annotations.domain.job import JobStatus
from annotations.domain.project import TrainingTrigger
from annotations.domain.record import Record, utc_now
from annotations.domain.split import Split
from annotations.domain.training import (
    Point,
    TrainerName,
    TrainingCause,
    TrainingCounts,
    TrainingLine,
    TrainingView,
    view_training,
)
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.lists import AgedPage
from annotations.http.render import answer
from annotations.store import trainings
from inference.actions.cancel_training import cancel_training
from inference.actions.hold_out import HoldoutMoved, hold_out
from inference.actions.request_training import adapt_policy, plan_training, request_training
from inference.queries.trigger_preview import Moment, replay_triggers
from inference.store.splits import page_splits
from inference.trainers.table import AUTO, list_trainers

router = Router(tags=["trainings"])


class TrainingBody(Record):
    """A training asked for by hand: with another trainer or time than the project's, or only looked at."""

    trainer: TrainerName | None = None
    minutes: Annotated[float, Field(ge=0.1, le=1_440, allow_inf_nan=False)] | None = None
    dry_run: Annotated[bool, Field(strict=True)] = False


class TrainingPlanView(Record):
    """What a training would do now: begin, or why not; what it would learn from, and how."""

    would_train: bool
    reason: str
    counts: TrainingCounts
    trainer: str


class TrainingsAnswer(Record):
    """Trainings, newest first."""

    trainings: list[TrainingView]
    next: str | None


class TrainingAnswer(Record):
    """A training and its curves."""

    training: TrainingView
    points: list[Point]


class TrainingsPage(AgedPage):
    """A stretch of a project's trainings, perhaps of one status."""

    status: JobStatus | None = None


class LogPage(Record):
    """A stretch of what a trainer said, after a line."""

    after: Annotated[int, Field(ge=0, le=2**53)] = 0
    limit: Annotated[int, Field(ge=1, le=2_000)] = 500


class TrainingLogAnswer(Record):
    """Lines, and the number to ask on from; None when there are no more as yet."""

    lines: list[TrainingLine]
    next: int | None


class TrainerView(Record):
    """A trainer that a project may name, and why it cannot run where it cannot."""

    name: str
    title: str
    tasks: tuple[Literal["detection", "classification"], ...]
    installed: bool
    reason: str | None
    own: bool


class TrainersAnswer(Record):
    """All trainers; `auto` chooses among Tandem's own."""

    trainers: list[TrainerView]
    auto: str = AUTO


class PreviewQuery(Record):
    """A proposed policy, and how many days back it is tried; without one the project's own is."""

    every_corrections: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    cron: Annotated[str, Field(max_length=100)] | None = None
    timezone: Annotated[str, Field(max_length=64)] = "UTC"
    acceptance_below: Annotated[float, Field(gt=0, lt=1)] | None = None
    acceptance_window: Annotated[int, Field(ge=10, le=100_000)] = 200
    days: Annotated[int, Field(ge=1, le=366)] = 30


class MomentView(Record):
    """A moment at which a training would have begun, and after how many corrections."""

    at: datetime
    cause: TrainingCause
    corrections: int


class TriggerPreviewAnswer(Record):
    """When a policy would have begun trainings; of very many moments the last ones."""

    policy: TrainingTrigger
    days: int
    corrections: int
    count: int
    moments: list[MomentView]


class HoldoutBody(Record):
    """Files, and their part from now on."""

    asset_ids: Annotated[list[AnyId], Field(min_length=1, max_length=1_000)]
    split: Split


class HoldoutAnswer(Record):
    """Which files are held out; files that nobody has learned from or drawn for yet have no part."""

    asset_ids: list[str]
    next: str | None


@router.get("/trainers", response=TrainersAnswer)
def trainers(request: HttpRequest) -> HttpResponse:
    """List the trainers there are."""
    who(request)
    shown = []
    for entry in list_trainers(settings.TRAINERS_FILE):
        missing = entry.why_missing()
        shown.append(
            TrainerView(
                name=entry.name,
                title=entry.title,
                tasks=entry.tasks,
                installed=missing is None,
                reason=missing,
                own=entry.is_own,
            )
        )
    return answer(TrainersAnswer(trainers=shown))


@router.get("/projects/{project_id}/trainings", response=TrainingsAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[TrainingsPage]) -> HttpResponse:
    """List a project's trainings, newest first unless asked otherwise."""
    access_project(who(request), project_id)
    found = trainings.list_trainings(
        project_id, after=page.after, limit=page.limit, sort=page.sort, status=page.status
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(TrainingsAnswer(trainings=[view_training(row) for row in found], next=following))


@router.post(
    "/projects/{project_id}/trainings",
    response={201: TrainingView, 200: TrainingPlanView, 400: ErrorAnswer, 409: ErrorAnswer},
)
def request_one(request: HttpRequest, project_id: str, body: TrainingBody | None = None) -> HttpResponse:
    """Begin a training, or with `dry_run` tell whether one would begin, or why not, and from what."""
    person = who(request)
    project = access_project(person, project_id, "manager")
    wanted = body or TrainingBody()
    if wanted.dry_run:
        known = list_trainers(settings.TRAINERS_FILE)
        policy = adapt_policy(project, known, trainer=wanted.trainer, minutes=wanted.minutes)
        plan = plan_training(project, policy, known)
        return answer(TrainingPlanView(**vars(plan)))
    row = request_training(
        project=project, actor=person.as_actor(), trainer=wanted.trainer, minutes=wanted.minutes
    )
    return answer(view_training(row), 201)


@router.get("/trainings/{training_id}", response=TrainingAnswer)
def get(request: HttpRequest, training_id: str) -> HttpResponse:
    """Return a training with its curves."""
    row, _project = access_training(who(request), training_id)
    return answer(TrainingAnswer(training=view_training(row), points=row.points))


@router.get("/trainings/{training_id}/log", response=TrainingLogAnswer)
def log(request: HttpRequest, training_id: str, page: Query[LogPage]) -> HttpResponse:
    """Read what its trainer said; of very many lines the last ones are kept."""
    row, _project = access_training(who(request), training_id)
    lines = trainings.list_lines(row.id, after=page.after, limit=page.limit)
    following = lines[-1].number if len(lines) == page.limit else None
    return answer(TrainingLogAnswer(lines=lines, next=following))


@router.post("/trainings/{training_id}/cancel", response={200: TrainingView, 409: ErrorAnswer})
def cancel(request: HttpRequest, training_id: str) -> HttpResponse:
    """Stop a training."""
    person = who(request)
    row, _project = access_training(person, training_id, "manager")
    return answer(view_training(cancel_training(training=row, actor=person.as_actor())))


@router.get("/projects/{project_id}/triggers/preview", response={200: TriggerPreviewAnswer, 400: ErrorAnswer})
def preview(request: HttpRequest, project_id: str, query: Query[PreviewQuery]) -> HttpResponse:
    """Replay past corrections against a policy: when would it have begun trainings?"""
    project = access_project(who(request), project_id)
    proposed = query.model_dump(include={"every_corrections", "cron", "acceptance_below"}, exclude_none=True)
    policy = TrainingTrigger(**query.model_dump(exclude={"days"})) if proposed else project.triggers.training
    replay = replay_triggers(project.id, policy, days=query.days, now=utc_now())
    return answer(
        TriggerPreviewAnswer(
            policy=policy,
            days=query.days,
            corrections=replay.corrections,
            count=replay.count,
            moments=[_show_moment(moment) for moment in replay.moments],
        )
    )


@router.get("/projects/{project_id}/holdout", response=HoldoutAnswer)
def holdout(request: HttpRequest, project_id: str, page: Query[Page]) -> HttpResponse:
    """List the files that are held out."""
    access_project(who(request), project_id)
    found = page_splits(project_id, "holdout", after=page.after, limit=page.limit)
    return answer(HoldoutAnswer(asset_ids=found, next=found[-1] if len(found) == page.limit else None))


@router.post("/projects/{project_id}/holdout", response={200: HoldoutMoved, 400: ErrorAnswer})
def move(request: HttpRequest, project_id: str, body: HoldoutBody) -> HttpResponse:
    """Hold files out, or let them be learned from. A warning tells which were learned from already."""
    project = access_project(who(request), project_id, "manager")
    return answer(hold_out(project=project, asset_ids=body.asset_ids, split=body.split))


def _show_moment(moment: Moment) -> MomentView:
    return MomentView(at=moment.at, cause=moment.cause, corrections=moment.corrections)
