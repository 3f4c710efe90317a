"""A prompt: what a person points at in a frame, in frame pixels, and the window that has to be looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]
MARGIN = 0.15
FIRST_WINDOW = 512
LEAST_WINDOW = 32


@dataclass(frozen=True)
class Area:
    """Whole pixels of a frame, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    def clipped(self, width: int, height: int) -> Area:
        """Return the part inside a frame of `width` by `height` pixels, at least one pixel of it."""
        left, top = min(max(self.left, 0), width - 1), min(max(self.top, 0), height - 1)
        right = min(max(self.right, left + 1), width)
        return Area(left, top, right, min(max(self.bottom, top + 1), height))


@dataclass(frozen=True)
class Prompt:
    """A box as (x, y, width, height), and clicks that belong to the object or do not."""

    box: tuple[float, float, float, float] | None = None
    positives: tuple[Point, ...] = ()
    negatives: tuple[Point, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """All clicks."""
        return self.positives + self.negatives

    def reach(self, width: int, height: int) -> Area | None:
        """Return where the object may lie: the box, stretched to positive clicks; None without a box."""
        if self.box is None:
            return None
        x, y, box_width, box_height = self.box
        xs = [x, x + box_width, *(point[0] for point in self.positives)]
        ys = [y, y + box_height, *(point[1] for point in self.positives)]
        area = Area(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))
        return area.clipped(width, height)


def window_of_box(reach: Area, width: int, height: int, *, margin: float = MARGIN) -> Area:
    """Return the part of the frame around a box, so that the model sees what the object stands against."""
    aside, above = round(reach.width * margin), round(reach.height * margin)
    grown = Area(reach.left - aside, reach.top - above, reach.right + aside, reach.bottom + above)
    return _at_least(grown, LEAST_WINDOW).clipped(width, height)


def window_of_clicks(points: tuple[Point, ...], width: int, height: int, *, side: int) -> Area:
    """Return a window of `side` pixels around the middle of the clicks that holds them all."""
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    margin = side * MARGIN
    wide = max(side, max(xs) - min(xs) + 2 * margin)
    high = max(side, max(ys) - min(ys) + 2 * margin)
    left, top = (min(xs) + max(xs) - wide) / 2, (min(ys) + max(ys) - high) / 2
    # A window that would stick out is moved, not cut: the model wants all the surroundings there are.
    left, top = max(0.0, min(left, width - wide)), max(0.0, min(top, height - high))
    return Area(int(left), int(top), math.ceil(left + wide), math.ceil(top + high)).clipped(width, height)


def _at_least(area: Area, side: int) -> Area:
    aside, above = max(0, side - area.width) // 2, max(0, side - area.height) // 2
    return Area(area.left - aside, area.top - above, area.right + aside, area.bottom + above)
