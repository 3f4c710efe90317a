"""The outline of a closed shape as points."""

from __future__ import annotations

import math

from annotations.domain.geometry import Box, Ellipse, Polygon

ELLIPSE_POINTS = 36


def outline(shape: Box | Ellipse | Polygon) -> list[tuple[float, float]]:
    """Return the corners of a shape in image pixels, in order; a polygon's holes are not in it."""
    if isinstance(shape, Polygon):
        return list(shape.points)
    turn = math.radians(shape.rotation or 0.0)
    if isinstance(shape, Ellipse):
        steps = (2 * math.pi * place / ELLIPSE_POINTS for place in range(ELLIPSE_POINTS))
        local = [(shape.rx * math.cos(step), shape.ry * math.sin(step)) for step in steps]
        centre = (shape.x, shape.y)
    else:
        half_width, half_height = shape.width / 2, shape.height / 2
        local = [
            (-half_width, -half_height),
            (half_width, -half_height),
            (half_width, half_height),
            (-half_width, half_height),
        ]
        centre = (shape.x + half_width, shape.y + half_height)
    cosine, sine = math.cos(turn), math.sin(turn)
    return [(centre[0] + x * cosine - y * sine, centre[1] + x * sine + y * cosine) for x, y in local]


def keyhole(polygon: Polygon) -> list[tuple[float, float]]:
    """Return a polygon with holes as one ring: each hole hangs on the outline by a slit without width.

    Filled even-odd this ring covers exactly what the polygon covers. Formats that know one ring for an object
    are given holes in this way.
    """
    ring = list(polygon.points)
    for hole in polygon.holes:
        joint, start = _nearest(ring, hole)
        round_trip = [*hole[start:], *hole[: start + 1]]
        ring[joint + 1 : joint + 1] = [*round_trip, ring[joint]]
    return ring


def _nearest(ring: list[tuple[float, float]], hole: list[tuple[float, float]]) -> tuple[int, int]:
    # From the hole's leftmost point: nearest over all pairs would cost seconds with thousands of points.
    start = min(range(len(hole)), key=lambda place: hole[place])
    joint = min(range(len(ring)), key=lambda place: math.dist(ring[place], hole[start]))
    return joint, start
