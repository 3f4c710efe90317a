"""Invitations: for managers to send, and for whoever opens their links."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Query, Router
from ninja.utils import check_csrf
from pydantic import Field

from annotations import accounts, lockout
from annotations.access import access_invitation, access_project
from annotations.actions.accept_invitation import accept_invitation, read_invitation
from annotations.actions.invite import Invited, Outcome, invite, renew_invitation, revoke_invitation
from annotations.domain.invitation import LASTS, Invitation, InvitationStatus, InvitationView, view_invitation
from annotations.domain.project import Project, Role
from annotations.domain.record import Record, utc_now
from annotations.errors import Forbidden, InputInvalid, NotFound, PortalError
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.render import answer
from annotations.mail import Mailed, invitation_letter, send_letters
from annotations.store import invitations, projects
from annotations.store.invitations import InvitationSort

router = Router(tags=["people"])
MOST_AT_ONCE = 50
TRIES = 20
ADVICE = "Too many tries with invitations from your address. Wait five minutes."
Token = Annotated[str, Field(min_length=1, max_length=200)]


class InviteBody(Record):
    """Whom to invite and as what."""

    emails: Annotated[
        list[Annotated[str, Field(max_length=254)]], Field(min_length=1, max_length=MOST_AT_ONCE)
    ]
    role: Role


class InvitedView(Record):
    """What became of one address. The link is shown this once; `mailed` says whether it went out as well."""

    email: str
    outcome: Outcome | None
    """None: whoever has this address is in the project already, with this role or a greater one."""
    invitation: InvitationView | None
    link: str | None
    mailed: Mailed | None


class InvitedAnswer(Record):
    """What became of each address, in order."""

    invited: list[InvitedView]


class InvitationsPage(Page):
    """A stretch of a project's invitations of one status; `q` is how addresses begin, and sorts by them."""

    status: InvitationStatus = "open"
    sort: InvitationSort = "newest"
    q: Annotated[str, Field(max_length=254)] | None = None


class InvitationsAnswer(Record):
    """Invitations and the cursor of the next page."""

    invitations: list[InvitationView]
    next: str | None


class TokenBody(Record):
    """What stands behind the `#` of an invitation's link; in the body, so that no log has it."""

    token: Token


class InvitationLook(Record):
    """What an invitation is about, and whether its address has an account already."""

    project_name: str
    role: Role
    email: str
    invited_by: str
    expires_at: datetime
    has_account: bool
    signed_in_as: str | None


class AcceptBody(TokenBody):
    """Who is signed in joins; anybody else makes an account with this name and password."""

    username: Annotated[str, Field(min_length=1, max_length=150)] | None = None
    password: Annotated[str, Field(min_length=1, max_length=4096)] | None = None


class AcceptedAnswer(Record):
    """Which project one is in now, and as what."""

    project_id: str
    role: Role


@router.get("/projects/{project_id}/invitations", response=InvitationsAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[InvitationsPage]) -> HttpResponse:
    """List a project's invitations, the newest first; a search gives them by address."""
    access_project(who(request), project_id, "manager")
    begins = page.q.strip().lower() if page.q else None
    found = invitations.page_invitations(
        project_id,
        status=page.status,
        sort=page.sort,
        begins=begins or None,
        after=page.after,
        limit=page.limit,
    )
    following = found[-1].id if len(found) == page.limit else None
    at = utc_now()
    return answer(
        InvitationsAnswer(invitations=[view_invitation(one, at=at) for one in found], next=following)
    )


@router.post("/projects/{project_id}/invitations", response={201: InvitedAnswer, 400: ErrorAnswer})
def create(request: HttpRequest, project_id: str, body: InviteBody) -> HttpResponse:
    """Invite addresses and mail each its link; where mail fails the answer says so, and the link works."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    emails = _addresses(body.emails)
    made: list[tuple[str, Invited | None]] = []
    for email in emails:
        user = accounts.find_user_by_email(email)
        inside = user is not None and projects.find_role(project_id, str(user.pk)) is not None
        done = (
            None if inside else invite(project=project, email=email, role=body.role, actor=account.as_actor())
        )
        made.append((email, done))
    return answer(InvitedAnswer(invited=_sent(request, project, made)), 201)


@router.post("/invitations/{invitation_id}/again", response={200: InvitedView, 409: ErrorAnswer})
def again(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Give an invitation a new link, also one too old or taken back; the old link opens nothing."""
    account = who(request)
    invitation, project = access_invitation(account, invitation_id)
    renewed = renew_invitation(invitation=invitation, actor=account.as_actor())
    return answer(_sent(request, project, [(invitation.email, renewed)])[0])


@router.post(
    "/invitations/look", auth=None, response={200: InvitationLook, 404: ErrorAnswer, 409: ErrorAnswer}
)
def look(request: HttpRequest, body: TokenBody) -> HttpResponse:
    """Tell what an invitation is about."""
    invitation, project = _opened(request, body.token)
    account = accounts.session_account(request)
    return answer(
        InvitationLook(
            project_name=project.name,
            role=invitation.role,
            email=invitation.email,
            invited_by=invitation.invited_by.name,
            expires_at=invitation.expires_at,
            has_account=accounts.find_user_by_email(invitation.email) is not None,
            signed_in_as=account.name if account else None,
        )
    )


@router.post(
    "/invitations/accept",
    auth=None,
    response={200: AcceptedAnswer, 400: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer},
)
def accept(request: HttpRequest, body: AcceptBody) -> HttpResponse:
    """Join the project as who is signed in, or with a new account, which is signed in then."""
    if check_csrf(request) is not None:
        message = "The CSRF token is missing or old. Call GET /api/me first and send X-CSRFToken."
        raise Forbidden(message)
    invitation, _project = _opened(request, body.token)
    account = accounts.session_account(request)
    if account is not None:
        project, role = accept_invitation(token=body.token, actor=account.as_actor())
        return answer(AcceptedAnswer(project_id=project.id, role=role))
    missing = {name: "missing" for name in ("username", "password") if getattr(body, name) is None}
    if missing:
        message = "Sign in first, or choose a name and a password for a new account."
        raise InputInvalid(message, missing)
    user = accounts.make_account(
        name=body.username or "", password=body.password or "", email=invitation.email
    )
    try:
        actor = accounts.account_of(user).as_actor()
        project, role = accept_invitation(token=body.token, actor=actor)
    except PortalError:
        user.delete()
        raise
    login(request, user)
    get_token(request)
    return answer(AcceptedAnswer(project_id=project.id, role=role))


# After the two above: an id takes every word.
@router.delete("/invitations/{invitation_id}", response={204: None, 409: ErrorAnswer})
def revoke(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Take an invitation back: its link opens nothing any more."""
    invitation, _project = access_invitation(who(request), invitation_id)
    revoke_invitation(invitation=invitation)
    return HttpResponse(status=204)


def _opened(request: HttpRequest, token: str) -> tuple[Invitation, Project]:
    subjects = [f"invitation:{accounts.address_of(request)}"]
    lockout.slow_down(subjects, most=TRIES, advice=ADVICE)
    try:
        return read_invitation(token=token)
    except NotFound:
        lockout.note_try(subjects)
        raise


def _addresses(emails: list[str]) -> list[str]:
    """Return the addresses in lower case, each once.

    Raises:
        InputInvalid: one of them is none; `fields` says which.
    """
    wanted: list[str] = []
    faults: dict[str, str] = {}
    for place, email in enumerate(emails):
        plain = email.strip().lower()
        try:
            validate_email(plain)
        except ValidationError:
            faults[f"emails.{place}"] = f"“{email.strip()}” is no e-mail address"
        wanted.append(plain)
    if faults:
        raise InputInvalid(f"{next(iter(faults.values()))}.", faults)
    return list(dict.fromkeys(wanted))


def _sent(
    request: HttpRequest, project: Project, made: list[tuple[str, Invited | None]]
) -> list[InvitedView]:
    """Mail the links of invitations and show what became of each."""
    at = utc_now()
    origin = accounts.public_origin(request)
    links = {email: f"{origin}/invitation#{done.token}" for email, done in made if done}
    letters = [
        invitation_letter(
            to=email,
            link=links[email],
            project=project.name,
            role=done.invitation.role,
            inviter=done.invitation.invited_by.name,
            days=LASTS.days,
        )
        for email, done in made
        if done
    ]
    mailed = dict(zip(links, send_letters(letters), strict=True)) if letters else {}
    return [
        InvitedView(
            email=email,
            outcome=done.outcome if done else None,
            invitation=view_invitation(done.invitation, at=at) if done else None,
            link=links.get(email),
            mailed=mailed.get(email),
        )
        for email, done in made
    ]
