"""Save corrections of one person's own answer: its ledger and the answer in one majority transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.actions.correct_frame import (
    FrameOutcome,
    check_requests,
    check_same,
    tell_outcome,
    under_labels,
)
from annotations.actions.fold_batch import FrameBatch
from annotations.domain.actor import Actor
from annotations.domain.answer import Answer
from annotations.domain.asset import Frame
from annotations.domain.correction import Correction, CorrectionRequest, correction_id
from annotations.domain.prediction import standing
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.errors import InputInvalid, StateConflict
from annotations.store import answers, predictions
from annotations.store.client import Session, transaction

MOST_OBJECTS = 2_000
"""Objects of an answer, removed ones too: it is one document."""


def correct_answer(
    *,
    answer: Answer,
    frame: Frame,
    project: Project,
    requests: list[CorrectionRequest],
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> FrameOutcome:
    """Apply corrections to an answer, by the rules of `correct_frame`; harmless to repeat.

    Raises:
        StateConflict: the answer is in already.
        PortalError: as `correct_frame` says; nothing was applied.
    """
    named = [request.prediction_id for request in requests if request.prediction_id]
    origins = [made.derived_from for made in answer.objects if made.derived_from]
    answered = under_labels(project, predictions.find_predictions([*named, *origins]))
    whole = check_requests(requests, frame=frame, project=project, answered=answered)
    shown = frozenset(said.id for said in standing(predictions.find_packed(frame.prediction_ids)))
    at = clock()

    def work(session: Session) -> FrameOutcome:
        now = answers.find_answer(frame.id, actor.id, session=session)
        if now is None or now.status != "open":
            message = "You have submitted this picture already."
            raise StateConflict(message, {"answer": "submitted"})
        stored = answers.find_in_ledger(
            [correction_id(actor, request.mutation_id) for request in whole], session=session
        )
        batch = FrameBatch(
            frame=frame,
            current={made.id: made for made in now.objects},
            predictions=answered,
            decisions=dict(now.decided),
            session=session,
            labels={label.name: label for label in project.labels},
            shown=shown,
            is_own=True,
        )
        for place, request in enumerate(whole):
            entry = stored.get(correction_id(actor, request.mutation_id))
            if entry is None:
                batch.apply(request, place, actor=actor, at=at)
            else:
                check_same(entry, request, place, frame)
                batch.repeat(entry)
        return _write(batch, now, actor=actor, at=at, session=session)

    return transaction(work)


def _write(batch: FrameBatch, now: Answer, *, actor: Actor, at: datetime, session: Session) -> FrameOutcome:
    entries: list[Correction] = []
    if batch.applied:
        objects = {made.id: made for made in now.objects} | batch.written
        if len(objects) > MOST_OBJECTS:
            message = f"An own answer holds {MOST_OBJECTS} objects at most."
            raise InputInvalid(message, {"corrections": "too many objects"})
        decided = {name: made for name, made in now.decided if name not in batch.opened} | batch.decided
        entries = batch.ledger(now.seq + 1, actor=actor, at=at)
        answers.append_ledger(entries, session=session)
        changed = now.model_copy(
            update={
                "seq": now.seq + len(entries),
                "objects": list(objects.values()),
                "decided": list(decided.items()),
            }
        )
        answers.replace_answer(changed, before=now, session=session)
    return tell_outcome(batch, entries, now.seq + len(entries))
