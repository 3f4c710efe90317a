"""Begin trainings by themselves: after so many corrections."""

from __future__ import annotations

from annotations.domain.actor import SYSTEM
from annotations.domain.project import Project
from annotations.domain.training import Training, TrainingCause
from annotations.store import projects, trainings
from annotations.store.annotations import exists_beside
from annotations.store.client import Session, duplicates_repeat
from inference.actions.request_training import insert_training
from inference.store.splits import list_held_out


def trigger_training(project: Project, *, session: Session) -> Training | None:
    """Queue a training if the project's policy says so now.

    While one goes on, corrections are counted further: whoever hears that it ended asks again.
    """
    every = project.triggers.training.every_corrections
    if every and projects.read_tally(project.id, session=session)["since_training"] >= every:
        return _begin(project, "corrections", session)
    return None


def _begin(project: Project, cause: TrainingCause, session: Session) -> Training | None:
    if trainings.find_running(project.id, session=session) is not None:
        return None
    held_out = list_held_out(project.id, session=session)
    if not exists_beside(project.id, held_out, session=session):
        # Nothing to learn, so no training; what was counted so far would only ask again at once.
        projects.set_tally(project.id, {"since_training": 0}, session=session)
        return None
    with duplicates_repeat():
        return insert_training(project, project.training, actor=SYSTEM, cause=cause, session=session)
