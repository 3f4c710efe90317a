"""Find the few boxes of many from which linear interpolation gives back all of them as they were written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from annotations.domain.geometry import Box, Keyframe, Track
from annotations.domain.interpolation import place_over
from annotations.formats.decimals import DECIMALS, decimal

Row = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""
TOLERANCE = 0.51 * 10**-DECIMALS
"""What rounding makes of a point on a line, and a little more: the last word has what is written."""
REACH = 256
"""Boxes looked at beyond the last one that a line could end on."""


def thin_boxes(first: int, rows: Sequence[Row], forced: Collection[int] = ()) -> list[int]:
    """Return the places, of boxes on successive frames, that have to be keyframes.

    Args:
        first: The frame of the first box.
        rows: One box for each frame.
        forced: Places that are kept whatever lies around them.
    """
    kept = {0, len(rows) - 1, *forced}
    borders = sorted(kept)
    for start, end in pairwise(borders):
        kept.update(_swing(rows, start, end))
    while wrong := _missed(first, rows, sorted(kept)):
        kept.update(wrong)
    return sorted(kept)


def _swing(rows: Sequence[Row], start: int, end: int) -> list[int]:
    """Draw lines as long as all boxes beside them are met; each ends on a box."""
    found: list[int] = []
    while start < end:
        low, high = [-float("inf")] * 4, [float("inf")] * 4
        best, place = start + 1, start + 1
        while place <= end and place - best <= REACH:
            steps = place - start
            slopes = [(there - here) / steps for here, there in zip(rows[start], rows[place], strict=True)]
            if all(least <= slope <= most for least, slope, most in zip(low, slopes, high, strict=True)):
                best = place
            slack = TOLERANCE / steps
            low = [max(least, slope - slack) for least, slope in zip(low, slopes, strict=True)]
            high = [min(most, slope + slack) for most, slope in zip(high, slopes, strict=True)]
            if any(least > most for least, most in zip(low, high, strict=True)):
                break
            place += 1
        found.append(best)
        start = best
    return found


def _missed(first: int, rows: Sequence[Row], kept: list[int]) -> list[int]:
    """Return the places at which the keyframes do not give back the box to the last digit."""
    keyframes = [Keyframe(frame=first + place, shape=_box(rows[place])) for place in kept]
    missed: list[int] = []
    for index, placed in place_over(Track.model_construct(keyframes=keyframes), first, first + len(rows) - 1):
        shape, row = placed.shape, rows[index - first]
        if isinstance(shape, Box) and not placed.is_keyframe:
            given = (shape.x, shape.y, shape.width, shape.height)
            if any(decimal(mine) != decimal(theirs) for mine, theirs in zip(given, row, strict=True)):
                missed.append(index - first)
    return missed


def _box(row: Row) -> Box:
    return Box(x=row[0], y=row[1], width=row[2], height=row[3])
