"""A correction: one change by one person, and the pure rules that fold it into the current state."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.changes import DESCRIBED, Changes, attribute_property
from annotations.domain.geometry import Shape, Track
from annotations.domain.ids import AnnotationId, MutationId, PredictionId, PropagationId
from annotations.domain.keyframes import Keyframes, changed_keyframes, keyframe_property, rekey
from annotations.domain.name import Name
from annotations.domain.prediction import Prediction
from annotations.domain.record import Record

Kind = Literal[
    "add", "accept", "adjust", "reshape", "relabel", "describe", "remove", "restore", "reject", "reopen",
    "withdraw", "rekey",
]  # fmt: skip
Property = str
"""What merges by itself: `label`, `shape`, `removed`, of `DESCRIBED`, `attributes.NAME`, `keyframes.N`."""

CREATES: frozenset[Kind] = frozenset({"add", "accept"})
DECIDES: frozenset[Kind] = frozenset({"accept", "adjust", "reject"})
DESCRIBES: frozenset[Kind] = frozenset({"add", "accept", "adjust", "describe", "restore"})
NEEDS_PREDICTION: frozenset[Kind] = frozenset({"accept", "reject", "reopen"})
CHANGES: dict[Kind, frozenset[Property]] = {
    "reshape": frozenset({"shape"}),
    "adjust": frozenset({"shape"}),
    "relabel": frozenset({"label"}),
    "describe": frozenset(),
    "remove": frozenset({"removed"}),
    "withdraw": frozenset({"removed"}),
    "restore": frozenset({"removed"}),
    "rekey": frozenset(),
}


class Prompted(Record):
    """Which model version found the mask that a person accepted, and how sure it was."""

    model_version_id: Annotated[str, Field(min_length=1, max_length=100)]
    score: Annotated[float, Field(strict=True, ge=0, le=1)]


class CorrectionRequest(Record):
    """One change as the client asks for it. `mutation_id` makes a repeat harmless."""

    mutation_id: MutationId
    kind: Kind
    annotation_id: AnnotationId | None = None
    prediction_id: PredictionId | None = None
    revision: Annotated[int, Field(strict=True, ge=1)] | None = None
    label: Name | None = None
    shape: Shape | None = None
    changes: Changes | None = None
    prompted: Prompted | None = None
    keyframes: Keyframes | None = None
    propagation_id: PropagationId | None = None
    """The machine's continuation of a track that its keyframes were taken from."""
    time_spent_ms: Annotated[int, Field(strict=True, ge=0, le=86_400_000)] | None = None

    @property
    def creates(self) -> bool:
        """Whether a new annotation comes of it."""
        return self.kind in CREATES or (self.kind == "adjust" and self.prediction_id is not None)

    @property
    def touches(self) -> bool:
        """Whether it changes an annotation that is there already."""
        return not self.creates and self.kind not in {"reject", "reopen"}

    @property
    def properties(self) -> frozenset[Property]:
        """What of an object it changes; another change merges with it when theirs are different ones."""
        own = CHANGES.get(self.kind, frozenset())
        if self.keyframes:
            own |= {keyframe_property(frame) for frame in self.keyframes}
        return own | self.changes.properties if self.changes else own

    def fault(self) -> tuple[str, str] | None:
        """Return the field at fault and the reason, or None when the request is whole."""
        missing: list[str] = []
        if self.kind in NEEDS_PREDICTION and self.prediction_id is None:
            missing.append("prediction_id")
        if self.touches:
            missing += [name for name in ("annotation_id", "revision") if getattr(self, name) is None]
        if (self.kind in {"add", "relabel"}) and self.label is None:
            missing.append("label")
        if (self.kind in {"add", "adjust", "reshape"}) and self.shape is None:
            missing.append("shape")
        if self.kind == "describe" and not (self.changes and self.changes.properties):
            missing.append("changes")
        if self.kind == "rekey" and self.keyframes is None:
            missing.append("keyframes")
        for name in ("keyframes", "propagation_id"):
            if self.kind != "rekey" and getattr(self, name) is not None:
                return name, f"a correction of kind {self.kind} carries no {name}"
        if self.changes is not None and self.kind not in DESCRIBES:
            return "changes", f"a correction of kind {self.kind} carries no changes"
        if self.prompted is not None and self.kind != "add":
            return "prompted", f"a correction of kind {self.kind} does not come of a prompt"
        if missing:
            return missing[0], f"a correction of kind {self.kind} needs {' and '.join(missing)}"
        return None


class Correction(Record):
    """A stored change: before, after, author, and the prediction it answers. Never edited.

    One made `in_passing` answers an object out of its picture: nobody looked at the whole frame, which goes
    on waiting for somebody and teaches no model.
    """

    id: str
    mutation_id: str
    project_id: str
    asset_id: str
    frame_id: str
    frame_seq: int
    kind: Kind
    annotation_id: str | None
    prediction_id: str | None
    before: Annotation | None
    after: Annotation | None
    reopened: Prediction | None = None
    request: CorrectionRequest
    actor: Actor
    at: datetime
    in_passing: bool = False


def correction_id(actor: Actor, mutation_id: str) -> str:
    """Scope a client's mutation id to its author, so that nobody can occupy somebody else's."""
    return f"{actor.id}:{mutation_id}"


def change_annotation(
    current: Annotation, request: CorrectionRequest, *, actor: Actor, at: datetime
) -> Annotation:
    """Fold a change of an existing object into it: the next revision."""
    update: dict[str, object] = {"revision": current.revision + 1, "actor": actor, "updated_at": at}
    if request.kind in {"reshape", "adjust", "restore"} and request.shape is not None:
        update["shape"] = request.shape
    if request.kind == "rekey" and isinstance(current.shape, Track) and request.keyframes:
        update["shape"] = rekey(current.shape, request.keyframes)
    if request.kind in {"relabel", "restore"} and request.label is not None:
        update["label"] = request.label
    if request.kind in {"remove", "withdraw"}:
        update["removed"] = True
    if request.kind == "restore":
        update["removed"] = False
    if request.kind in DESCRIBES and request.changes is not None:
        update |= request.changes.applied_to(current)
    return current.model_copy(update=update)


def changed_properties(before: Annotation | None, after: Annotation | None) -> set[Property]:
    """Tell which properties a stored correction changed."""
    if before is None or after is None:
        return {"label", "shape", "removed", *DESCRIBED}
    names = ("label", "shape", "removed", *DESCRIBED)
    changed = {name for name in names if getattr(before, name) != getattr(after, name)}
    if "shape" in changed and isinstance(before.shape, Track) and isinstance(after.shape, Track):
        changed = (changed - {"shape"}) | changed_keyframes(before.shape, after.shape)
    asked = before.attributes.keys() | after.attributes.keys()
    return changed | {
        attribute_property(name)
        for name in asked
        if before.attributes.get(name) != after.attributes.get(name)
    }


def fold(corrections: list[Correction]) -> dict[str, Annotation]:
    """Replay a frame's ledger in order of `frame_seq`; the outcome is the current state."""
    state: dict[str, Annotation] = {}
    for correction in sorted(corrections, key=lambda entry: entry.frame_seq):
        if correction.after is None:
            continue
        if correction.before is None:
            state[correction.after.id] = correction.after
        else:
            state[correction.after.id] = change_annotation(
                state[correction.after.id], correction.request, actor=correction.actor, at=correction.at
            )
    return state
