"""Shapes as elements of CVAT's XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotations.domain.geometry import (
    Box,
    Ellipse,
    Mask,
    Point,
    Points,
    Polygon,
    Polyline,
    Shape,
    Skeleton,
    bounds,
)
from annotations.formats.decimals import decimal
from annotations.formats.markup import opened
from annotations.formats.outline import keyhole

Fields = list[tuple[str, str | int | float]]
_RUNS = re.compile(rb"\x00+|\x01+")


def shape_fields(shape: Shape) -> Fields:
    """Return the attributes that say where a shape is."""
    if isinstance(shape, Box):
        return [
            ("xtl", shape.x),
            ("ytl", shape.y),
            ("xbr", shape.x + shape.width),
            ("ybr", shape.y + shape.height),
            *_rotation(shape.rotation),
        ]
    if isinstance(shape, Ellipse):
        return [
            ("cx", shape.x),
            ("cy", shape.y),
            ("rx", shape.rx),
            ("ry", shape.ry),
            *_rotation(shape.rotation),
        ]
    if isinstance(shape, Polygon):
        return [("points", _listed(keyhole(shape)))]
    if isinstance(shape, Polyline | Points):
        return [("points", _listed(shape.points))]
    if isinstance(shape, Mask):
        return _mask(shape)
    return []


def joints(shape: Skeleton, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the points of a skeleton as elements, named by the label's template or by their place."""
    for place, point in enumerate(shape.points):
        seen = shape.visibility[place] if place < len(shape.visibility) else 2
        yield opened(
            "points",
            [
                ("label", names[place] if place < len(names) else str(place + 1)),
                ("outside", int(seen == 0)),
                ("occluded", int(seen == 1)),
                ("points", _listed([point])),
            ],
            ends=True,
        )


def _rotation(degrees: float | None) -> Fields:
    return [("rotation", degrees % 360)] if degrees else []


def _listed(points: list[Point]) -> str:
    return ";".join(f"{decimal(x)},{decimal(y)}" for x, y in points)


def _mask(mask: Mask) -> Fields:
    """Cut a mask out by its bounds; CVAT counts along the rows, beginning with what is empty."""
    left, top, right, bottom = (int(edge) for edge in bounds(mask))
    width, height = right - left, bottom - top
    pixels = bytearray(width * height)
    position, rows = 0, mask.size[0]
    for place, run in enumerate(mask.counts):
        here, end = position, position + run
        while place % 2 and here < end:
            column, row = divmod(here, rows)
            length = min(rows - row, end - here)
            start = (row - top) * width + column - left
            pixels[start : start + (length - 1) * width + 1 : width] = b"\1" * length
            here += length
        position = end
    counts = [len(found[0]) for found in _RUNS.finditer(pixels)]
    return [
        ("rle", ", ".join(str(run) for run in ([0, *counts] if pixels[:1] == b"\1" else counts))),
        ("left", left),
        ("top", top),
        ("width", width),
        ("height", height),
    ]
