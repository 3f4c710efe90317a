"""Jobs and the numbered event log."""

from __future__ import annotations

from typing import Literal

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from annotations.access import access_job, access_project
from annotations.actions.steer_job import cancel_job, retry_job
from annotations.domain.job import JobKind, JobStatus
from annotations.domain.views import JobView, view_job
from annotations.http.auth import who
from annotations.http.bodies import EventsAnswer, EventsPage, JobsAnswer
from annotations.http.lists import AgedPage
from annotations.http.render import answer
from annotations.queries.event_log import read_log
from annotations.store import jobs

router = Router(tags=["jobs"])


class JobsPage(AgedPage):
    """A stretch of a project's jobs, perhaps of one kind or status, the newest or the oldest first."""

    kind: JobKind | None = None
    status: JobStatus | None = None


@router.get("/projects/{project_id}/jobs", response=JobsAnswer)
def list_all(
    request: HttpRequest,
    project_id: str,
    page: Query[JobsPage],
) -> HttpResponse:
    """List jobs, newest first unless asked otherwise."""
    access_project(who(request), project_id)
    found = jobs.list_jobs(
        project_id, kind=page.kind, status=page.status, after=page.after, sort=page.sort, limit=page.limit
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(JobsAnswer(jobs=[view_job(job) for job in found], next=following))


@router.get("/jobs/{job_id}", response=JobView)
def get(request: HttpRequest, job_id: str) -> HttpResponse:
    """Return a job."""
    job, _project = access_job(who(request), job_id)
    return answer(view_job(job))


@router.post("/jobs/{job_id}/{step}", response=JobView)
def steer(request: HttpRequest, job_id: str, step: Literal["retry", "cancel"]) -> HttpResponse:
    """Retry an ended job, or cancel a waiting or running one."""
    job, _project = access_job(who(request), job_id, "annotator")
    return answer(view_job(retry_job(job=job) if step == "retry" else cancel_job(job=job)))


@router.get("/projects/{project_id}/events", response=EventsAnswer)
def events(
    request: HttpRequest,
    project_id: str,
    page: Query[EventsPage],
) -> HttpResponse:
    """Read the log after a number."""
    access_project(who(request), project_id)
    log = read_log(project_id, after=page.after, limit=page.limit)
    return answer(
        EventsAnswer(
            events=[orjson.loads(body) for body in log.bodies],
            seq=log.seq,
            continuity="kept" if log.is_whole else "lost",
        )
    )
