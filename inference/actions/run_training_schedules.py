"""Begin the trainings whose hour has come, if there is anything new to learn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from annotations.domain.actor import SYSTEM
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.schedule import next_run
from annotations.store import projects
from annotations.store.client import Session, duplicates_repeat, transaction
from inference.actions.plan_training import plan_lesson
from inference.actions.request_training import insert_training
from inference.trainers.table import list_trainers


def run_training_schedules(*, clock: Callable[[], datetime] = utc_now) -> int:
    """Queue what is due and move each schedule on; hours that were slept through count as one.

    Returns:
        The number of trainings queued.
    """
    now = clock()
    return sum(_run(project, now) for project in projects.list_due(now, trigger="training"))


def _run(project: Project, now: datetime) -> int:
    trigger = project.triggers.training
    due = trigger.next_run
    if due is None:
        return 0
    following = (
        next_run(trigger.cron, trigger.timezone, after=now, trigger="training") if trigger.cron else None
    )
    _lesson, vain = plan_lesson(project, project.training, list_trainers(settings.TRAINERS_FILE))

    def work(session: Session) -> int:
        # Of two clocks that tick at once only one moves the schedule.
        if not projects.set_schedule(
            project.id, due=due, next_run=following, trigger="training", session=session
        ):
            return 0
        if vain:
            return 0
        with duplicates_repeat():
            made = insert_training(project, project.training, actor=SYSTEM, cause="schedule", session=session)
        return int(made is not None)

    return transaction(work)
