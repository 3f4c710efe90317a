"""A rectangular part of a frame, in frame pixels."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, FiniteFloat

from annotations.domain.geometry import Shape, Tag, bounds
from annotations.domain.record import Record


class Region(Record):
    """An upright rectangle by its top left corner and size."""

    x: FiniteFloat
    y: FiniteFloat
    width: Annotated[FiniteFloat, Field(gt=0)]
    height: Annotated[FiniteFloat, Field(gt=0)]

    def covers(self, shape: Shape) -> bool:
        """Whether the middle of a shape lies inside; a tag of the whole frame always does."""
        if isinstance(shape, Tag):
            return True
        left, top, right, bottom = bounds(shape)
        x, y = (left + right) / 2, (top + bottom) / 2
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height

    def holds(self, other: Region) -> bool:
        """Whether another region lies wholly inside."""
        across = self.x <= other.x and other.x + other.width <= self.x + self.width
        return across and self.y <= other.y and other.y + other.height <= self.y + self.height
