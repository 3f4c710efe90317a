"""How often people answered for each label, kept by the relay: what the queue calls rare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TypeGuard

from annotations.domain.annotation import Annotation
from annotations.domain.correction import Correction
from annotations.store import predictions, queue
from annotations.store.client import Session


def count_answers(made: Sequence[Correction], *, session: Session) -> None:
    """Count the objects that came, went or changed their label, and the predictions that were rejected."""
    amounts: dict[str, Counter[str]] = defaultdict(Counter)
    rejected = {
        entry.prediction_id: entry for entry in made if entry.kind == "reject" and entry.prediction_id
    }
    for entry in made:
        for found, amount in ((entry.before, -1), (entry.after, 1)):
            if _stands(found):
                amounts[entry.project_id][found.label] += amount
    if rejected:
        for prediction_id, said in predictions.find_predictions(list(rejected)).items():
            amounts[rejected[prediction_id].project_id][said.label] += 1
    for project_id, labels in amounts.items():
        queue.add_to_labels(project_id, dict(labels), session=session)


def _stands(found: Annotation | None) -> TypeGuard[Annotation]:
    return found is not None and not found.removed
