"""Save corrections of one person's own answer: its ledger and the answer in one majority transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.actions.correct_frame import (
    CorrectionResult,
    FrameOutcome,
    check_requests,
    check_same,
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
from annotations.domain.views import view_annotation
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
    seqs: dict[str, int] = {}
    seq = now.seq
    if batch.applied:
        objects = {made.id: made for made in now.objects} | batch.written
        if len(objects) > MOST_OBJECTS:
            message = f"An own answer holds {MOST_OBJECTS} objects at most."
            raise InputInvalid(message, {"corrections": "too many objects"})
        decided = {name: made for name, made in now.decided if name not in batch.opened} | batch.decided
        entries = [
            Correction(
                id=correction_id(actor, change.request.mutation_id),
                mutation_id=change.request.mutation_id,
                project_id=now.project_id,
                asset_id=now.asset_id,
                frame_id=now.frame_id,
                frame_seq=seq + place,
                kind=change.request.kind,
                annotation_id=change.after.id if change.after else None,
                prediction_id=change.request.prediction_id,
                before=change.before,
                after=change.after,
                reopened=change.reopened,
                request=change.request,
                actor=actor,
                at=at,
            )
            for place, change in enumerate(batch.applied, start=1)
        ]
        seq += len(entries)
        answers.append_ledger(entries, session=session)
        changed = now.model_copy(
            update={"seq": seq, "objects": list(objects.values()), "decided": list(decided.items())}
        )
        answers.replace_answer(changed, before=now, session=session)
        seqs = {entry.mutation_id: entry.frame_seq for entry in entries}
    results = [
        CorrectionResult(
            mutation_id=told.mutation_id,
            status="conflict" if told.conflict else "applied",
            annotation=view_annotation(told.annotation),
            revision=told.annotation.revision if told.annotation else None,
            removed=bool(told.annotation and told.annotation.removed),
            seq=told.seq or seqs.get(told.mutation_id, seq),
            repeated=told.repeated,
        )
        for told in batch.answers
    ]
    return FrameOutcome(seq=seq, results=results)
