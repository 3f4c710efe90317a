"""One's own work in all projects."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.domain.project import Role
from annotations.domain.record import Record, utc_now
from annotations.domain.work import Stage, WorkView, view_work
from annotations.http.auth import who
from annotations.http.render import answer
from annotations.store import my_work, projects

router = Router(tags=["work"])
FEEDBACK = 10


class MyWorkPage(Record):
    """How many pictures to do are listed."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ProjectWork(Record):
    """How far one is in one project."""

    project_id: str
    name: str
    role: Role
    stages: dict[Stage, int]
    to_do: int
    overdue: int


class WorkEverywhere(Record):
    """One's work in all projects: what to do first, how far each project is, what was said of it of late."""

    projects: list[ProjectWork]
    to_do: int
    overdue: int
    work: list[WorkView]
    feedback: list[WorkView]


@router.get("/work/mine", response=WorkEverywhere)
def mine(request: HttpRequest, page: Query[MyWorkPage]) -> HttpResponse:
    """Return one's work in all projects one is in: what came back first, then the most urgent."""
    account = who(request)
    roles = projects.list_memberships(account.id)
    inside = list(roles)
    counts = my_work.count_everywhere(account.id, inside, at=utc_now())
    told = [
        ProjectWork(
            project_id=project.id,
            name=project.name,
            role=roles[project.id],
            stages=counts[project.id].stages if project.id in counts else {},
            to_do=counts[project.id].to_do if project.id in counts else 0,
            overdue=counts[project.id].overdue if project.id in counts else 0,
        )
        for project in projects.list_projects(inside, after=None, limit=0)
    ]
    return answer(
        WorkEverywhere(
            projects=sorted(told, key=lambda one: (-one.to_do, one.name.casefold())),
            to_do=sum(one.to_do for one in told),
            overdue=sum(one.overdue for one in told),
            work=[view_work(item) for item in my_work.list_everywhere(account.id, inside, limit=page.limit)],
            feedback=[
                view_work(item) for item in my_work.list_judged_everywhere(account.id, inside, limit=FEEDBACK)
            ],
        )
    )
