"""Blind comparison: what two versions say of a frame, and who chose which of them without knowing it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from annotations.domain.geometry import Box, Tag
from annotations.domain.record import Record

Side = Literal["candidate", "champion", "equal"]
Choice = Literal["a", "b", "equal"]


class BlindShape(Record):
    """One thing that a version shows on a frame, without a word of who says it."""

    label: str
    score: float
    shape: Box | Tag


class HeldShape(Record):
    """One thing that people say is on a held-out frame."""

    label: str
    shape: Box | Tag


class BlindSet(Record):
    """What the candidate and the champion of an evaluation show on one frame.

    `place` orders the frames of an evaluation: those on which the two differ most first, then those that the
    candidate predicted in shadow. `people` is what both were measured by; empty in shadow.
    """

    id: str
    project_id: str
    evaluation_id: str
    frame_id: str
    asset_id: str
    width: int
    height: int
    place: int
    candidate: list[BlindShape]
    champion: list[BlindShape]
    people: list[HeldShape] = Field(default_factory=list)
    created_at: datetime


class BlindPair(Record):
    """One person's comparison: `is_swapped` puts the candidate on side b. Its choice is never changed."""

    id: str
    project_id: str
    evaluation_id: str
    set_id: str
    person_id: str
    is_swapped: bool
    choice: Side | None = None
    created_at: datetime
    voted_at: datetime | None = None


def unveil(pair: BlindPair, choice: Choice) -> Side:
    """Tell whom a choice is for."""
    if choice == "equal":
        return "equal"
    return "candidate" if (choice == "b") == pair.is_swapped else "champion"
