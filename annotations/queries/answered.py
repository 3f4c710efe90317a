"""Read the predictions that corrections answer, or that their objects were made of."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.correction import Correction
from annotations.domain.ids import PREDICTION_ID
from annotations.domain.learning import named_prediction
from annotations.domain.prediction import Prediction
from annotations.store import predictions


def read_answered(corrections: Sequence[Correction]) -> dict[str, Prediction]:
    """Return the predictions that corrections name, by id; unknown ones are absent."""
    names = {name for entry in corrections if (name := named_prediction(entry))}
    # What another program wrote may name anything.
    named = [name for name in names if PREDICTION_ID.match(name)]
    return predictions.find_predictions(named) if named else {}
