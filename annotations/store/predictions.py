"""Predictions, one packed document for each frame and run of a model version."""

from __future__ import annotations

from annotations.domain.ids import split_prediction_id
from annotations.domain.prediction import PackedPredictions, Prediction, standing
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.store.client import Session, faults_are_ours
from annotations.store.tables import FRAMES, PREDICTIONS


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


def list_spoken(frame_ids: list[str], version_id: str) -> set[str]:
    """Return those of the frames of which a version has said all that it sees."""
    query = {"frame_id": {"$in": frame_ids}, "model_version_id": version_id, "region": None}
    with faults_are_ours():
        return set(PREDICTIONS.collection.distinct("frame_id", query))


def has_spoken(asset_id: str, version_id: str) -> bool:
    """Tell whether a version has said anything of a video's frames, its reel left out."""
    within = {"$gte": video_frame_id(asset_id, 0), "$lt": video_frame_id(asset_id, REEL_INDEX)}
    return PREDICTIONS.find_where({"frame_id": within, "model_version_id": version_id}) is not None


def list_said(
    asset_id: str, version_id: str, *, after_index: int, limit: int
) -> list[tuple[int, list[PackedPredictions]]]:
    """Return the numbers of frames of which anything was said, in order, and what a version said of each.

    Args:
        asset_id: The video.
        version_id: Whose words are wanted; where it said nothing the list of a frame is empty.
        after_index: The frame after which to begin.
        limit: Frames at most.
    """
    query = {"asset_id": asset_id, "index": {"$gt": after_index}, "prediction_ids.0": {"$exists": True}}
    frames = FRAMES.page(query, sort=[("index", 1)], limit=limit)
    wanted = [row_id for frame in frames for row_id in frame.prediction_ids]
    rows = PREDICTIONS.page({"_id": {"$in": wanted}, "model_version_id": version_id}) if wanted else []
    known = {row.id: row for row in rows}
    return [(frame.index, [known[it] for it in frame.prediction_ids if it in known]) for frame in frames]


def count_by_frame(
    first_id: str, last_id: str, *, least: float, champion_id: str | None
) -> list[tuple[str, int]]:
    """Count what frames show of the champion's last word, or of who spoke last, by their ids in order.

    Args:
        first_id: The first frame's id.
        last_id: The last one's.
        least: The score from which a prediction counts.
        champion_id: The version whose predictions are shown where it has spoken.
    """
    shown = {"$filter": {"input": "$scores", "cond": {"$gte": ["$$this", least]}}}
    stages: list[dict[str, object]] = [
        {"$match": {"frame_id": {"$gte": first_id, "$lte": last_id}}},
        {"$project": {"frame_id": 1, "model_version_id": 1, "frame_seq": 1, "count": {"$size": shown}}},
        {"$addFields": {"is_champions": {"$eq": ["$model_version_id", champion_id]}}},
        {"$sort": {"frame_id": 1, "is_champions": 1, "frame_seq": 1}},
        {"$group": {"_id": "$frame_id", "count": {"$last": "$count"}}},
        {"$sort": {"_id": 1}},
    ]
    with faults_are_ours():
        found = PREDICTIONS.collection.aggregate(stages, allowDiskUse=True)
        return [(row["_id"], row["count"]) for row in found]
