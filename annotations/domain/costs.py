"""What work costs, as a project's managers say."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotations.domain.record import Record


class Costs(Record):
    """What an hour of labelling costs, for the figure of money saved; None while nobody has said."""

    hourly_rate: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] | None = None
    currency: Annotated[str, Field(min_length=1, max_length=8, pattern=r"^\S+$")] = "EUR"
