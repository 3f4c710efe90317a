"""The outcome of a list of corrections on what was read of one frame, worked out in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.asset import Frame
from annotations.domain.attribute import Value
from annotations.domain.correction import Correction, CorrectionRequest, change_annotation, correction_id
from annotations.domain.geometry import Shape, Skeleton, Track
from annotations.domain.ids import new_id
from annotations.domain.keyframes import overlap, rekey_fault
from annotations.domain.label import Label
from annotations.domain.prediction import Prediction
from annotations.errors import AttributeInvalid, InputInvalid, NotFound, ShapeInvalid, SkeletonInvalid
from annotations.store import corrections
from annotations.store.client import Session


@dataclass(frozen=True)
class Change:
    """One correction that applies."""

    request: CorrectionRequest
    before: Annotation | None
    after: Annotation | None
    reopened: Prediction | None = None


@dataclass(frozen=True)
class Answer:
    """What the client is told of one correction; `annotation` includes removed ones."""

    mutation_id: str
    annotation: Annotation | None
    conflict: bool = False
    repeated: bool = False
    seq: int = 0


@dataclass
class FrameBatch:
    """Folds requests one by one into the state that was read."""

    frame: Frame
    current: dict[str, Annotation]
    predictions: dict[str, Prediction]
    decisions: dict[str, str | None]
    session: Session
    labels: dict[str, Label] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    imported_by: str | None = None
    is_own: bool = False
    """Whether it is one person's own answer: then nothing that others said of the frame is looked up."""
    applied: list[Change] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    written: dict[str, Annotation] = field(default_factory=dict)
    decided: dict[str, str | None] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.read = dict(self.current)

    def repeat(self, entry: Correction) -> None:
        """Answer a correction that is in the ledger already with what it did then."""
        self.answers.append(
            Answer(entry.mutation_id, annotation=entry.after, repeated=True, seq=entry.frame_seq)
        )

    def ledger(
        self, first_seq: int, *, actor: Actor, at: datetime, in_passing: bool = False
    ) -> list[Correction]:
        """Return what applied as entries of a ledger, numbered from `first_seq`."""
        return [
            Correction(
                id=correction_id(actor, change.request.mutation_id),
                mutation_id=change.request.mutation_id,
                project_id=self.frame.project_id,
                asset_id=self.frame.asset_id,
                frame_id=self.frame.id,
                frame_seq=seq,
                kind=change.request.kind,
                annotation_id=change.after.id if change.after else None,
                prediction_id=change.request.prediction_id,
                before=change.before,
                after=change.after,
                reopened=change.reopened,
                request=change.request,
                actor=actor,
                at=at,
                in_passing=in_passing,
            )
            for seq, change in enumerate(self.applied, start=first_seq)
        ]

    def apply(self, request: CorrectionRequest, place: int, *, actor: Actor, at: datetime) -> None:
        """Fold one request, or note its conflict."""
        if request.creates:
            self._create(request, place, actor=actor, at=at)
        elif request.touches:
            self._touch(request, place, actor=actor, at=at)
        else:
            self._decide(request)

    def _create(self, request: CorrectionRequest, place: int, *, actor: Actor, at: datetime) -> None:
        identity = request.annotation_id or new_id("ann")
        taken = self.current.get(identity)
        if request.prediction_id in self.decisions:
            made = self.decisions[request.prediction_id]
            taken = self.current.get(made) if made else None
            self._conflict(request, taken)
            return
        if taken is not None:
            self._conflict(request, taken)
            return
        prediction = self.predictions[request.prediction_id] if request.prediction_id else None
        shape = request.shape or (prediction.shape if prediction else None)
        if shape is None or request.label is None:
            raise InputInvalid("A new object needs a shape and a label.")
        drawn = Annotation(
            id=identity,
            project_id=self.frame.project_id,
            asset_id=self.frame.asset_id,
            frame_id=self.frame.id,
            revision=1,
            label=request.label,
            shape=shape,
            derived_from=request.prediction_id,
            prompted_by=request.prompted.model_version_id if request.prompted else None,
            imported_by=self.imported_by,
            actor=actor,
            updated_at=at,
        )
        self._check_skeleton(request, place, request.label, shape)
        self._check_changes(request, place, request.label)
        self._check_keyframes(request, place, request.label, None)
        after = drawn.model_copy(update=request.changes.applied_to(drawn)) if request.changes else drawn
        if request.prediction_id:
            self.decided[request.prediction_id] = self.decisions[request.prediction_id] = identity
        self._keep(Change(request, None, after))

    def _touch(self, request: CorrectionRequest, place: int, *, actor: Actor, at: datetime) -> None:
        current = self.current.get(request.annotation_id or "")
        if current is None or current.frame_id != self.frame.id:
            message = "There is no such object on this frame."
            raise NotFound(message, {f"corrections.{place}.annotation_id": "unknown on this frame"})
        revision = request.revision or 0
        if revision > current.revision:
            message = f"The object is at revision {current.revision}, not yet at {revision}."
            raise InputInvalid(
                message, {f"corrections.{place}.revision": f"the newest is {current.revision}"}
            )
        if (current.removed != (request.kind == "restore")) or not self._merges(request, current):
            self._conflict(request, current)
            return
        if request.keyframes is not None and (fault := rekey_fault(current.shape, request.keyframes)):
            if revision < current.revision:
                self._conflict(request, current)
                return
            message = f"Correction {place + 1}: {fault[1]}."
            raise ShapeInvalid(message, {f"corrections.{place}.{fault[0]}": fault[1]})
        self._check_merged(request, place, current)
        self._check_changes(request, place, request.label or current.label)
        self._check_keyframes(request, place, request.label or current.label, current)
        if request.kind == "withdraw" and current.derived_from is None:
            message = "Only an object that was made of a prediction can be withdrawn; remove it instead."
            raise InputInvalid(message, {f"corrections.{place}.kind": "the object was drawn by hand"})
        reopened = None
        if request.kind == "withdraw" and current.derived_from:
            reopened = self._ghost(current.derived_from)
            self._open(current.derived_from)
        elif request.kind == "restore" and current.derived_from:
            # The undo of a withdrawal answers the prediction again; after a plain removal it still is.
            made = self._made_of(current.derived_from, current.id)
            if made != current.id:
                self._conflict(request, current)
                return
        self._keep(
            Change(request, current, change_annotation(current, request, actor=actor, at=at), reopened)
        )

    def _merges(self, request: CorrectionRequest, current: Annotation) -> bool:
        """Whether what others changed since the client's revision leaves this request its meaning."""
        if request.revision == current.revision:
            return True
        if current.id in self.written or "removed" in request.properties:
            return False
        if self.is_own:
            return True
        since = corrections.properties_changed_since(current.id, request.revision or 0, session=self.session)
        return not overlap(since, request.properties)

    def _check_merged(self, request: CorrectionRequest, place: int, current: Annotation) -> None:
        """Judge what comes of the object, with the label or shape that somebody else gave it meanwhile."""
        shape, label = request.shape or current.shape, request.label or current.label
        if (request.shape or request.label) and (label, _count(shape)) != (
            current.label,
            _count(current.shape),
        ):
            # A skeleton that is older than its label's template can still be moved as it is.
            self._check_skeleton(request, place, label, shape)

    def _check_skeleton(self, request: CorrectionRequest, place: int, carried: str, shape: Shape) -> None:
        label = self.labels.get(carried)
        if label is not None and (reason := label.skeleton_fault(shape)):
            at_fault = "label" if request.shape is None else "shape"
            raise SkeletonInvalid(
                f"Correction {place + 1}: {reason}.", {f"corrections.{place}.{at_fault}": reason}
            )

    def _check_changes(self, request: CorrectionRequest, place: int, carried: str) -> None:
        """Judge answers by the label that the object carries, or by another that asks the same question.

        Somebody may have relabelled the object meanwhile. The answer then waits, unseen, for its label.
        """
        if request.changes is None:
            return
        for name, value in request.changes.attributes.items():
            if value is not None:
                self._check_answer(name, value, carried, place, f"changes.attributes.{name}")

    def _check_answer(
        self, name: str, value: Value, carried: str, place: int, where: str, *, along: bool = False
    ) -> None:
        present = self.labels.get(carried)
        asked = [label.attribute(name) for label in self.labels.values()]
        here = present.attribute(name) if present else None
        definitions = [here] if here else [found for found in asked if found]
        faults = [
            "does not change along a track" if along and not definition.mutable else definition.fault(value)
            for definition in definitions
        ]
        if None in faults:
            return
        reason = faults[0] if faults else "is no attribute of this label"
        message = f"Correction {place + 1}: “{name}” {reason}."
        raise AttributeInvalid(message, {f"corrections.{place}.{where}": str(reason)})

    def _check_keyframes(
        self, request: CorrectionRequest, place: int, carried: str, current: Annotation | None
    ) -> None:
        """Judge the answers at keyframes; those that stood there before are not asked again."""
        said = [
            (f"keyframes.{frame}", fields.attributes)
            for frame, fields in (request.keyframes or {}).items()
            if fields is not None
        ]
        if isinstance(request.shape, Track):
            stood = current.shape.keyframes if current and isinstance(current.shape, Track) else []
            known = {keyframe.frame: keyframe.attributes for keyframe in stood}
            said += [
                (f"shape.keyframes.{index}", keyframe.attributes)
                for index, keyframe in enumerate(request.shape.keyframes)
                if keyframe.attributes and known.get(keyframe.frame) != keyframe.attributes
            ]
        for where, answers in said:
            for name, value in answers.items():
                self._check_answer(name, value, carried, place, f"{where}.attributes.{name}", along=True)

    def _decide(self, request: CorrectionRequest) -> None:
        prediction_id = request.prediction_id or ""
        if request.kind == "reject":
            if prediction_id in self.decisions:
                made = self.decisions[prediction_id]
                self._conflict(request, self.current.get(made) if made else None)
                return
            self.decided[prediction_id] = self.decisions[prediction_id] = None
            self._keep(Change(request, None, None))
            return
        if self.decisions.get(prediction_id, "open") is not None:
            made = self.decisions.get(prediction_id)
            self._conflict(request, self.current.get(made) if made else None)
            return
        self._open(prediction_id)
        self._keep(Change(request, None, None, self._ghost(prediction_id)))

    def _ghost(self, prediction_id: str) -> Prediction | None:
        """Return the prediction as it shows up again; not when the model has spoken anew since."""
        return self.predictions.get(prediction_id) if prediction_id in self.shown else None

    def _open(self, prediction_id: str) -> None:
        self.decisions.pop(prediction_id, None)
        if prediction_id in self.decided:
            del self.decided[prediction_id]
        else:
            self.opened.append(prediction_id)

    def _made_of(self, prediction_id: str, wanted: str) -> str | None:
        """Return the object that stands for a prediction: the wanted one if nobody answered it since."""
        if prediction_id in self.decided:
            return self.decided[prediction_id]
        if prediction_id not in self.opened and self.is_own and prediction_id in self.decisions:
            return self.decisions[prediction_id]
        if prediction_id not in self.opened and not self.is_own:
            stored = corrections.find_decisions([prediction_id], session=self.session)
            if prediction_id in stored:
                return stored[prediction_id]
        self.decided[prediction_id] = self.decisions[prediction_id] = wanted
        return wanted

    def _keep(self, change: Change) -> None:
        self.applied.append(change)
        if change.after is not None:
            self.current[change.after.id] = self.written[change.after.id] = change.after
        self.answers.append(Answer(change.request.mutation_id, annotation=change.after))

    def _conflict(self, request: CorrectionRequest, current: Annotation | None) -> None:
        self.answers.append(Answer(request.mutation_id, annotation=current, conflict=True))


def _count(shape: Shape) -> int | None:
    """Return how many keypoints a skeleton has; None for any other shape."""
    return len(shape.points) if isinstance(shape, Skeleton) else None
