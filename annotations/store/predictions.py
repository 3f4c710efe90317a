"""Predictions, one packed document for each frame and run of a model version."""

from __future__ import annotations

from annotations.domain.ids import split_prediction_id
from annotations.domain.prediction import PackedPredictions, Prediction, standing
from annotations.store.client import Session, faults_are_ours
from annotations.store.tables import PREDICTIONS


def add_predictions(packed: PackedPredictions, *, session: Session) -> None:
    """Insert what a model version said of a frame."""
    PREDICTIONS.insert(packed, session=session)


def find_packed(row_ids: list[str], *, session: Session | None = None) -> list[PackedPredictions]:
    """Return packed rows in the order of their ids as given; unknown ones are absent."""
    rows = PREDICTIONS.page({"_id": {"$in": row_ids}}, session=session) if row_ids else []
    return sorted(rows, key=lambda row: row_ids.index(row.id))


def find_predictions(prediction_ids: list[str]) -> dict[str, Prediction]:
    """Return single predictions by id; unknown ones are absent."""
    wanted: dict[str, list[int]] = {}
    for prediction_id in prediction_ids:
        row_id, index = split_prediction_id(prediction_id)
        wanted.setdefault(row_id, []).append(index)
    found: dict[str, Prediction] = {}
    for packed in find_packed(list(wanted)):
        for index in wanted[packed.id]:
            if index < len(packed):
                found[f"{packed.id}.{index}"] = packed.at(index)
    return found


def list_standing(frame_ids: list[str], *, least: float) -> dict[str, list[Prediction]]:
    """Return what stands of predictions on frames, from a score on, by the ids of the frames."""
    said: dict[str, list[PackedPredictions]] = {}
    for packed in PREDICTIONS.page({"frame_id": {"$in": frame_ids}}, sort=[("frame_seq", 1)]):
        said.setdefault(packed.frame_id, []).append(packed)
    return {
        frame_id: [found for found in standing(rows) if found.score >= least]
        for frame_id, rows in said.items()
    }


def count_by_frame(first_id: str, last_id: str, *, least: float) -> list[tuple[str, int]]:
    """Count what the last word of each version shows of frames, by their ids in order.

    Args:
        first_id: The first frame's id.
        last_id: The last one's.
        least: The score from which a prediction counts.
    """
    shown = {"$filter": {"input": "$scores", "cond": {"$gte": ["$$this", least]}}}
    stages: list[dict[str, object]] = [
        {"$match": {"frame_id": {"$gte": first_id, "$lte": last_id}}},
        {"$project": {"frame_id": 1, "model_version_id": 1, "frame_seq": 1, "count": {"$size": shown}}},
        {"$sort": {"frame_id": 1, "frame_seq": 1}},
        {
            "$group": {
                "_id": {"frame": "$frame_id", "version": "$model_version_id"},
                "count": {"$last": "$count"},
            }
        },
        {"$group": {"_id": "$_id.frame", "count": {"$sum": "$count"}}},
        {"$sort": {"_id": 1}},
    ]
    with faults_are_ours():
        found = PREDICTIONS.collection.aggregate(stages, allowDiskUse=True)
        return [(row["_id"], row["count"]) for row in found]
