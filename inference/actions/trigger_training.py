"""Begin trainings by themselves: after so many corrections, or when people accept too little."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.actor import SYSTEM
from annotations.domain.correction import DECIDES, Correction
from annotations.domain.project import Project
from annotations.domain.training import Training, TrainingCause
from annotations.store import projects, trainings
from annotations.store.annotations import exists_beside
from annotations.store.client import Session, duplicates_repeat
from inference.actions.request_training import insert_training
from inference.domain.acceptance import Acceptance
from inference.store.answers import find_speakers, keep_acceptance, read_acceptance, read_last_answers
from inference.store.splits import list_held_out

MOST_EARLIER = 5_000
"""Answers from before the policy that are looked up when it begins."""


def trigger_training(
    project: Project, corrections: Sequence[Correction], *, session: Session
) -> Training | None:
    """Queue a training if the project's policy says so now.

    While one goes on, corrections are counted further: whoever hears that it ended asks again.

    Args:
        project: Whose policy.
        corrections: What was just corrected in it, perhaps nothing.
        session: The relay's transaction.
    """
    trigger = project.triggers.training
    drifts = trigger.acceptance_below is not None and _note_answers(project, corrections, session)
    every = trigger.every_corrections
    if every and projects.read_tally(project.id, session=session)["since_training"] >= every:
        return _begin(project, "corrections", session)
    return _begin(project, "drift", session) if drifts else None


def _note_answers(project: Project, corrections: Sequence[Correction], session: Session) -> bool:
    """Keep how people answered the champion; tell whether they accept too little of late."""
    champion_id, trigger = project.champion_id, project.triggers.training
    if champion_id is None:
        return False
    known = read_acceptance(project.id, champion_id, session=session)
    answering = [entry for entry in corrections if entry.kind in DECIDES and entry.prediction_id]
    speakers = find_speakers([entry.prediction_id or "" for entry in answering], session=session)
    accepted = [
        entry.kind == "accept"
        for entry in answering
        if speakers.get(entry.prediction_id or "") == champion_id
    ]
    if known is None and answering:
        earlier = read_last_answers(
            project.id,
            champion_id,
            before=min(entry.at for entry in answering),
            limit=min(trigger.acceptance_window, MOST_EARLIER),
            session=session,
        )
        known, accepted = Acceptance(), [*earlier, *accepted]
    if known is None:
        return False
    if accepted:
        known = known.with_answers(accepted, window=trigger.acceptance_window)
        keep_acceptance(project.id, champion_id, known, session=session)
    return known.is_drift(trigger)


def _begin(project: Project, cause: TrainingCause, session: Session) -> Training | None:
    if trainings.find_running(project.id, session=session) is not None:
        return None
    if cause == "drift" and project.champion_id is not None:
        # Once for a champion and a window: what was counted so far has had its effect.
        keep_acceptance(project.id, project.champion_id, Acceptance(), session=session)
    held_out = list_held_out(project.id, session=session)
    if not exists_beside(project.id, held_out, session=session):
        # Nothing to learn, so no training; what was counted so far would only ask again at once.
        projects.set_tally(project.id, {"since_training": 0}, session=session)
        return None
    with duplicates_repeat():
        return insert_training(project, project.training, actor=SYSTEM, cause=cause, session=session)
