"""Moves shapes by a turn, a scale and a shift, and keeps them on the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.domain.geometry import (
    Box,
    Ellipse,
    Point,
    Polygon,
    TrackedShape,
    bounds,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Similarity:
    """x' = a x - b y + c, y' = b x + a y + d."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0

    @property
    def scale(self) -> float:
        """How much longer a line becomes."""
        return math.hypot(self.a, self.b)

    @property
    def degrees(self) -> float:
        """The turn, clockwise on a screen."""
        return math.degrees(math.atan2(self.b, self.a))

    def moved(self, x: float, y: float) -> Point:
        """Return where a point goes."""
        return self.a * x - self.b * y + self.c, self.b * x + self.a * y + self.d


def fit_similarity(first_xy: Array, second_xy: Array, *, turns: bool) -> Similarity:
    """Return the least-squares motion of points [n, 2]; without turns it scales and shifts."""
    middle, other = first_xy.mean(axis=0), second_xy.mean(axis=0)
    before, after = first_xy - middle, second_xy - other
    spread = float((before**2).sum())
    if spread < 1e-6:
        return Similarity(c=float(other[0] - middle[0]), d=float(other[1] - middle[1]))
    a = float((before * after).sum()) / spread
    b = float((before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]).sum()) / spread if turns else 0.0
    c = float(other[0] - a * middle[0] + b * middle[1])
    d = float(other[1] - b * middle[0] - a * middle[1])
    return Similarity(a, b, c, d)


def move_shape(shape: TrackedShape, motion: Similarity) -> TrackedShape:
    """Return a shape after a motion; a box without a turn of its own stays upright."""
    if isinstance(shape, Box):
        centre_x, centre_y = motion.moved(shape.x + shape.width / 2, shape.y + shape.height / 2)
        width, height = shape.width * motion.scale, shape.height * motion.scale
        turned = None if shape.rotation is None else _turned(shape.rotation, motion)
        return Box(
            x=centre_x - width / 2, y=centre_y - height / 2, width=width, height=height, rotation=turned
        )
    if isinstance(shape, Ellipse):
        x, y = motion.moved(shape.x, shape.y)
        rx, ry = shape.rx * motion.scale, shape.ry * motion.scale
        turned = shape.rotation
        if turned is not None or abs(motion.degrees) > 1e-9:
            turned = _turned(shape.rotation or 0.0, motion)
        return Ellipse(x=x, y=y, rx=rx, ry=ry, rotation=turned)
    if isinstance(shape, Polygon):
        rings = [[motion.moved(x, y) for x, y in ring] for ring in shape.rings]
        return Polygon(points=rings[0], holes=rings[1:])
    return shape.model_copy(update={"points": [motion.moved(x, y) for x, y in shape.points]})


def scale_shape(shape: TrackedShape, across: float, down: float) -> TrackedShape:
    """Return a shape on a picture that is so many times wider and higher; a turned one keeps its form."""
    if isinstance(shape, Box) and shape.rotation is None:
        return Box(
            x=shape.x * across, y=shape.y * down, width=shape.width * across, height=shape.height * down
        )
    if isinstance(shape, Box):
        mean = (across + down) / 2
        middle_x, middle_y = (shape.x + shape.width / 2) * across, (shape.y + shape.height / 2) * down
        width, height = shape.width * mean, shape.height * mean
        return Box(
            x=middle_x - width / 2,
            y=middle_y - height / 2,
            width=width,
            height=height,
            rotation=shape.rotation,
        )
    if isinstance(shape, Ellipse):
        mean = (across + down) / 2
        scaled = {"x": shape.x * across, "y": shape.y * down, "rx": shape.rx * mean, "ry": shape.ry * mean}
        return shape.model_copy(update=scaled)
    if isinstance(shape, Polygon):
        rings = [[(x * across, y * down) for x, y in ring] for ring in shape.rings]
        return Polygon(points=rings[0], holes=rings[1:])
    return shape.model_copy(update={"points": [(x * across, y * down) for x, y in shape.points]})


def round_shape(shape: TrackedShape) -> TrackedShape:
    """Return a shape with numbers of two decimals, as they are kept."""
    if isinstance(shape, Box | Ellipse):
        rounded = {name: round(value, 2) for name, value in shape if isinstance(value, float)}
        return shape.model_copy(update=rounded)
    if isinstance(shape, Polygon):
        rings = [[(round(x, 2), round(y, 2)) for x, y in ring] for ring in shape.rings]
        return Polygon(points=rings[0], holes=rings[1:])
    return shape.model_copy(update={"points": [(round(x, 2), round(y, 2)) for x, y in shape.points]})


def keep_inside(shape: TrackedShape, width: float, height: float) -> TrackedShape:
    """Return what of a shape can stand on a picture: upright boxes and points are cut, others pushed back."""
    left, top, right, bottom = bounds(shape)
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return shape
    if isinstance(shape, Box) and shape.rotation is None:
        x, y = min(max(left, 0.0), width), min(max(top, 0.0), height)
        return Box(x=x, y=y, width=max(0.0, min(right, width) - x), height=max(0.0, min(bottom, height) - y))
    if isinstance(shape, Box | Ellipse):
        shift_x = max(0.0, -left) - max(0.0, right - width)
        shift_y = max(0.0, -top) - max(0.0, bottom - height)
        return move_shape(shape, Similarity(c=shift_x, d=shift_y))
    if isinstance(shape, Polygon):
        rings = [[_nearest(point, width, height) for point in ring] for ring in shape.rings]
        return Polygon(points=rings[0], holes=rings[1:])
    return shape.model_copy(update={"points": [_nearest(point, width, height) for point in shape.points]})


def _nearest(point: Point, width: float, height: float) -> Point:
    return min(max(point[0], 0.0), width), min(max(point[1], 0.0), height)


def _turned(degrees: float, motion: Similarity) -> float:
    return (degrees + motion.degrees + 180.0) % 360.0 - 180.0
