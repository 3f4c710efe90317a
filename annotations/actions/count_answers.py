"""How often people answered for each label, kept by the relay: what the queue calls rare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TypeGuard

from annotations.domain.annotation import Annotation
from annotations.domain.correction import Correction
from annotations.domain.prediction import Prediction
from annotations.store import queue
from annotations.store.client import Session


def count_answers(made: Sequence[Correction], answered: dict[str, Prediction], *, session: Session) -> None:
    """Count the objects that came, went or changed their label, and the predictions that were rejected."""
    amounts: dict[str, Counter[str]] = defaultdict(Counter)
    rejected = {
        entry.prediction_id: entry for entry in made if entry.kind == "reject" and entry.prediction_id
    }
    for entry in made:
        for found, amount in ((entry.before, -1), (entry.after, 1)):
            if _stands(found):
                amounts[entry.project_id][found.label] += amount
    for prediction_id, entry in rejected.items():
        if prediction_id in answered:
            amounts[entry.project_id][answered[prediction_id].label] += 1
    for project_id, labels in amounts.items():
        queue.add_to_labels(project_id, dict(labels), session=session)


def _stands(found: Annotation | None) -> TypeGuard[Annotation]:
    return found is not None and not found.removed
