"""Polygons as COCO run lengths, for what rings alone cannot say: holes."""

from __future__ import annotations

import math
from itertools import pairwise

from annotations.domain.geometry import Polygon

Crossings = list[list[float]]


def polygon_runs(polygon: Polygon, width: int, height: int) -> list[int]:
    """Return the pixels of a polygon as COCO counts: down the columns, the first run empty, even-odd.

    A pixel belongs to the polygon when its centre does.
    """
    counts: list[int] = []
    position = 0
    for column, crossings in enumerate(_column_crossings(polygon, width)):
        for enter, leave in zip(crossings[::2], crossings[1::2], strict=True):
            first, last = _first_centre(enter, height), _first_centre(leave, height)
            if last <= first:
                continue
            start = column * height + first
            if counts and start == position:
                counts[-1] += last - first
            else:
                counts += [start - position, last - first]
            position = column * height + last
    if position < width * height:
        counts.append(width * height - position)
    return counts


def _column_crossings(polygon: Polygon, width: int) -> Crossings:
    """Return where the rings cross the middle of each pixel column, sorted downwards."""
    crossings: Crossings = [[] for _column in range(width)]
    for ring in polygon.rings:
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
            (left_x, left_y), (right_x, right_y) = sorted(((ax, ay), (bx, by)))
            # Half open: a corner on the middle of a column is crossed once by its two edges, or not at all.
            for column in range(max(0, math.ceil(left_x - 0.5)), min(width, math.ceil(right_x - 0.5))):
                share = (column + 0.5 - left_x) / (right_x - left_x)
                crossings[column].append(left_y + share * (right_y - left_y))
    return [sorted(column) for column in crossings]


def _first_centre(y: float, height: int) -> int:
    """Return the first pixel row whose centre is not above `y`."""
    return min(height, max(0, math.ceil(y - 0.5)))
