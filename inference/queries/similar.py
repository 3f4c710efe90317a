"""Undecided predictions that look like one that was wrong: the same mistake, perhaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotations.domain.correction import Correction
from annotations.domain.frame_scores import iou
from annotations.domain.geometry import Shape, Tag, Track, bounds
from annotations.domain.ids import split_prediction_id
from annotations.domain.prediction import Prediction
from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.domain.tiles import TileSet
from annotations.store import assets, corrections, model_versions, predictions
from inference.queries.object_index import INDEXES
from inference.store import embeddings

LEAST_ALIKE = 0.35
AHEAD = 8
"""How many more than wanted are looked at: some are answered already."""
SAME_PLACE = 0.5
NOT_COMPARED = "What it shows has not been compared yet. It will be in a moment: ask again."
WAS_RIGHT = "The prediction was right as it stood."
NO_PREDICTION = "This correction does not answer a prediction."


class Suggestion(Record):
    """How the correction answered: what to offer for those that look alike."""

    kind: Literal["reject", "relabel"]
    label: str | None = None


class SimilarPrediction(Record):
    """A prediction that nobody has answered yet, and how like it is: 1 is the same."""

    prediction: Prediction
    asset_id: str
    frame_width: int
    frame_height: int
    tiles: TileSet | None
    alike: float
    reason: str


class Similar(Record):
    """Look-alikes, nearest first. `reason` says why there are none, `pending` that there may be soon."""

    prediction_id: str | None
    label: str | None
    suggestion: Suggestion | None
    similar: list[SimilarPrediction]
    compared: int
    pending: bool = False
    reason: str | None


def find_similar(
    project: Project, prediction_id: str, *, limit: int, suggestion: Suggestion | None = None
) -> Similar:
    """Find the undecided predictions of a project that look like one, of the same label."""
    said = predictions.find_predictions([prediction_id]).get(prediction_id)
    if said is None:
        return _none(prediction_id, None, suggestion, NOT_COMPARED)
    wanted = _vector_of(prediction_id)
    if wanted is None:
        return _none(prediction_id, said.label, suggestion, NOT_COMPARED)
    known = INDEXES.get(project.id, said.label)
    ranked = [
        (other_id, min(1.0, cosine))
        for other_id, cosine in known.nearest(wanted, AHEAD * limit + AHEAD)
        if cosine >= LEAST_ALIKE and other_id != prediction_id
    ]
    similar = _open_ones(project, ranked)[:limit]
    pending = not similar and bool(embeddings.list_unembedded(project.id, limit=1))
    return Similar(
        prediction_id=prediction_id,
        label=said.label,
        suggestion=suggestion,
        similar=similar,
        compared=len(known),
        pending=pending,
        reason=None,
    )


def find_similar_mistakes(project: Project, entry: Correction, *, limit: int) -> Similar:
    """Find the predictions that look like the one that a correction found wrong.

    It was wrong if it was rejected, its object was removed, or is called otherwise, or lies elsewhere.
    """
    made = entry.after or entry.before
    prediction_id = entry.prediction_id or (made.derived_from if made else None)
    said = predictions.find_predictions([prediction_id]).get(prediction_id) if prediction_id else None
    if said is None:
        return _none(prediction_id, None, None, NO_PREDICTION)
    if entry.kind == "reject" or (entry.kind == "remove" and made is not None):
        return find_similar(project, said.id, limit=limit, suggestion=Suggestion(kind="reject"))
    if entry.after is not None and entry.after.label != said.label:
        called = Suggestion(kind="relabel", label=entry.after.label)
        return find_similar(project, said.id, limit=limit, suggestion=called)
    if entry.after is not None and not _is_there(said, entry.after.shape):
        return find_similar(project, said.id, limit=limit)
    return _none(said.id, said.label, None, WAS_RIGHT)


def _is_there(said: Prediction, shape: Shape) -> bool:
    if isinstance(shape, Tag | Track) or isinstance(said.shape, Tag | Track):
        return True
    return iou(bounds(said.shape), bounds(shape)) >= SAME_PLACE


def _open_ones(project: Project, ranked: Sequence[tuple[str, float]]) -> list[SimilarPrediction]:
    """Leave out what is answered, hidden on the canvas, or no longer said."""
    found = predictions.find_predictions([prediction_id for prediction_id, _alike in ranked])
    decided = corrections.list_answered(list(found))
    frames = {
        frame.id: frame for frame in assets.find_frames(sorted({said.frame_id for said in found.values()}))
    }
    shown: dict[str, float] = {}
    similar: list[SimilarPrediction] = []
    for prediction_id, alike in ranked:
        said = found.get(prediction_id)
        frame = frames.get(said.frame_id) if said else None
        if said is None or frame is None or prediction_id in decided or frame.project_id != project.id:
            continue
        if split_prediction_id(prediction_id)[0] not in frame.prediction_ids:
            continue
        if said.score < _shown_from(project, said.model_version_id, shown):
            continue
        similar.append(
            SimilarPrediction(
                prediction=said,
                asset_id=frame.asset_id,
                frame_width=frame.width,
                frame_height=frame.height,
                tiles=frame.tiles,
                alike=round(alike, 3),
                reason=f"Called “{said.label}” too, and looks {alike:.0%} alike",
            )
        )
    return similar


def _shown_from(project: Project, version_id: str, known: dict[str, float]) -> float:
    if project.threshold is not None:
        return project.threshold
    if version_id not in known:
        version = model_versions.find_model_version(version_id)
        known[version_id] = version.thresholds.show if version else 0.0
    return known[version_id]


def _vector_of(prediction_id: str) -> NDArray[np.float32] | None:
    row_id, place = split_prediction_id(prediction_id)
    for entry in embeddings.find_objects(row_id):
        if place in entry.places:
            vector: NDArray[np.float32] = entry.vectors[entry.places.index(place)]
            return vector
    return None


def _none(
    prediction_id: str | None, label: str | None, suggestion: Suggestion | None, reason: str
) -> Similar:
    return Similar(
        prediction_id=prediction_id,
        label=label,
        suggestion=suggestion,
        similar=[],
        compared=0,
        pending=reason == NOT_COMPARED,
        reason=reason,
    )
