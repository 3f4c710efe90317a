"""Who is in a project and as what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_project
from annotations.accounts import find_user_by_name, last_sign_ins, names_of
from annotations.actions.remove_member import NOBODY, remove_member
from annotations.actions.set_member import set_member
from annotations.domain.audit import ActSubject
from annotations.domain.availability import away_until
from annotations.domain.project import ROLE_RANKS, Role
from annotations.domain.record import Record, utc_now
from annotations.errors import InputInvalid, NotFound
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from annotations.noted import note
from annotations.store import projects
from annotations.store.availabilities import find_availabilities

router = Router(tags=["people"])
MemberSort = Literal["name", "role", "joined", "seen"]
GONE = "(gone)"
CURSOR = "\t"


class MemberView(Record):
    """A person of a project: since when, when they signed in last, and until when they are away."""

    user_id: str
    name: str
    role: Role
    joined_at: datetime
    seen_at: datetime | None
    away_until: str | None


class MembersAnswer(Record):
    """The people of a project, and the cursor of the next page."""

    members: list[MemberView]
    next: str | None


class MembersPage(Record):
    """A stretch of a project's people; `q` is part of their names."""

    after: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 500
    q: Annotated[str, Field(max_length=150)] | None = None
    role: Role | None = None
    sort: MemberSort = "joined"


class MemberBody(Record):
    """Give a person a role."""

    username: Annotated[str, Field(min_length=1, max_length=150)]
    role: Role


class RoleBody(Record):
    """Another role for a person who is in the project."""

    role: Role


class RemovedAnswer(Record):
    """How many pictures that the person had in hand wait for others now."""

    freed: int


@router.get("/projects/{project_id}/members", response=MembersAnswer)
def members(request: HttpRequest, project_id: str, page: Query[MembersPage]) -> HttpResponse:
    """List the people of a project: who joined first comes first, or by name, role or last sign-in."""
    access_project(who(request), project_id)
    # People of one project are some hundreds: they are read whole by index and put in order here.
    found = [(_place(one, page.sort), one) for one in _shown(project_id)]
    sought = page.q.strip().casefold() if page.q else ""
    fitting = [
        (place, one)
        for place, one in sorted(found, key=lambda entry: entry[0])
        if sought in one.name.casefold() and page.role in {None, one.role}
    ]
    if page.after is not None:
        fitting = [(place, one) for place, one in fitting if place > page.after]
    shown = fitting[: page.limit]
    following = shown[-1][0] if len(fitting) > page.limit else None
    return answer(MembersAnswer(members=[one for _place, one in shown], next=following))


@router.post("/projects/{project_id}/members", response={201: MemberView, 400: ErrorAnswer, 409: ErrorAnswer})
def add(request: HttpRequest, project_id: str, body: MemberBody) -> HttpResponse:
    """Give a person who has an account a role in a project, or change it."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    user = find_user_by_name(body.username)
    if user is None:
        message = f"There is nobody with the sign-in name “{body.username}”."
        raise InputInvalid(message, {"username": "unknown"})
    before = projects.find_role(project_id, str(user.pk))
    set_member(project=project, user_id=str(user.pk), role=body.role, actor=account.as_actor())
    return answer(_noted(_one(project_id, str(user.pk)), before), 201)


@router.patch(
    "/projects/{project_id}/members/{user_id}",
    response={200: MemberView, 400: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer},
)
def change(request: HttpRequest, project_id: str, user_id: str, body: RoleBody) -> HttpResponse:
    """Give a person of a project another role; its last manager keeps theirs."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    before = projects.find_role(project_id, user_id)
    if before is None:
        raise NotFound(NOBODY)
    set_member(project=project, user_id=user_id, role=body.role, actor=account.as_actor())
    return answer(_noted(_one(project_id, user_id), before))


@router.delete(
    "/projects/{project_id}/members/{user_id}",
    response={200: RemovedAnswer, 403: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer},
)
def remove(request: HttpRequest, project_id: str, user_id: str) -> HttpResponse:
    """Take a person out of a project, or leave it oneself; what they had in hand goes to the others."""
    account = who(request)
    project = access_project(account, project_id, "guest" if user_id == account.id else "manager")
    before = projects.find_role(project_id, user_id)
    freed = remove_member(project=project, user_id=user_id, actor=account.as_actor())
    name = names_of([user_id]).get(user_id, GONE)
    note(
        subject=ActSubject(kind="account", id=user_id, name=name),
        summary=f"took {name} out of the project",
        before={"role": before},
    )
    return answer(RemovedAnswer(freed=freed))


def _noted(member: MemberView, before: Role | None) -> MemberView:
    """Let the audit trail know who has which role now, and had which before."""
    note(
        subject=ActSubject(kind="account", id=member.user_id, name=member.name),
        summary=f"made {member.name} {member.role} of the project",
        before={"role": before},
        after={"role": member.role},
    )
    return member


def _shown(project_id: str) -> list[MemberView]:
    found = projects.list_members(project_id)
    ids = [member.user_id for member in found]
    known = last_sign_ins(ids)
    hours = find_availabilities(ids)
    at = utc_now()
    return [
        MemberView(
            user_id=member.user_id,
            name=known.get(member.user_id, (GONE, None))[0],
            role=member.role,
            joined_at=member.joined_at,
            seen_at=known.get(member.user_id, (GONE, None))[1],
            away_until=away_until(hours[member.user_id], at) if member.user_id in hours else None,
        )
        for member in found
    ]


def _one(project_id: str, user_id: str) -> MemberView:
    found = [one for one in _shown(project_id) if one.user_id == user_id]
    if not found:
        raise NotFound(NOBODY)
    return found[0]


def _place(member: MemberView, sort: MemberSort) -> str:
    """Return where a person comes in an order, as text that is also the cursor."""
    by = {
        "name": "",
        "role": str(9 - ROLE_RANKS[member.role]),
        "joined": f"{member.joined_at.timestamp():020.3f}",
        # Who was here last comes first, who never was last.
        "seen": f"{1e15 - (member.seen_at.timestamp() if member.seen_at else 0):020.3f}",
    }[sort]
    second = "" if sort == "joined" else member.name.casefold()
    return CURSOR.join([by, second, member.user_id])
