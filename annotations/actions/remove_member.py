"""Take a person out of a project; what they had in hand goes to the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.actions.return_work import return_work
from annotations.actions.set_member import keep_a_manager
from annotations.actions.tell_person import tell_people
from annotations.domain.actor import Actor
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.errors import NotFound
from annotations.store import projects
from annotations.store.client import Session, transaction

NOBODY = "There is no such person in this project."


def remove_member(
    *, project: Project, user_id: str, actor: Actor, clock: Callable[[], datetime] = utc_now
) -> int:
    """Take a person out, or let oneself out; who is taken out is told.

    Returns:
        How many frames that they had in hand wait for somebody else now.

    Raises:
        NotFound: they are not in the project.
        StateConflict: they are its last manager.
    """

    def work(session: Session) -> bool:
        projects.hold_people(project.id, session=session)
        role = projects.find_role(project.id, user_id, session=session)
        if role == "manager":
            keep_a_manager(project.id, user_id, session=session)
        if role is not None:
            tell_people(
                [user_id],
                "removed",
                project_id=project.id,
                actor=actor,
                at=clock(),
                text=project.name,
                session=session,
            )
        return projects.remove_member(project.id, user_id, session=session)

    removed = transaction(work)
    # Also when somebody was faster: they may not have come to this.
    freed = return_work(project_id=project.id, person_id=user_id, clock=clock)
    if not removed:
        raise NotFound(NOBODY)
    return freed
