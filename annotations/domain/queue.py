"""How a project hands out its next frames."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from annotations.domain.record import Record

Strategy = Literal["uncertainty", "disagreement", "rare", "diversity", "random", "order"]


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
