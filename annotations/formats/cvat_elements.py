"""Elements of CVAT's XML as shapes."""

from __future__ import annotations

import math

from pydantic import ValidationError

from annotations.domain.geometry import (
    Box,
    Ellipse,
    Mask,
    Point,
    Points,
    Polygon,
    Polyline,
    TrackedShape,
)
from annotations.errors import TracksInvalid
from annotations.formats.decimals import DECIMALS
from annotations.formats.xml_events import Attributes

SHAPES = frozenset({"box", "polygon", "polyline", "points", "ellipse", "skeleton", "mask"})


def read_shape(line: int, name: str, said: Attributes, *, width: int, height: int) -> TrackedShape | Mask:
    """Return the shape that an element says; a skeleton has points inside, and is not read here.

    Raises:
        TracksInvalid: a number is missing or none, or the shape is no shape.
    """
    try:
        if name == "box":
            left, top = number(line, said, "xtl"), number(line, said, "ytl")
            right, bottom = number(line, said, "xbr"), number(line, said, "ybr")
            return Box(
                x=left,
                y=top,
                width=round(right - left, DECIMALS),
                height=round(bottom - top, DECIMALS),
                rotation=number(line, said, "rotation", 0.0) or None,
            )
        if name == "ellipse":
            return Ellipse(
                x=number(line, said, "cx"),
                y=number(line, said, "cy"),
                rx=number(line, said, "rx"),
                ry=number(line, said, "ry"),
                rotation=number(line, said, "rotation", 0.0) or None,
            )
        if name == "mask":
            return _mask(line, said, width=width, height=height)
        points = read_points(line, said)
        if name == "polygon":
            return Polygon(points=points)
        return Polyline(points=points) if name == "polyline" else Points(points=points)
    except ValidationError as fault:
        reason = fault.errors()[0]["msg"]
        message = f"Line {line}: the {name} is not whole: {reason}."
        raise TracksInvalid(message) from fault


def read_points(line: int, said: Attributes) -> list[Point]:
    """Return the points of an element."""
    points: list[Point] = []
    for pair in said.get("points", "").split(";"):
        x, _comma, y = pair.partition(",")
        points.append((_finite(line, x, "points"), _finite(line, y, "points")))
    return points


def number(line: int, said: Attributes, name: str, default: float | None = None) -> float:
    """Return a number that an element says."""
    if name not in said and default is not None:
        return default
    return _finite(line, said.get(name, ""), name)


def whole(line: int, said: Attributes, name: str, default: int | None = None) -> int:
    """Return a whole number that an element says."""
    found = number(line, said, name, default)
    if not float(found).is_integer():
        message = f"Line {line}: {name} is not a whole number."
        raise TracksInvalid(message)
    return int(found)


def flag(line: int, said: Attributes, name: str, *, default: bool = False) -> bool:
    """Return what an element says with 0 or 1."""
    text = said.get(name, "1" if default else "0")
    if text not in {"0", "1"}:
        message = f"Line {line}: {name} is 0 or 1, not “{text[:40]}”."
        raise TracksInvalid(message)
    return text == "1"


def _finite(line: int, text: str, name: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or abs(found) > 1e9:
        message = (
            f"Line {line}: {name} needs a number, not “{text[:40]}”."
            if text
            else f"Line {line}: {name} is missing."
        )
        raise TracksInvalid(message)
    return found


def _mask(line: int, said: Attributes, *, width: int, height: int) -> Mask:
    """Turn CVAT's counts, along the rows of a cut-out, into counts down the columns of the frame."""
    left, top = whole(line, said, "left"), whole(line, said, "top")
    across, down = whole(line, said, "width"), whole(line, said, "height")
    if min(left, top) < 0 or min(across, down) < 1 or left + across > width or top + down > height:
        message = f"Line {line}: the mask reaches outside the picture of {width} × {height} pixels."
        raise TracksInvalid(message)
    runs = [whole(line, {"rle": part}, "rle") for part in said.get("rle", "").split(",")]
    if min(runs) < 0 or sum(runs) != across * down:
        message = f"Line {line}: the mask's runs do not add up to its width times its height."
        raise TracksInvalid(message)
    rows = bytearray().join(bytes([place % 2]) * run for place, run in enumerate(runs))
    counts: list[int] = []
    value, run = 0, left * height
    for column in range(across):
        inside = bytes(top) + bytes(rows[column::across]) + bytes(height - top - down)
        at = 0
        while at < height:
            end = inside.find(1 - value, at)
            end = height if end < 0 else end
            run += end - at
            if end < height:
                counts.append(run)
                value, run = 1 - value, 0
            at = end
    outside = (width - left - across) * height
    counts += [run + outside] if value == 0 else [run, outside]
    return Mask(size=(height, width), counts=counts if counts[-1] else counts[:-1])
