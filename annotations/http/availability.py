"""When people work: one's own hours, and whose work waits while they are away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from annotations.access import access_project, check_scope
from annotations.actions.set_availability import set_availability
from annotations.domain.availability import Hours, away_until
from annotations.domain.record import Record, utc_now
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.people import people_who_may
from annotations.http.render import answer
from annotations.store import availabilities, work

router = Router(tags=["people"])


class HoursView(Hours):
    """When a person works, and until which day they are away now."""

    away_until: str | None


class AwayWork(Record):
    """How much waits for a person who is away, and how much of it should be done by now."""

    user_id: str
    name: str
    away_until: str
    to_do: int
    overdue: int


class AwayWorkAnswer(Record):
    """Those of a project who are away and have work to do."""

    people: list[AwayWork]


@router.get("/me/availability", response=HoursView)
def get(request: HttpRequest) -> HttpResponse:
    """Return when one works, as one said; at any hour, if one said nothing."""
    return answer(_view(availabilities.find_availability(who(request).id) or Hours()))


@router.put("/me/availability", response={200: HoursView, 400: ErrorAnswer})
def put(request: HttpRequest, body: Hours) -> HttpResponse:
    """Say when one works: days away, weekly hours, time zone. It replaces what one said before."""
    account = who(request)
    check_scope(account, "label")
    return answer(_view(set_availability(actor=account.as_actor(), hours=body)))


@router.get("/projects/{project_id}/work/away", response=AwayWorkAnswer)
def list_away(request: HttpRequest, project_id: str) -> HttpResponse:
    """List who is away and what of theirs waits, so that it can be handed over."""
    access_project(who(request), project_id, "manager")
    at = utc_now()
    names = people_who_may(project_id, "annotator")
    away = {
        one.id: until
        for one in availabilities.find_availabilities(list(names)).values()
        if (until := away_until(one, at)) is not None
    }
    loads = work.count_loads(project_id, list(away))
    found = [
        AwayWork(
            user_id=person,
            name=names[person],
            away_until=until,
            to_do=loads[person],
            overdue=work.count_overdue(project_id, person, at=at),
        )
        for person, until in away.items()
        if loads[person] > 0
    ]
    return answer(AwayWorkAnswer(people=sorted(found, key=lambda one: (-one.overdue, one.name))))


def _view(hours: Hours) -> HoursView:
    said = {name: getattr(hours, name) for name in Hours.model_fields}
    return HoursView(**said, away_until=away_until(hours, utc_now()))
