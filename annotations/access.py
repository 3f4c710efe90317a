"""Who may do what. A thing of a project one is not in does not exist."""

from __future__ import annotations

from typing import TypeVar

from annotations.domain.access_token import SCOPE_ROLES, Scope
from annotations.domain.actor import Actor
from annotations.domain.asset import Asset, Frame
from annotations.domain.evaluation import Evaluation
from annotations.domain.invitation import Invitation
from annotations.domain.issue import Issue
from annotations.domain.job import Job
from annotations.domain.project import ROLE_RANKS, Project, Role
from annotations.domain.propagation import Propagation
from annotations.domain.record import Record
from annotations.domain.snapshot import Export, Snapshot
from annotations.domain.training import Training
from annotations.domain.upload import Upload
from annotations.errors import Forbidden, NotFound
from annotations.noted import note_project
from annotations.remembered import Remembered
from annotations.store import (
    assets,
    evaluations,
    exports,
    invitations,
    issues,
    jobs,
    projects,
    propagations,
    snapshots,
    trainings,
    uploads,
)

_WIDER = "Make one that may do more at the portal's page /account."
Owned = TypeVar(
    "Owned", Asset, Frame, Snapshot, Export, Job, Propagation, Evaluation, Training, Issue, Invitation
)

FRAMES_SEEN: Remembered[tuple[Frame, Project]] = Remembered(seconds=1.0)
PROJECTS_SEEN: Remembered[Project] = Remembered(seconds=2.0)
RANKS = ROLE_RANKS


class Account(Record):
    """A signed-in person, or a program with one of their tokens.

    `scopes` None is everything the person may do. With scopes that leave out `manage` an administrator's
    token is no administrator's: it reaches the projects that its person is a member of.
    """

    id: str
    name: str
    is_admin: bool
    scopes: tuple[Scope, ...] | None = None
    token_id: str | None = None

    @property
    def ceiling(self) -> Role:
        """The greatest role that may be used, whichever the person has."""
        if self.scopes is None:
            return "manager"
        return max((SCOPE_ROLES[scope] for scope in self.scopes), key=RANKS.__getitem__, default="guest")

    def as_actor(self) -> Actor:
        """Return the person as the author of a change."""
        return Actor(id=self.id, name=self.name)


def role_in(account: Account, project_id: str) -> Role | None:
    """Return the role that counts in a project; administrators manage every project."""
    return limit_role(account, projects.find_role(project_id, account.id))


def limit_role(account: Account, role: Role | None) -> Role | None:
    """Return what is left of a membership's role under a token's scopes; administrators manage everything."""
    if account.is_admin:
        role = "manager"
    if role is None or RANKS[role] <= RANKS[account.ceiling]:
        return role
    return account.ceiling


def check_role(account: Account, role: Role, at_least: Role) -> None:
    """Let a role pass that is great enough.

    Raises:
        Forbidden: it is too small; the message says whether the person's role or the token's scopes are.
    """
    if RANKS[role] >= RANKS[at_least]:
        return
    if RANKS[account.ceiling] < RANKS[at_least]:
        message = f"This needs the role {at_least}; the token's scopes allow {account.ceiling}. {_WIDER}"
        raise Forbidden(message)
    message = f"This needs the role {at_least}; yours is {role}. Ask a manager of the project."
    raise Forbidden(message)


def check_scope(account: Account, scope: Scope) -> None:
    """Let a call that belongs to no project pass if the token has the scope, or there is no token.

    Raises:
        Forbidden: the token may do less.
    """
    if RANKS[account.ceiling] < RANKS[SCOPE_ROLES[scope]]:
        message = f"This needs a token with the scope {scope}. {_WIDER}"
        raise Forbidden(message)


def check_session(account: Account) -> None:
    """Let a person in a browser pass, and no token: what guards the account itself is not for programs.

    Raises:
        Forbidden: the call came with a token.
    """
    if account.token_id is not None:
        message = "A token cannot do this. Sign in with a browser, at the portal's page /account."
        raise Forbidden(message)


def access_project(account: Account, project_id: str, at_least: Role = "guest") -> Project:
    """Return a project the person may use.

    Raises:
        NotFound: it does not exist, or the person is not in it: the answer is the same.
        Forbidden: the person's role is too small for this.
    """
    project = projects.find_project(project_id)
    role = role_in(account, project_id) if project else None
    if project is None or role is None:
        message = "There is no such project, or you are not in it."
        raise NotFound(message)
    check_role(account, role, at_least)
    note_project(project.id)
    return project


def access_operations(account: Account) -> None:
    """Let administrators see how the whole portal runs.

    Raises:
        Forbidden: the person is none.
    """
    if not account.is_admin:
        message = "Only administrators see how the portal runs. Ask one of them."
        raise Forbidden(message)


def recall_project(account: Account, project_id: str, at_least: Role) -> Project:
    """As `access_project`, but for two seconds it trusts what it found last: for messages on a socket."""
    name = _seen_as(account, project_id, at_least)
    return PROJECTS_SEEN.get(name, lambda: access_project(account, project_id, at_least))


def has_recalled(account: Account, project_id: str, at_least: Role) -> bool:
    """Return whether `recall_project` would let pass without asking the database."""
    return PROJECTS_SEEN.recall(_seen_as(account, project_id, at_least)) is not None


def _seen_as(account: Account, identity: str, at_least: Role) -> str:
    return f"{account.id}:{account.is_admin}:{account.ceiling}:{identity}:{at_least}"


def access_asset(account: Account, asset_id: str, at_least: Role = "guest") -> tuple[Asset, Project]:
    """Return an asset the person may use, and its project."""
    asset = assets.find_asset(asset_id)
    return _owned(account, asset, at_least, "asset")


def access_frame(account: Account, frame_id: str, at_least: Role = "guest") -> tuple[Frame, Project]:
    """Return a frame the person may use, and its project."""
    return _owned(account, assets.find_frame(frame_id), at_least, "frame")


def recall_frame(account: Account, frame_id: str, at_least: Role) -> tuple[Frame, Project]:
    """As `access_frame`, but for a second it trusts what it found last: for bursts of saves.

    The frame's `seq` and the project's labels may be a second old.
    """
    return FRAMES_SEEN.get(
        _seen_as(account, frame_id, at_least), lambda: access_frame(account, frame_id, at_least)
    )


def access_snapshot(account: Account, snapshot_id: str, at_least: Role = "guest") -> tuple[Snapshot, Project]:
    """Return a snapshot the person may use, and its project."""
    return _owned(account, snapshots.find_snapshot(snapshot_id), at_least, "snapshot")


def access_export(account: Account, export_id: str, at_least: Role = "guest") -> tuple[Export, Project]:
    """Return an export the person may use, and its project."""
    return _owned(account, exports.find_export(export_id), at_least, "export")


def access_job(account: Account, job_id: str, at_least: Role = "guest") -> tuple[Job, Project]:
    """Return a job the person may use, and its project."""
    return _owned(account, jobs.find_job(job_id), at_least, "job")


def access_propagation(
    account: Account, propagation_id: str, at_least: Role = "guest"
) -> tuple[Propagation, Project]:
    """Return a propagation the person may use, and its project."""
    return _owned(account, propagations.find_propagation(propagation_id), at_least, "propagation")


def access_evaluation(
    account: Account, evaluation_id: str, at_least: Role = "guest"
) -> tuple[Evaluation, Project]:
    """Return an evaluation the person may use, and its project."""
    return _owned(account, evaluations.find_evaluation(evaluation_id), at_least, "evaluation")


def access_training(account: Account, training_id: str, at_least: Role = "guest") -> tuple[Training, Project]:
    """Return a training the person may use, and its project."""
    return _owned(account, trainings.find_training(training_id), at_least, "training")


def access_issue(account: Account, issue_id: str, at_least: Role = "guest") -> tuple[Issue, Project]:
    """Return an issue the person may use, and its project."""
    return _owned(account, issues.find_issue(issue_id), at_least, "issue")


def access_invitation(
    account: Account, invitation_id: str, at_least: Role = "manager"
) -> tuple[Invitation, Project]:
    """Return an invitation the person may change, and its project."""
    return _owned(account, invitations.find_invitation(invitation_id), at_least, "invitation")


def access_upload(account: Account, upload_id: str) -> Upload:
    """Return an upload that the person began and may go on with.

    Raises:
        NotFound: it does not exist, or is somebody else's, or its project is: the answer is the same.
        Forbidden: the person's role no longer allows it.
    """
    upload = uploads.find_upload(upload_id)
    message = "There is no such upload, or it is not yours."
    if upload is None or upload.actor_id != account.id:
        raise NotFound(message)
    try:
        access_project(account, upload.project_id, "annotator")
    except NotFound as fault:
        raise NotFound(message) from fault
    return upload


def need_administrator(account: Account) -> Account:
    """Return the account of an administrator.

    Raises:
        Forbidden: the person is none.
    """
    if not account.is_admin:
        message = "This is for administrators of this portal. Ask one of them."
        raise Forbidden(message)
    check_scope(account, "manage")
    return account


def _owned(account: Account, found: Owned | None, at_least: Role, noun: str) -> tuple[Owned, Project]:
    message = f"There is no such {noun}, or you are not in its project."
    if found is None:
        raise NotFound(message)
    try:
        return found, access_project(account, found.project_id, at_least)
    except NotFound as fault:
        raise NotFound(message) from fault
