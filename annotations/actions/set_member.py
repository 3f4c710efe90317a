"""Give a person a role in a project, or another one; a project never loses its last manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.actions.return_work import return_work
from annotations.actions.tell_person import tell_people
from annotations.domain.actor import Actor
from annotations.domain.project import ROLE_RANKS, Project, Role
from annotations.domain.record import utc_now
from annotations.errors import StateConflict
from annotations.store import projects
from annotations.store.client import Session, transaction

LAST_MANAGER = "A project needs a manager, and this is its last one. Make somebody else a manager first."


def set_member(
    *,
    project: Project,
    user_id: str,
    role: Role,
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Give a person a role; they are told. Who becomes a guest gives back what they have in hand.

    Raises:
        StateConflict: the last manager would be lowered.
    """

    def work(session: Session) -> Role | None:
        projects.hold_people(project.id, session=session)
        before = projects.find_role(project.id, user_id, session=session)
        if before == "manager" != role:
            keep_a_manager(project.id, user_id, session=session)
        if before != role:
            projects.set_member(project.id, user_id, role, session=session)
            tell_people(
                [user_id],
                "role",
                project_id=project.id,
                actor=actor,
                at=clock(),
                text=f"{role} of {project.name}",
                session=session,
            )
        return before

    before = transaction(work)
    if before is not None and ROLE_RANKS[role] < ROLE_RANKS["annotator"]:
        return_work(project_id=project.id, person_id=user_id, clock=clock)


def keep_a_manager(project_id: str, user_id: str, *, session: Session) -> None:
    """See that somebody else manages a project; call it with the project's people held.

    Raises:
        StateConflict: nobody else does.
    """
    members = projects.list_members(project_id, session=session)
    if not any(member.role == "manager" and member.user_id != user_id for member in members):
        raise StateConflict(LAST_MANAGER, {"role": "the last manager"})
