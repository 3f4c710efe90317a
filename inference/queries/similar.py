"""Undecided predictions that look like one that was wrong: the same mistake, perhaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from annotations.remembered import Remembered
from annotations.store import assets, corrections, model_versions, predictions
from inference.embedding.alike import centred, nearest
from inference.store import embeddings

MOST_VECTORS = 20_000
"""Objects of a label that are compared, at most: the newest."""
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


@dataclass(frozen=True)
class _Objects:
    """The predicted objects of a label, and their vectors [n, d] without what all have in common."""

    ids: list[str]
    units: NDArray[np.float32]


LABELS: Remembered[_Objects] = Remembered(seconds=20.0, most=4)


def find_similar(
    project: Project, prediction_id: str, *, limit: int, suggestion: Suggestion | None = None
) -> Similar:
    """Find the undecided predictions of a project that look like one, of the same label."""
    said = predictions.find_predictions([prediction_id]).get(prediction_id)
    if said is None:
        return _none(prediction_id, None, suggestion, NOT_COMPARED)
    name = f"{project.id}:{said.label}"
    known = LABELS.recall(name)
    if known is None or prediction_id not in known.ids:
        known = LABELS.keep(name, _read_objects(project.id, said.label))
    if prediction_id not in known.ids:
        return _none(prediction_id, said.label, suggestion, NOT_COMPARED)
    wanted = known.units[known.ids.index(prediction_id)]
    places, cosines = nearest(known.units, wanted, AHEAD * limit + AHEAD)
    ranked = [
        (known.ids[place], float(cosine))
        for place, cosine in zip(places, cosines, strict=True)
        if cosine >= LEAST_ALIKE and known.ids[place] != prediction_id
    ]
    similar = _open_ones(project, ranked)[:limit]
    # Others may be compared in a moment: whoever asks again must not be told the same by heart.
    pending = not similar and bool(embeddings.list_unembedded(project.id, limit=1))
    if pending:
        LABELS.forget(name)
    return Similar(
        prediction_id=prediction_id,
        label=said.label,
        suggestion=suggestion,
        similar=similar,
        compared=len(known.ids),
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


def _read_objects(project_id: str, label: str) -> _Objects:
    ids: list[str] = []
    parts: list[NDArray[np.float32]] = []
    for entry in embeddings.list_objects(project_id, label, limit=MOST_VECTORS):
        ids += [f"{entry.row_id}.{place}" for place in entry.places]
        parts.append(entry.vectors)
        if len(ids) >= MOST_VECTORS:
            break
    vectors = np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)
    return _Objects(ids, centred(vectors))


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
