"""An invitation into a project: sent to an address, valid for a week, used once."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.project import ROLE_RANKS, Role
from annotations.domain.record import Record

InvitationStatus = Literal["open", "accepted", "revoked"]
LASTS = timedelta(days=7)
MOST_OPEN = 1_000
"""How many invitations of one project may be open."""


class Invitation(Record):
    """One address asked into one project. Of the link's token only the hash is kept."""

    id: str
    project_id: str
    email: str
    role: Role
    token_hash: str
    status: InvitationStatus = "open"
    invited_by: Actor
    created_at: datetime
    expires_at: datetime
    accepted_by: Actor | None = None
    accepted_at: datetime | None = None


class InvitationView(Record):
    """An invitation as managers see it; `expired` is one that is open but too old."""

    id: str
    project_id: str
    email: str
    role: Role
    status: InvitationStatus
    expired: bool
    invited_by: Actor
    created_at: datetime
    expires_at: datetime
    accepted_by: Actor | None
    accepted_at: datetime | None


def view_invitation(invitation: Invitation, *, at: datetime) -> InvitationView:
    """Show an invitation as it is at a moment."""
    shown = invitation.model_dump(exclude={"token_hash"})
    return InvitationView(**shown, expired=invitation.status == "open" and invitation.expires_at <= at)


def hash_token(token: str) -> str:
    """Return what is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def greater_role(one: Role | None, other: Role) -> Role:
    """Return the greater of two roles."""
    return other if one is None or ROLE_RANKS[one] < ROLE_RANKS[other] else one
