"""How much the work on a frame differs from what the model said, and both side by side."""

from __future__ import annotations

from annotations.domain.annotation import Annotation
from annotations.domain.asset import Frame
from annotations.domain.correction import fold
from annotations.domain.frame_scores import disagreement_of
from annotations.domain.prediction import Prediction, choose_layer, standing
from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.queries.frame_state import find_pinned
from annotations.queries.label_maps import LabelMaps
from annotations.store import annotations as objects
from annotations.store import corrections, model_versions, predictions, reviews

SHOWN_FROM = 0.5


class Versions(Record):
    """One frame three times: as the model said, as it was handed in, and as it is now.

    `submitted` is None while nobody has handed it in; `model_version_id` is None where no model spoke.
    """

    model_version_id: str | None
    model: list[Prediction]
    submitted_seq: int | None
    submitted: list[Annotation] | None
    now: list[Annotation]


def read_versions(frame: Frame, project: Project) -> Versions:
    """Read what the model said of a frame, what was handed in last, and what stands now."""
    live = objects.list_annotations(frame.id)
    version_id, said = _read_said(frame, project)
    handed = next((row for row in reviews.list_reviews(frame.id) if row.verdict == "submitted"), None)
    before = None
    if handed is not None:
        ledger = [row for row in corrections.list_corrections(frame.id) if row.frame_seq <= handed.frame_seq]
        before = [found for found in fold(ledger).values() if not found.removed]
    return Versions(
        model_version_id=version_id,
        model=said,
        submitted_seq=handed.frame_seq if handed else None,
        submitted=before,
        now=live,
    )


def read_difference(frame: Frame, project: Project) -> float | None:
    """Return from 0 to 1 how little of the champion's predictions stands; None where no model spoke."""
    version_id, said = _read_said(frame, project)
    if version_id is None:
        return None
    drawn = [
        Prediction(
            id=found.id,
            frame_id=frame.id,
            model_version_id=version_id,
            label=found.label,
            shape=found.shape,
            score=1.0,
        )
        for found in objects.list_annotations(frame.id)
    ]
    return disagreement_of(said, drawn, 0.0)


def _read_said(frame: Frame, project: Project) -> tuple[str | None, list[Prediction]]:
    packed = predictions.find_packed(frame.prediction_ids)
    spoken = list(reversed(dict.fromkeys(row.model_version_id for row in reversed(packed))))
    if not spoken:
        return None, []
    pinned = find_pinned(frame.id, project)
    layer = choose_layer(spoken, pinned_id=pinned, champion_id=project.champion_id)
    version = model_versions.find_model_version(layer) if layer else None
    shown = (
        project.threshold
        if project.threshold is not None
        else version.thresholds.show
        if version
        else SHOWN_FROM
    )
    rows = [row for row in packed if row.model_version_id == layer]
    said = LabelMaps(project).apply([found for found in standing(rows) if found.score >= shown])
    return layer, sorted(said, key=lambda found: -found.score)
