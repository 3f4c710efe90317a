"""A review: how far a frame is, in the words of the person who says so."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.asset import Verdict
from annotations.domain.record import Record


class Review(Record):
    """Submitted or skipped by who annotates, approved or returned by a second person."""

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    frame_seq: int
    verdict: Verdict
    comment: str | None
    actor: Actor
    created_at: datetime
