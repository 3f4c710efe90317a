"""A review: a second person's verdict on a frame."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.asset import Verdict
from annotations.domain.record import Record


class Review(Record):
    """Approved or returned, with an optional comment."""

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    frame_seq: int
    verdict: Verdict
    comment: str | None
    actor: Actor
    created_at: datetime
