"""How a project keeps its quality: answers of several people, and frames whose truth is known."""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import Field

from annotations.domain.name import Name
from annotations.domain.queue import GOLDEN
from annotations.domain.record import Record

Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class PanelPolicy(Record):
    """Which frames several people label, each alone, and what becomes of their answers.

    `share` of the frames go to `people` each; with `labels` only frames on which a model shows one of them.
    Objects that overlap by `overlap` are one; it is kept when `keep` of the voters say it. With `model_votes`
    the champion is a voter too. Where all agree, `finish_agreed` merges and approves without a person.
    """

    share: Part = 0.0
    people: Annotated[int, Field(strict=True, ge=2, le=10)] = 3
    labels: Annotated[tuple[Name, ...], Field(max_length=200)] = ()
    overlap: Annotated[float, Field(ge=0.1, le=0.95, allow_inf_nan=False)] = 0.5
    keep: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.5
    model_votes: bool = False
    finish_agreed: bool = False


class TruthPolicy(Record):
    """How often a frame whose truth is known is handed out as if it were any other.

    The first `first` frames of each person are such ones, then `share` of them; `feedback` tells the person
    at once how it went.
    """

    on: bool = False
    first: Annotated[int, Field(strict=True, ge=0, le=100)] = 5
    share: Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)] = 0.1
    feedback: bool = False


class QualityPolicy(Record):
    """A project's answers by several people, and its frames of known truth."""

    panels: PanelPolicy = Field(default_factory=PanelPolicy)
    truth: TruthPolicy = Field(default_factory=TruthPolicy)

    @property
    def is_on(self) -> bool:
        """Whether people may be handed a frame to label alone."""
        return self.panels.share > 0 or self.truth.on


def is_for_several(frame_id: str, shown: list[str], policy: PanelPolicy) -> bool:
    """Tell whether a frame is one of those that several people label: drawn by its id, once for ever."""
    if policy.share <= 0 or (policy.labels and not set(policy.labels) & set(shown)):
        return False
    return _chance(f"several:{frame_id}") < policy.share


def is_truth_turn(person_id: str, number: int, policy: TruthPolicy) -> bool:
    """Tell whether a person's hand-out, counted from 1, is one of known truth.

    After the first ones the share is held to within a few; each person has a rhythm of their own, which
    nobody sees.
    """
    if not policy.on:
        return False
    if number <= policy.first:
        return True
    return (number * GOLDEN + _chance(f"turn:{person_id}")) % 1.0 < policy.share


def _chance(name: str) -> float:
    drawn = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=6).digest(), "big")
    return drawn / 2**48
