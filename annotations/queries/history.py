"""One object's history, as its ledger tells it."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.domain.answer import Answer
from annotations.domain.asset import Frame
from annotations.domain.correction import Correction
from annotations.errors import NotFound
from annotations.store import annotations as objects
from annotations.store import answers, corrections


@dataclass(frozen=True)
class History:
    """A stretch of an object's corrections, newest first, and what all of them took together."""

    corrections: list[Correction]
    time_spent_ms: int


def read_history(
    frame: Frame, annotation_id: str, *, before: int | None, limit: int, own: Answer | None = None
) -> History:
    """Read an object's history; a removed object has one too. Who answers alone sees the own objects' only.

    Raises:
        NotFound: the object is not of this frame.
    """
    if own is not None and any(made.id == annotation_id for made in own.objects):
        told = answers.list_history(own, annotation_id)
        return History(
            corrections=[entry for entry in told if before is None or entry.frame_seq < before][:limit],
            time_spent_ms=sum(entry.request.time_spent_ms or 0 for entry in told),
        )
    found = None if own is not None else objects.find_annotations([annotation_id]).get(annotation_id)
    if found is None or found.frame_id != frame.id:
        message = "There is no such object on this frame."
        raise NotFound(message)
    return History(
        corrections=corrections.page_history(annotation_id, before=before, limit=limit),
        time_spent_ms=corrections.total_time_spent(annotation_id),
    )
