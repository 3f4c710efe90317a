"""Invite addresses into a project, give an invitation a new link, or revoke it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.ids import new_id
from annotations.domain.invitation import LASTS, MOST_OPEN, Invitation, hash_token
from annotations.domain.project import Project, Role
from annotations.domain.record import utc_now
from annotations.errors import StateConflict
from annotations.store import invitations
from annotations.store.client import Session, transaction

Outcome = Literal["invited", "renewed"]


@dataclass(frozen=True)
class Invited:
    """An invitation and its link's token, which nobody can read again; `renewed` if it was open before."""

    invitation: Invitation
    token: str
    outcome: Outcome


def invite(
    *, project: Project, email: str, role: Role, actor: Actor, clock: Callable[[], datetime] = utc_now
) -> Invited:
    """Invite an address; one that is invited already gets a new link and this role.

    Raises:
        StateConflict: too many invitations of the project are open.
    """
    if invitations.count_open(project.id) >= MOST_OPEN:
        message = f"{MOST_OPEN} invitations of this project are open. Revoke some first."
        raise StateConflict(message)
    at = clock()
    token = secrets.token_urlsafe(32)
    fresh = Invitation(
        id=new_id("inv"),
        project_id=project.id,
        email=email,
        role=role,
        token_hash=hash_token(token),
        invited_by=actor,
        created_at=at,
        expires_at=at + LASTS,
    )

    def work(session: Session) -> Invited:
        known = invitations.find_open(project.id, email, session=session)
        renewed = known and _renew(known, role, fresh, session)
        if renewed:
            return Invited(renewed, token, "renewed")
        invitations.add_invitation(fresh, session=session)
        return Invited(fresh, token, "invited")

    return transaction(work)


def renew_invitation(
    *, invitation: Invitation, actor: Actor, clock: Callable[[], datetime] = utc_now
) -> Invited:
    """Give an invitation a new link that lasts as long as the first one did; the old link opens nothing.

    Raises:
        StateConflict: it was accepted, or the address was invited anew meanwhile.
    """
    at = clock()
    token = secrets.token_urlsafe(32)
    fresh = invitation.model_copy(
        update={"token_hash": hash_token(token), "invited_by": actor, "expires_at": at + LASTS}
    )

    def work(session: Session) -> Invited:
        known = invitations.find_open(invitation.project_id, invitation.email, session=session)
        if known is not None and known.id != invitation.id:
            message = "This address has another open invitation. Use that one."
            raise StateConflict(message)
        renewed = _renew(invitation, invitation.role, fresh, session)
        if renewed is None:
            message = "This invitation was accepted: the person is in the project already."
            raise StateConflict(message)
        return Invited(renewed, token, "renewed")

    return transaction(work)


def revoke_invitation(*, invitation: Invitation) -> None:
    """Let an invitation's link open nothing any more; repeating it changes nothing.

    Raises:
        StateConflict: it was accepted.
    """
    if invitations.revoke(invitation.id):
        return
    now = invitations.find_invitation(invitation.id)
    if now is not None and now.status == "accepted":
        message = "This invitation was accepted. Remove the person from the project instead."
        raise StateConflict(message)


def _renew(known: Invitation, role: Role, fresh: Invitation, session: Session) -> Invitation | None:
    return invitations.renew(
        known.id,
        role=role,
        token_hash=fresh.token_hash,
        invited_by=fresh.invited_by,
        expires_at=fresh.expires_at,
        session=session,
    )
