"""Drops the keyframes of a track that interpolation gives back by itself."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotations.domain.geometry import Box, Ellipse, Keyframe, Polygon, Track, TrackedShape

TOLERANCE = 1.0
"""Pixels by which an outline may differ from what was dropped."""

Array = NDArray[np.float64]


def thin_keyframes(track: Track, *, tolerance: float = TOLERANCE) -> Track:
    """Return a track of fewer keyframes that gives back each dropped one within `tolerance` pixels.

    The first and last keyframe stay, and each at which something other than the shape changes.
    """
    entries = track.keyframes
    kept = {0, len(entries) - 1}
    fixed = [0]
    for place, (earlier, later) in enumerate(pairwise(entries), start=1):
        if later.outside or _said(earlier) != _said(later) or _form(earlier.shape) != _form(later.shape):
            # Nothing is interpolated towards a keyframe that is outside: the shape before it is held.
            if later.outside or earlier.outside or _form(earlier.shape) != _form(later.shape):
                fixed.append(place - 1)
            fixed.append(place)
    fixed.append(len(entries) - 1)
    kept.update(fixed)
    for first, last in pairwise(sorted(kept)):
        if last - first > 1:
            kept |= _needed(entries[first : last + 1], first, tolerance)
    return track.model_copy(update={"keyframes": [entries[place] for place in sorted(kept)]})


def _needed(entries: list[Keyframe], offset: int, tolerance: float) -> set[int]:
    """Return the places, counted from `offset`, between the ends of a stretch that have to stay."""
    values = np.array([_values(entry.shape) for entry in entries])
    frames = np.array([entry.frame for entry in entries], np.float64)
    turning = _turns(entries[0].shape)
    needed: set[int] = set()
    open_stretches = [(0, len(entries) - 1)]
    while open_stretches:
        first, last = open_stretches.pop()
        if last - first < 2:
            continue
        share = ((frames[first + 1 : last] - frames[first]) / (frames[last] - frames[first]))[:, None]
        change = values[last] - values[first]
        if turning:
            change = change.copy()
            change[-1] = (change[-1] + 180.0) % 360.0 - 180.0
        between = values[first] + share * change
        error = _distance(between, values[first + 1 : last], entries[0].shape)
        worst = int(np.argmax(error))
        if error[worst] > tolerance:
            middle = first + 1 + worst
            needed.add(offset + middle)
            open_stretches += [(first, middle), (middle, last)]
    return needed


def _said(entry: Keyframe) -> tuple[bool, bool, dict[str, object]]:
    return entry.outside, entry.occluded, dict(entry.attributes)


def _form(shape: TrackedShape) -> tuple[object, ...]:
    """What two shapes must share for their numbers to be interpolated one by one."""
    if isinstance(shape, Box | Ellipse):
        return (shape.type, shape.rotation is None)
    rings = [len(hole) for hole in shape.holes] if isinstance(shape, Polygon) else []
    return (shape.type, len(shape.points), *rings, *getattr(shape, "visibility", ()))


def _turns(shape: TrackedShape) -> bool:
    return isinstance(shape, Box | Ellipse)


def _values(shape: TrackedShape) -> list[float]:
    if isinstance(shape, Box):
        return [shape.x, shape.y, shape.width, shape.height, shape.rotation or 0.0]
    if isinstance(shape, Ellipse):
        return [shape.x, shape.y, shape.rx, shape.ry, shape.rotation or 0.0]
    rings = shape.rings if isinstance(shape, Polygon) else [shape.points]
    return [value for ring in rings for point in ring for value in point]


def _distance(first: Array, second: Array, shape: TrackedShape) -> Array:
    """The furthest that a point of one outline [n, k] lies from the same point of the other, [n]."""
    apart = _outline(first, shape) - _outline(second, shape)
    furthest: Array = np.hypot(apart[..., 0], apart[..., 1]).max(axis=1)
    return furthest


def _outline(values: Array, shape: TrackedShape) -> Array:
    """Points [n, p, 2] that tell where shapes [n, k] lie."""
    if not isinstance(shape, Box | Ellipse):
        return values.reshape(len(values), -1, 2)
    angle = np.radians(values[:, 4])
    if isinstance(shape, Box):
        half = values[:, 2:4] / 2
        centre = values[:, :2] + half
        signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64)
    else:
        half, centre = values[:, 2:4], values[:, :2]
        signs = np.array([[-1, 0], [0, -1], [1, 0], [0, 1]], np.float64)
    reach = half[:, None, :] * signs[None]
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x = centre[:, 0, None] + reach[..., 0] * cosine - reach[..., 1] * sine
    y = centre[:, 1, None] + reach[..., 0] * sine + reach[..., 1] * cosine
    return np.stack([x, y], axis=2)


def is_close(first: TrackedShape, second: TrackedShape, *, tolerance: float = TOLERANCE) -> bool:
    """Tell whether no point of an outline lies further than `tolerance` pixels from the same of another."""
    if _form(first)[0] != _form(second)[0] or len(_values(first)) != len(_values(second)):
        return False
    apart = _distance(np.array([_values(first)]), np.array([_values(second)]), first)
    return math.isfinite(apart[0]) and bool(apart[0] <= tolerance)
