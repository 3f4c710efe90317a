"""The manager's console: throughput, backlog, people, labels, time and money saved."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_project
from annotations.actions.change_costs import change_costs
from annotations.domain.costs import Costs
from annotations.domain.record import Record
from annotations.domain.work_days import Console
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.people import people_who_may
from annotations.http.render import answer
from annotations.queries.console import read_console
from annotations.remembered import Remembered

router = Router(tags=["console"])
NAMES: Remembered[dict[str, str]] = Remembered(seconds=5)
"""Who is in a project changes seldom; its console is read every second."""


class ConsolePeriod(Record):
    """How many days back the console looks, today among them."""

    days: Annotated[int, Field(ge=1, le=92)] = 7


@router.get("/projects/{project_id}/console", response=Console)
def console(request: HttpRequest, project_id: str, period: Query[ConsolePeriod]) -> HttpResponse:
    """Return how a project's work goes, for its managers."""
    project = access_project(who(request), project_id, "manager")
    names = NAMES.get(project.id, lambda: people_who_may(project.id, "annotator"))
    return answer(read_console(project, names, days=period.days))


@router.put("/projects/{project_id}/costs", response={200: Costs, 400: ErrorAnswer})
def costs(request: HttpRequest, project_id: str, body: Costs) -> HttpResponse:
    """Say what an hour of labelling costs, for the figure of money saved; no rate takes it away."""
    project = access_project(who(request), project_id, "manager")
    return answer(change_costs(project=project, costs=body))
