"""Answer look-alike predictions together, as ordinary corrections of one person that one undo takes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from annotations.actions.correct_frame import CorrectionResult, correct_frame
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.correction import Correction, CorrectionRequest
from annotations.domain.prediction import Prediction
from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.errors import InputInvalid, LabelUnknown, PortalError, StoreUnavailable
from annotations.store import assets, corrections, predictions

AnswerKind = Literal["accept", "relabel", "reject"]
GONE = "The prediction is gone."


class GroupResult(Record):
    """What became of one answer: `conflict` when somebody was first, `refused` with the reason, or `gone`."""

    prediction_id: str
    frame_id: str | None
    status: Literal["applied", "conflict", "refused", "gone"]
    annotation_id: str | None = None
    revision: int | None = None
    reason: str | None = None


def answer_together(
    *,
    project: Project,
    group: str,
    prediction_ids: Sequence[str],
    kind: AnswerKind,
    label: str | None,
    time_spent_ms: int | None,
    actor: Actor,
) -> list[GroupResult]:
    """Answer predictions of a project, frame by frame; repeating the same group is harmless.

    Raises:
        InputInvalid: a label is missing, or one is given that nothing asks for.
        LabelUnknown: the project has no such label. In either case nothing is answered.
        StoreUnavailable: the outcome is unknown; repeat with the same group.
    """
    if (kind == "relabel") != (label is not None):
        reason = "which one" if kind == "relabel" else f"an answer of kind {kind} carries no label"
        raise InputInvalid(f"label: {reason}.", {"label": reason})
    if label is not None and label not in project.label_names():
        message = f"The project has no label “{label}”. Add it, or choose one of its labels."
        raise LabelUnknown(message, {"label": "not a label of this project"})
    known = predictions.find_predictions(list(prediction_ids))
    frames = _frames_of(project, known)
    spent = None if time_spent_ms is None else time_spent_ms // len(prediction_ids)
    wanted: dict[str, list[CorrectionRequest]] = defaultdict(list)
    for place, prediction_id in enumerate(prediction_ids):
        said = known.get(prediction_id)
        if said is not None and said.frame_id in frames:
            request = CorrectionRequest(
                mutation_id=f"{group}-{place}",
                kind="reject" if kind == "reject" else "accept",
                prediction_id=prediction_id,
                label=label,
                time_spent_ms=spent,
            )
            wanted[said.frame_id].append(request)
    results = _correct(project, frames, wanted, actor, named=lambda request: request.prediction_id or "")
    return [
        results.get(prediction_id)
        or GroupResult(prediction_id=prediction_id, frame_id=None, status="gone", reason=GONE)
        for prediction_id in prediction_ids
    ]


def undo_together(*, project: Project, group: str, actor: Actor) -> list[GroupResult]:
    """Take a person's group of answers back: what was rejected is open again, what was made is withdrawn.

    What somebody has changed since stays and is reported as a conflict.
    """
    found = corrections.list_group(project.id, actor.id, group)
    # Another correction's id may begin alike.
    made = [entry for entry in found if entry.mutation_id.removeprefix(f"{group}-").isdigit()]
    frames = {frame.id: frame for frame in assets.find_frames(sorted({entry.frame_id for entry in made}))}
    answered = {f"u-{entry.mutation_id}": entry for entry in made}
    wanted: dict[str, list[CorrectionRequest]] = defaultdict(list)
    for entry in made:
        wanted[entry.frame_id].append(_undo(entry))
    results = _correct(
        project,
        frames,
        wanted,
        actor,
        named=lambda request: answered[request.mutation_id].prediction_id or "",
    )
    return list(results.values())


def _undo(entry: Correction) -> CorrectionRequest:
    mutation_id = f"u-{entry.mutation_id}"
    if entry.after is None:
        return CorrectionRequest(mutation_id=mutation_id, kind="reopen", prediction_id=entry.prediction_id)
    return CorrectionRequest(
        mutation_id=mutation_id,
        kind="withdraw",
        annotation_id=entry.after.id,
        revision=entry.after.revision,
    )


def _frames_of(project: Project, known: Mapping[str, Prediction]) -> dict[str, Frame]:
    found = assets.find_frames(sorted({said.frame_id for said in known.values()}))
    return {frame.id: frame for frame in found if frame.project_id == project.id}


def _correct(
    project: Project,
    frames: Mapping[str, Frame],
    wanted: Mapping[str, list[CorrectionRequest]],
    actor: Actor,
    *,
    named: Callable[[CorrectionRequest], str],
) -> dict[str, GroupResult]:
    """Save each frame's corrections; a frame that refuses one of them refuses all, and the others go on."""
    results: dict[str, GroupResult] = {}
    for frame_id, requests in wanted.items():
        try:
            outcome = correct_frame(
                frame=frames[frame_id], project=project, requests=requests, actor=actor, in_passing=True
            )
        except StoreUnavailable:
            raise
        except PortalError as fault:
            for request in requests:
                results[named(request)] = GroupResult(
                    prediction_id=named(request), frame_id=frame_id, status="refused", reason=fault.message
                )
            continue
        for request, said in zip(requests, outcome.results, strict=True):
            results[named(request)] = _tell(named(request), frame_id, said)
    return results


def _tell(prediction_id: str, frame_id: str, said: CorrectionResult) -> GroupResult:
    lost = said.status == "conflict"
    return GroupResult(
        prediction_id=prediction_id,
        frame_id=frame_id,
        status=said.status,
        annotation_id=said.annotation.id if said.annotation else None,
        revision=said.revision,
        reason="Somebody else was first." if lost else None,
    )
