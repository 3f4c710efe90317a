"""Queue the exports whose hour has come, exactly once per period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.actions.request_export import request_export
from annotations.domain.actor import SYSTEM
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.schedule import next_run
from annotations.store import projects
from annotations.store.client import Session, transaction


def run_schedules(*, clock: Callable[[], datetime] = utc_now) -> int:
    """Queue what is due and move each schedule on; hours that were slept through count as one.

    Returns:
        The number of exports queued.
    """
    now = clock()
    return sum(_run(project, now) for project in projects.list_due(now))


def _run(project: Project, now: datetime) -> int:
    export = project.triggers.export
    due = export.next_run
    if due is None:
        return 0
    following = next_run(export.cron, export.timezone, after=now) if export.cron else None

    def work(session: Session) -> int:
        # Of two clocks that tick at once only one moves the schedule; the period's key is the second lock.
        if not projects.set_schedule(project.id, due=due, next_run=following, session=session):
            return 0
        made = [
            request_export(
                project_id=project.id,
                snapshot_id=None,
                export_format=export_format,
                actor=SYSTEM,
                trigger="schedule",
                period=due.isoformat(),
                session=session,
                clock=lambda: now,
            )
            for export_format in export.formats
        ]
        return sum(1 for entry in made if entry is not None)

    return transaction(work)
