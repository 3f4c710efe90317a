"""Predictions, one packed document for each frame and run of a model version."""

from __future__ import annotations

from annotations.domain.ids import split_prediction_id
from annotations.domain.prediction import PackedPredictions, Prediction
from annotations.store.client import Session
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
