"""The administrator's calls: accounts, projects and their quotas, model versions, storage."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from annotations import accounts
from annotations.access import check_session, need_administrator
from annotations.actions.change_account import change_account
from annotations.domain.audit import ActSubject
from annotations.domain.project import Role
from annotations.domain.quota import Quota
from annotations.domain.record import Record
from annotations.errors import NotFound
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.lists import AgedPage, NamedPage, Search, searched
from annotations.http.render import answer
from annotations.lockout import lift_lockout
from annotations.noted import note
from annotations.queries.administration import (
    ProjectLine,
    Storage,
    VersionLine,
    describe_storage,
    list_project_lines,
    list_version_lines,
)
from annotations.store import accounts as account_rows
from annotations.store import projects, quotas
from annotations.store.accounts import AccountRow, AccountSort

router = Router(tags=["administration"])
NOBODY = "There is no such account."
SignInName = Annotated[str, StringConstraints(min_length=1, max_length=150)]


class AccountsPage(Page):
    """A stretch of all accounts; `q` is how the sign-in names begin."""

    q: Search | None = None
    sort: AccountSort = "name"


class ProjectRole(Record):
    """What somebody is in a project."""

    project_id: str
    project_name: str
    role: Role


class AccountView(AccountRow):
    """An account with its roles in all projects."""

    roles: list[ProjectRole]


class AccountsAnswer(Record):
    """Accounts in order."""

    accounts: list[AccountView]
    next: str | None


class NewAccountBody(Record):
    """A new account."""

    username: SignInName
    password: Annotated[str, Field(min_length=1, max_length=4096)]
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""


class AccountChange(Record):
    """What is to change about an account."""

    is_active: bool | None = None
    is_admin: bool | None = None


class ResetLinkAnswer(Record):
    """A link to set a new password: for an hour, once. It is shown to nobody else."""

    link: str
    minutes: int


class UnlockAnswer(Record):
    """Whether there was anything to lift."""

    lifted: bool


class ProjectLinesAnswer(Record):
    """Projects as an administrator sees them."""

    projects: list[ProjectLine]
    next: str | None


class VersionLinesAnswer(Record):
    """Model versions of all projects."""

    model_versions: list[VersionLine]
    next: str | None


@router.get("/administration/accounts", response=AccountsAnswer)
def list_accounts(request: HttpRequest, page: Query[AccountsPage]) -> HttpResponse:
    """List accounts."""
    need_administrator(who(request))
    found = account_rows.page_accounts(q=searched(page.q), sort=page.sort, after=page.after, limit=page.limit)
    following = found[-1].id if len(found) == page.limit else None
    return answer(AccountsAnswer(accounts=_with_roles(found), next=following))


@router.post("/administration/accounts", response={201: AccountView, 400: ErrorAnswer, 409: ErrorAnswer})
def make(request: HttpRequest, body: NewAccountBody) -> HttpResponse:
    """Make an account."""
    check_session(need_administrator(who(request)))
    user = accounts.make_account(name=body.username, password=body.password, email=body.email)
    made = _shown(str(user.pk))
    note(subject=_subject(made), summary=f"made the account {made.name}")
    return answer(made, 201)


@router.patch("/administration/accounts/{user_id}", response={200: AccountView, 409: ErrorAnswer})
def change(request: HttpRequest, user_id: str, body: AccountChange) -> HttpResponse:
    """Let an account sign in or not; make somebody an administrator or not."""
    account = need_administrator(who(request))
    check_session(account)
    before = _find(user_id)
    change_account(
        user_id=user_id, actor=account.as_actor(), is_active=body.is_active, is_admin=body.is_admin
    )
    changed = _shown(user_id)
    told = {"is_active", "is_admin"}
    note(
        subject=_subject(changed),
        summary=f"changed the account {changed.name}",
        before=before.model_dump(include=told),
        after=changed.model_dump(include=told),
    )
    return answer(changed)


@router.post("/administration/accounts/{user_id}/reset-link", response={200: ResetLinkAnswer})
def make_reset_link(request: HttpRequest, user_id: str) -> HttpResponse:
    """Make a link by which somebody sets a new password; the administrator hands it over."""
    check_session(need_administrator(who(request)))
    user = accounts.find_user(user_id)
    if user is None:
        message = "There is no such account, or it is deactivated. Activate it first."
        raise NotFound(message)
    note(subject=_subject(_find(user_id)), summary=f"made a reset link for {user.get_username()}")
    link = accounts.reset_link(user, accounts.public_origin(request))
    return answer(ResetLinkAnswer(link=link, minutes=accounts.RESET_MINUTES))


@router.post("/administration/accounts/{user_id}/unlock", response={200: UnlockAnswer})
def unlock(request: HttpRequest, user_id: str) -> HttpResponse:
    """Forget somebody's failed sign-ins, so that they may try at once."""
    check_session(need_administrator(who(request)))
    found = _find(user_id)
    note(subject=_subject(found), summary=f"lifted the lockout of {found.name}")
    return answer(UnlockAnswer(lifted=lift_lockout(found.name)))


@router.get("/administration/projects", response=ProjectLinesAnswer)
def list_projects(request: HttpRequest, page: Query[NamedPage]) -> HttpResponse:
    """List all projects with what they hold."""
    need_administrator(who(request))
    found = list_project_lines(q=searched(page.q), sort=page.sort, after=page.after, limit=page.limit)
    following = found[-1].id if len(found) == page.limit else None
    return answer(ProjectLinesAnswer(projects=found, next=following))


@router.put("/administration/projects/{project_id}/quota", response={200: Quota})
def limit(request: HttpRequest, project_id: str, body: Quota) -> HttpResponse:
    """Say what people may upload into a project; without limits the portal's own hold."""
    need_administrator(who(request))
    project = projects.find_project(project_id)
    if project is None:
        message = "There is no such project."
        raise NotFound(message)
    before = quotas.find_quotas([project_id]).get(project_id)
    quotas.set_quota(project_id, body)
    note(
        project_id=project_id,
        subject=ActSubject(kind="project", id=project_id, name=project.name),
        summary=f"set the quota of {project.name}",
        before=before.model_dump() if before else {},
        after=body.model_dump(),
    )
    return answer(body)


@router.get("/administration/model-versions", response=VersionLinesAnswer)
def list_versions(request: HttpRequest, page: Query[AgedPage]) -> HttpResponse:
    """List the model versions of all projects."""
    need_administrator(who(request))
    found = list_version_lines(sort=page.sort, after=page.after, limit=page.limit)
    following = found[-1].id if len(found) == page.limit else None
    return answer(VersionLinesAnswer(model_versions=found, next=following))


@router.get("/administration/storage", response=Storage)
def storage(request: HttpRequest) -> HttpResponse:
    """Tell what all files take and what is left."""
    need_administrator(who(request))
    return answer(describe_storage())


def _find(user_id: str) -> AccountRow:
    found = account_rows.find_account(user_id)
    if found is None:
        raise NotFound(NOBODY)
    return found


def _shown(user_id: str) -> AccountView:
    return _with_roles([_find(user_id)])[0]


def _with_roles(found: list[AccountRow]) -> list[AccountView]:
    roles = account_rows.list_roles([row.id for row in found])
    names = projects.names_of_projects({project for held in roles.values() for project, _role in held})
    return [
        AccountView(
            **row.model_dump(),
            roles=[
                ProjectRole(project_id=project, project_name=names[project], role=role)
                for project, role in roles[row.id]
                if project in names
            ],
        )
        for row in found
    ]


def _subject(row: AccountRow) -> ActSubject:
    return ActSubject(kind="account", id=row.id, name=row.name)
