"""Save corrections of one frame: ledger, objects and the frame's seq in one majority transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from annotations.actions.fit_shapes import count_frames, fit_shapes
from annotations.actions.fold_batch import FrameBatch
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.correction import Correction, CorrectionRequest, correction_id
from annotations.domain.model_version import PROMPT_TASK
from annotations.domain.prediction import Prediction, standing
from annotations.domain.project import Project
from annotations.domain.record import Record, utc_now
from annotations.domain.views import AnnotationView, view_annotation
from annotations.errors import (
    AttributeInvalid,
    InputInvalid,
    LabelUnknown,
    MutationReused,
    NotFound,
    SkeletonInvalid,
)
from annotations.queries.label_maps import LabelMaps
from annotations.store import annotations as objects
from annotations.store import assets, corrections, model_versions, predictions, propagations
from annotations.store.client import Duplicate, Session, transaction


class CorrectionResult(Record):
    """The answer to one correction: on `conflict`, `annotation` is what stands there now."""

    mutation_id: str
    status: Literal["applied", "conflict"]
    annotation: AnnotationView | None
    revision: int | None
    seq: int
    removed: bool
    repeated: bool = False


class FrameOutcome(Record):
    """The frame's seq after the save, and one answer per correction in the order sent."""

    seq: int
    results: list[CorrectionResult]


def correct_frame(
    *,
    frame: Frame,
    project: Project,
    requests: list[CorrectionRequest],
    actor: Actor,
    imported_by: str | None = None,
    in_passing: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> FrameOutcome:
    """Apply corrections in order; answered after the commit, harmless to repeat.

    What an import's job adds is marked with it. What is answered `in_passing` leaves the frame waiting.

    Raises:
        InputInvalid, LabelUnknown, ShapeInvalid, SkeletonInvalid, AttributeInvalid, NotFound, MutationReused:
            nothing was applied; `fields` names the correction by its place.
        StoreUnavailable: the outcome is unknown; repeat with the same mutation ids.
    """
    answered = under_labels(
        project, predictions.find_predictions([r.prediction_id for r in requests if r.prediction_id])
    )
    whole = check_requests(requests, frame=frame, project=project, answered=answered)
    labels = {label.name: label for label in project.labels}
    at = clock()

    def attempt(session: Session, *, look_first: bool) -> FrameOutcome:
        ids = [correction_id(actor, request.mutation_id) for request in whole]
        stored = corrections.find_corrections(ids, session=session) if look_first else {}
        batch = _read_batch(
            whole, frame=frame, project=project, answered=answered, session=session, look_first=look_first
        )
        batch.labels, batch.imported_by = labels, imported_by
        for place, request in enumerate(whole):
            entry = stored.get(correction_id(actor, request.mutation_id))
            if entry is None:
                batch.apply(request, place, actor=actor, at=at)
            else:
                check_same(entry, request, place, frame)
                batch.repeat(entry)
        if not look_first and any(entry.conflict for entry in batch.answers):
            raise _Doubtful
        return _write(batch, frame=frame, actor=actor, at=at, in_passing=in_passing, session=session)

    try:
        return transaction(lambda session: attempt(session, look_first=False))
    except (Duplicate, _Doubtful, AttributeInvalid, SkeletonInvalid):
        # A repeated mutation (perhaps of an answer that fitted then), a prediction that somebody answered
        # before, a taken id, or a conflict: rare enough that only now the transaction pays for looking up.
        return transaction(lambda session: attempt(session, look_first=True))


def under_labels(project: Project, answered: dict[str, Prediction]) -> dict[str, Prediction]:
    """Read predictions under the project's labels; one that it leaves out keeps the model's."""
    named = LabelMaps(project).apply(answered.values()) if project.label_map else []
    return answered | {said.id: said for said in named}


class _Doubtful(Exception):
    """A conflict that may be with the first sending of the same request: the ledger knows."""


def check_requests(
    requests: list[CorrectionRequest], *, frame: Frame, project: Project, answered: dict[str, Prediction]
) -> list[CorrectionRequest]:
    """Return requests that can stand on a frame, each made whole.

    Raises:
        InputInvalid, LabelUnknown, ShapeInvalid, NotFound: one cannot; `fields` names it by its place.
    """
    if len({request.mutation_id for request in requests}) != len(requests):
        message = "Each correction needs its own mutation_id."
        raise InputInvalid(message, {"corrections": "a mutation_id appears twice"})
    names = project.label_names()
    whole: list[CorrectionRequest] = []
    end = count_frames(frame)
    for place, request in enumerate(requests):
        where = f"corrections.{place}"
        if fault := request.fault():
            raise InputInvalid(f"Correction {place + 1}: {fault[1]}.", {f"{where}.{fault[0]}": fault[1]})
        if request.prediction_id is not None:
            prediction = answered.get(request.prediction_id)
            if prediction is None or prediction.frame_id != frame.id:
                message = "There is no such prediction on this frame."
                raise NotFound(message, {f"{where}.prediction_id": "unknown on this frame"})
            if request.creates and request.label is None:
                request = request.model_copy(update={"label": prediction.label})
        if request.label is not None and request.label not in names:
            message = f"The project has no label “{request.label}”. Add it, or choose one of its labels."
            raise LabelUnknown(message, {f"{where}.label": "not a label of this project"})
        prediction = answered.get(request.prediction_id or "")
        whole.append(fit_shapes(request, place, frame=frame, prediction=prediction, end=end))
    _check_prompted(requests, project)
    _check_propagated(requests)
    return whole


def _check_prompted(requests: list[CorrectionRequest], project: Project) -> None:
    known: dict[str, bool] = {}
    for place, request in enumerate(requests):
        if request.prompted is None:
            continue
        named = request.prompted.model_version_id
        if named not in known:
            version = model_versions.find_model_version(named)
            known[named] = (
                version is not None
                and version.project_id in {project.id, None}
                and version.task == PROMPT_TASK
            )
        if not known[named]:
            message = f"Correction {place + 1}: the project has no such model for prompts."
            reason = "not a model for prompts of this project"
            raise InputInvalid(message, {f"corrections.{place}.prompted.model_version_id": reason})


def _check_propagated(requests: list[CorrectionRequest]) -> None:
    """Hold who takes ghosts over to the truth: the ledger tells where keyframes came from."""
    for place, request in enumerate(requests):
        if request.propagation_id is None:
            continue
        source = propagations.find_propagation(request.propagation_id)
        if source is None or source.annotation_id != request.annotation_id:
            message = f"Correction {place + 1}: the machine did not go on with this track there."
            reason = "no propagation of this track"
            raise InputInvalid(message, {f"corrections.{place}.propagation_id": reason})


def _read_batch(
    requests: list[CorrectionRequest],
    *,
    frame: Frame,
    project: Project,
    answered: dict[str, Prediction],
    session: Session,
    look_first: bool,
) -> FrameBatch:
    wanted = [r.annotation_id for r in requests if r.annotation_id and (r.touches or look_first)]
    current = objects.find_annotations(wanted, session=session)
    origins = [
        current[r.annotation_id].derived_from
        for r in requests
        if r.kind == "withdraw" and r.annotation_id in current
    ]
    origin_ids = [origin for origin in origins if origin]
    if origin_ids:
        answered = answered | under_labels(project, predictions.find_predictions(origin_ids))
    reopening = [r.prediction_id for r in requests if r.kind == "reopen" and r.prediction_id]
    # Read with the session: what was remembered of the frame may be older than the model's last word.
    undoes = any(request.kind in {"withdraw", "reopen"} for request in requests)
    fresh = assets.find_frame(frame.id, session=session) if undoes else None
    rows = predictions.find_packed(fresh.prediction_ids, session=session) if fresh else []
    asked = list(answered) if look_first else reopening
    decisions = corrections.find_decisions(asked, session=session) if asked else {}
    made = [made_id for made_id in decisions.values() if made_id and made_id not in current]
    current |= objects.find_annotations(made, session=session)
    return FrameBatch(
        frame=frame,
        current=current,
        predictions=answered,
        decisions=decisions,
        session=session,
        shown=frozenset(said.id for said in standing(rows)),
    )


def _write(
    batch: FrameBatch, *, frame: Frame, actor: Actor, at: datetime, in_passing: bool, session: Session
) -> FrameOutcome:
    if batch.applied:
        now = assets.advance_frame(frame.id, len(batch.applied), touched=not in_passing, session=session)
    else:
        # The caller's frame may be remembered; what the answer shows was read in this transaction.
        now = assets.find_frame(frame.id, session=session)
    if now is None:
        message = "The frame is gone."
        raise NotFound(message)
    seq = now.seq
    entries: list[Correction] = []
    if batch.applied:
        first = seq - len(batch.applied) + 1
        entries = batch.ledger(first, actor=actor, at=at, in_passing=in_passing)
        corrections.append_corrections(entries, session=session)
        objects.replace_annotations(batch.read, batch.written, session=session)
        corrections.set_decisions(frame.id, batch.decided, batch.opened, session=session)
    return tell_outcome(batch, entries, seq)


def tell_outcome(batch: FrameBatch, entries: Sequence[Correction], seq: int) -> FrameOutcome:
    """Tell what became of each correction; `entries` were written now, and `seq` is what they led to."""
    seqs = {entry.mutation_id: entry.frame_seq for entry in entries}
    results = [
        CorrectionResult(
            mutation_id=answer.mutation_id,
            status="conflict" if answer.conflict else "applied",
            annotation=view_annotation(answer.annotation),
            revision=answer.annotation.revision if answer.annotation else None,
            removed=bool(answer.annotation and answer.annotation.removed),
            seq=answer.seq or seqs.get(answer.mutation_id, seq),
            repeated=answer.repeated,
        )
        for answer in batch.answers
    ]
    return FrameOutcome(seq=seq, results=results)


def check_same(entry: Correction, request: CorrectionRequest, place: int, frame: Frame) -> None:
    """Refuse a name that was used for another change.

    Raises:
        MutationReused: it was.
    """
    ignored = {"time_spent_ms", "annotation_id"}
    same = entry.request.model_dump(exclude=ignored) == request.model_dump(exclude=ignored)
    if entry.frame_id != frame.id or not same:
        message = (
            "This mutation_id was used before for a different correction. Make a new one for each correction."
        )
        raise MutationReused(message, {f"corrections.{place}.mutation_id": "used before"})
