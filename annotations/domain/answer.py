"""An independent answer: what one person says of a frame without seeing what others say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.matching import Drawn
from annotations.domain.record import Record

Purpose = Literal["panel", "truth"]
AnswerStatus = Literal["open", "submitted", "skipped"]


class Answer(Record):
    """One person's copy of a frame. `seq` counts its corrections, as a frame's does its own.

    `objects` holds removed ones too, so that undo finds them; `decided` says what became of predictions.
    """

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    actor: Actor
    purpose: Purpose
    status: AnswerStatus = "open"
    seq: int = 0
    objects: list[Annotation] = Field(default_factory=list)
    decided: list[tuple[str, str | None]] = Field(default_factory=list)
    comment: str | None = None
    opened_at: datetime
    until: datetime
    ended_at: datetime | None = None

    def page(self, *, removed: bool, after: str | None, limit: int) -> list[Annotation]:
        """Return the objects that stand, or those that were removed, by id from the one after."""
        found = sorted((made for made in self.objects if made.removed == removed), key=lambda made: made.id)
        return [made for made in found if made.id > (after or "")][:limit]

    def drawn(self) -> list[Drawn]:
        """Return what stands, as agreement compares it."""
        return [as_drawn(found) for found in self.objects if not found.removed]


def answer_id(frame_id: str, person_id: str) -> str:
    """Name the one answer that a person can give of a frame."""
    return f"{frame_id}:{person_id}"


def as_drawn(found: Annotation) -> Drawn:
    """Return an object as agreement compares it."""
    return Drawn(id=found.id, label=found.label, shape=found.shape)


def lasts(at: datetime, minutes: float) -> datetime:
    """Return until when a frame handed out is somebody's."""
    return at + timedelta(minutes=minutes)
