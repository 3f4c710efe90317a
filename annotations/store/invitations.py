"""Invitations: one row an address and project while it is open, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.actor import Actor
from annotations.domain.invitation import Invitation, InvitationStatus
from annotations.domain.project import Role
from annotations.store.client import Session, duplicates_repeat
from annotations.store.codec import key
from annotations.store.tables import INVITATIONS

InvitationSort = Literal["newest", "email"]
INVITATION_INDEXES = [
    IndexModel([("token_hash", ASCENDING)], name="one_per_token", unique=True),
    IndexModel(
        [("project_id", ASCENDING), ("email", ASCENDING)],
        name="one_open_per_address",
        unique=True,
        partialFilterExpression={"status": "open"},
    ),
    IndexModel([("project_id", ASCENDING), ("status", ASCENDING), ("_id", DESCENDING)], name="by_status"),
    IndexModel(
        [("project_id", ASCENDING), ("status", ASCENDING), ("email", ASCENDING), ("_id", ASCENDING)],
        name="by_address",
    ),
]


def find_invitation(invitation_id: str, *, session: Session | None = None) -> Invitation | None:
    """Return an invitation, whatever became of it."""
    return INVITATIONS.find(invitation_id, session=session)


def find_by_token(token_hash: str, *, session: Session | None = None) -> Invitation | None:
    """Return the invitation whose link has this token."""
    return INVITATIONS.find_where({"token_hash": token_hash}, session=session)


def find_open(project_id: str, email: str, *, session: Session | None = None) -> Invitation | None:
    """Return the open invitation of an address."""
    return INVITATIONS.find_where(
        {"project_id": project_id, "status": "open", "email": email}, session=session
    )


def add_invitation(invitation: Invitation, *, session: Session) -> None:
    """Insert an invitation."""
    with duplicates_repeat():
        INVITATIONS.insert(invitation, session=session)


def renew(
    invitation_id: str,
    *,
    role: Role,
    token_hash: str,
    invited_by: Actor,
    expires_at: datetime,
    session: Session,
) -> Invitation | None:
    """Give an invitation a new link and let it be open; None when it was accepted."""
    changes = {
        "status": "open",
        "role": role,
        "token_hash": token_hash,
        "invited_by": invited_by.model_dump(),
        "expires_at": expires_at,
    }
    not_accepted = {"_id": key(invitation_id), "status": {"$ne": "accepted"}}
    with duplicates_repeat():
        return INVITATIONS.change(not_accepted, {"$set": changes}, session=session)


def revoke(invitation_id: str) -> bool:
    """Let the link of an open invitation open nothing any more; False when it was not open."""
    query = {"_id": key(invitation_id), "status": "open"}
    return INVITATIONS.change(query, {"$set": {"status": "revoked"}}) is not None


def accept(invitation: Invitation, person: Actor, *, at: datetime, session: Session) -> bool:
    """Use an open invitation up; False when somebody else did, or it was revoked or renewed."""
    query = {"_id": key(invitation.id), "status": "open", "token_hash": invitation.token_hash}
    changes = {"status": "accepted", "accepted_by": person.model_dump(), "accepted_at": at}
    return INVITATIONS.change(query, {"$set": changes}, session=session) is not None


def count_open(project_id: str) -> int:
    """Count the open invitations of a project."""
    return INVITATIONS.count({"project_id": project_id, "status": "open"})


def page_invitations(
    project_id: str,
    *,
    status: InvitationStatus,
    sort: InvitationSort,
    begins: str | None,
    after: str | None,
    limit: int,
) -> list[Invitation]:
    """Return a project's invitations of a status: the newest first, or by address; a search is by address."""
    query: dict[str, Any] = {"project_id": project_id, "status": status}
    last = INVITATIONS.find_where({"_id": key(after), "project_id": project_id}) if after else None
    if begins is None and sort == "newest":
        if last is not None:
            query["_id"] = {"$lt": last.id}
        return INVITATIONS.page(query, sort=[("_id", -1)], limit=limit)
    if begins:
        query["email"] = {"$gte": begins, "$lt": begins + "\U0010ffff"}
    if last is not None:
        query["$or"] = [{"email": {"$gt": last.email}}, {"email": last.email, "_id": {"$gt": last.id}}]
    return INVITATIONS.page(query, sort=[("email", 1), ("_id", 1)], limit=limit)
