"""Count what people make of the predictions, as the relay tells of it."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.correction import Correction
from annotations.domain.ids import PREDICTION_ID
from annotations.domain.learning import count_corrections, named_prediction
from annotations.store import learning, predictions
from annotations.store.client import Session


def count_learning(corrections: Sequence[Correction], *, session: Session) -> None:
    """Add corrections to the counters of their days, in the relay's transaction."""
    if not corrections:
        return
    names = {name for entry in corrections if (name := named_prediction(entry))}
    # What another program wrote may name anything.
    named = [name for name in names if PREDICTION_ID.match(name)]
    answered = predictions.find_predictions(named) if named else {}
    learning.add_counts(count_corrections(corrections, answered), session=session)
