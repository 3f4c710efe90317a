"""Count what people make of the predictions, as the relay tells of it."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.correction import Correction
from annotations.domain.learning import count_corrections
from annotations.domain.prediction import Prediction
from annotations.store import learning
from annotations.store.client import Session


def count_learning(
    corrections: Sequence[Correction], answered: dict[str, Prediction], *, session: Session
) -> None:
    """Add corrections, which answer predictions, to the counters of their days in the relay's transaction."""
    if corrections:
        learning.add_counts(count_corrections(corrections, answered), session=session)
