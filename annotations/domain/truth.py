"""Known truth: frames whose objects are taken as right, and how people's answers compare with them."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.matching import Drawn
from annotations.domain.quality_counts import TruthScore
from annotations.domain.record import Record


class Truth(Record):
    """A frame of known truth, as its objects stood when it was marked. Its id is the frame's.

    `authors` worked on it and are not tested with it; `chance` is its place in the order of handing out.
    """

    id: str
    project_id: str
    asset_id: str
    frame_seq: int
    objects: list[Drawn]
    authors: list[str]
    chance: float
    marked_by: Actor
    marked_at: datetime


class Scored(Record):
    """One person's answer of a frame of known truth, compared. Never changed."""

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    person: Actor
    score: TruthScore
    at: datetime
