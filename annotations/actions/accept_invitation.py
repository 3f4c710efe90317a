"""Look at an invitation by its link, and accept it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.actions.tell_person import tell_people
from annotations.domain.actor import Actor
from annotations.domain.invitation import Invitation, greater_role, hash_token
from annotations.domain.project import Project, Role
from annotations.domain.record import utc_now
from annotations.errors import NotFound, StateConflict
from annotations.store import invitations, projects
from annotations.store.client import Session, transaction

UNKNOWN = "There is no such invitation. Open the whole link, or ask for a new one."
USED = "This invitation was used already. Sign in with the account that was made then, or ask for a new one."
REVOKED = "This invitation was taken back. Ask whoever invited you."
EXPIRED = "This invitation is too old: it lasted seven days. Ask whoever invited you for a new one."


def read_invitation(*, token: str, clock: Callable[[], datetime] = utc_now) -> tuple[Invitation, Project]:
    """Return the invitation that a link opens, and its project.

    Raises:
        NotFound: no link has this token.
        StateConflict: it was used, taken back, or is too old.
    """
    found = invitations.find_by_token(hash_token(token))
    project = projects.find_project(found.project_id) if found else None
    if found is None or project is None:
        raise NotFound(UNKNOWN, {"token": "unknown"})
    if found.status == "accepted":
        raise StateConflict(USED, {"token": "used"})
    if found.status == "revoked":
        raise StateConflict(REVOKED, {"token": "revoked"})
    if found.expires_at <= clock():
        raise StateConflict(EXPIRED, {"token": "expired"})
    return found, project


def accept_invitation(
    *, token: str, actor: Actor, clock: Callable[[], datetime] = utc_now
) -> tuple[Project, Role]:
    """Let a person into the project that a link opens; a greater role that they have already stays.

    Raises:
        NotFound: no link has this token.
        StateConflict: it was used, also by somebody faster, taken back, or is too old.
    """
    invitation, project = read_invitation(token=token, clock=clock)

    def work(session: Session) -> Role:
        at = clock()
        if not invitations.accept(invitation, actor, at=at, session=session):
            raise StateConflict(USED, {"token": "used"})
        projects.hold_people(project.id, session=session)
        before = projects.find_role(project.id, actor.id, session=session)
        role = greater_role(before, invitation.role)
        projects.set_member(project.id, actor.id, role, session=session)
        tell_people(
            [invitation.invited_by.id],
            "joined",
            project_id=project.id,
            actor=actor,
            at=at,
            text=project.name,
            session=session,
        )
        return role

    return project, transaction(work)
