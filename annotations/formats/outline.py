"""The outline of a closed shape as points."""

from __future__ import annotations

import math

from annotations.domain.geometry import Box, Ellipse, Polygon

ELLIPSE_POINTS = 36


def outline(shape: Box | Ellipse | Polygon) -> list[tuple[float, float]]:
    """Return the corners of a shape in image pixels, in order."""
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
