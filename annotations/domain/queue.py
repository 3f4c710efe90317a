"""How a project hands out its next frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator

from annotations.domain.actor import Actor
from annotations.domain.record import Record

Strategy = Literal["uncertainty", "disagreement", "rare", "diversity", "random", "order"]

K = TypeVar("K")
GOLDEN = 0.6180339887498949
"""Multiples of it, less their whole parts, fill the unit interval as evenly as can be."""
PLASTIC = 0.5698402909980532
"""As `GOLDEN`, and evenly over the square together with it."""


class StrategyShare(Record):
    """A strategy and how much of the draws it gets, in proportion to the other shares."""

    strategy: Strategy
    share: Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]


class QueuePolicy(Record):
    """Which frames come next, and for how long a frame handed out is its holder's."""

    mix: Annotated[tuple[StrategyShare, ...], Field(min_length=1, max_length=6)] = (
        StrategyShare(strategy="uncertainty", share=1),
    )
    lease_minutes: Annotated[float, Field(ge=0.1, le=1_440)] = 10.0

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        named = [entry.strategy for entry in self.mix]
        if len(set(named)) < len(named):
            raise ValueError("a strategy stands in the mix once")
        return self


class Lease(Record):
    """A frame in somebody's hands until a moment; `passed` when its holder gave it back undone.

    Its id is the frame's: nobody else can have it meanwhile.
    """

    id: str
    project_id: str
    holder: Actor
    taken_at: datetime
    until: datetime
    passed: bool = False
    strategy: Strategy | None = None
    score: float | None = None
    reason: str | None = None


def share_out(mix: Sequence[StrategyShare]) -> dict[Strategy, float]:
    """Return what part of all draws each strategy gets; together they are one."""
    whole = sum(entry.share for entry in mix)
    return {entry.strategy: entry.share / whole for entry in mix}


def rank_strategies(mix: Sequence[StrategyShare], number: int) -> list[Strategy]:
    """Return whose turn a draw is, and who takes it instead while the one before has no candidate.

    The draws 1, 2, 3 … hold the shares at every moment to within a few draws; nothing is left to chance.
    The turns of a strategy without candidates go to the others in proportion to their own shares.
    """
    return _rank(share_out(mix), (number * GOLDEN) % 1.0)


def rank_labels(weights: Mapping[str, float], number: int) -> list[str]:
    """Return labels in the order in which a draw tries them: as often first as they weigh.

    The draws of a mix that come to this are themselves chosen by their number, so another fraction chooses.
    """
    weighed = {label: weight for label, weight in sorted(weights.items()) if weight > 0}
    return _rank(weighed, (number * PLASTIC) % 1.0)


def _rank(shares: Mapping[K, float], at: float) -> list[K]:
    """Return who gets a point of the unit interval; then who gets it if that one is not there, and so on."""
    left = dict(shares)
    ranked: list[K] = []
    while left:
        chosen, at = _choose(left, at)
        ranked.append(chosen)
        del left[chosen]
    return ranked


def _choose(left: Mapping[K, float], at: float) -> tuple[K, float]:
    """Return whose part of the unit interval a point lies in, and how far along that part it lies."""
    whole, low = sum(left.values()), 0.0
    items = list(left.items())
    for name, share in items[:-1]:
        part = share / whole
        if at < low + part:
            return name, (at - low) / part
        low += part
    name, share = items[-1]
    return name, min(1.0, max(0.0, (at - low) / (share / whole)))
