"""How the pixels of an object move from one picture to the next: optical flow that is checked both ways."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.tracking.similarity import Array, Similarity, fit_similarity

Grey = NDArray[np.uint8]

_GRID = 12
_WINDOW = (13, 13)
_LEVELS = 3
_SIDE = 160
"""Pixels to which a larger object is scaled down before its motion is measured."""
_ROOM = 0.75
"""Part of the object's sides that is looked at around it."""
_ROUND_TRIP = 1.0
"""Pixels by which a point may miss its start after going there and back."""
_FEWEST = 6


@dataclass(frozen=True)
class Motion:
    """What the flow says; `trust` is the part of the points that agree, 0 when nothing can be said."""

    similarity: Similarity
    trust: float


def measure_motion(
    before: Grey, after: Grey, bounds_xyxy: tuple[float, float, float, float], *, turns: bool
) -> Motion:
    """Measure how what lies in a rectangle of `before` stands in `after`.

    Args:
        before: One grey picture.
        after: The next, of the same size.
        bounds_xyxy: The object in `before`, in pixels.
        turns: Whether it may turn as well.
    """
    left, top, right, bottom = bounds_xyxy
    width, height = max(right - left, 8.0), max(bottom - top, 8.0)
    rows, columns = before.shape
    x0, y0 = max(0, int(left - _ROOM * width)), max(0, int(top - _ROOM * height))
    x1 = min(columns, int(right + _ROOM * width) + 1)
    y1 = min(rows, int(bottom + _ROOM * height) + 1)
    if x1 - x0 < 16 or y1 - y0 < 16:
        return Motion(Similarity(), 0.0)
    scale = min(1.0, _SIDE / max(width, height))
    first, second = _part(before, x0, y0, x1, y1, scale), _part(after, x0, y0, x1, y1, scale)
    points = _points_in(left, top, right, bottom, columns, rows)
    if len(points) < _FEWEST:
        return Motion(Similarity(), 0.0)
    origin = np.array([x0, y0], np.float64)
    sent = ((points - origin) * scale).astype(np.float32).reshape(-1, 1, 2)
    there, arrived = _flow(first, second, sent)
    back, returned = _flow(second, first, there)
    missed = np.linalg.norm((back - sent).reshape(-1, 2), axis=1)
    good = arrived & returned & (missed < _ROUND_TRIP)
    if good.sum() < _FEWEST:
        return Motion(Similarity(), 0.0)
    came = there.reshape(-1, 2)[good].astype(np.float64) / scale + origin
    return _agreed(points[good], came, len(points), turns=turns)


def likeness(first: Grey, second: Grey) -> float:
    """Return the normalised correlation of two patches of one size: 1 for the same, 0 for nothing alike."""
    found = cv2.matchTemplate(first, second, cv2.TM_CCOEFF_NORMED)
    value = float(found[0, 0])
    return value if np.isfinite(value) else 0.0


def _flow(
    before: Grey, after: Grey, points: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return where points [n, 1, 2] went, and which were found [n]."""
    there, status, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points, np.zeros_like(points), winSize=_WINDOW, maxLevel=_LEVELS
    )
    return np.asarray(there, np.float32), np.asarray(status).ravel() == 1


def _agreed(first: Array, second: Array, asked: int, *, turns: bool) -> Motion:
    """Fit the motion that most points share: half of them may be wrong, those of the background are."""
    shift = np.median(second - first, axis=0)
    scale = _median_scale(first, second)
    middle = np.median(first, axis=0)
    expected = middle + shift + (first - middle) * scale
    apart = np.linalg.norm(second - expected, axis=1)
    near = apart <= max(1.0, 2.0 * float(np.median(apart)))
    if near.sum() < _FEWEST:
        return Motion(Similarity(), 0.0)
    fitted = fit_similarity(first[near], second[near], turns=turns)
    moved = np.stack(
        [
            fitted.a * first[:, 0] - fitted.b * first[:, 1] + fitted.c,
            fitted.b * first[:, 0] + fitted.a * first[:, 1] + fitted.d,
        ],
        axis=1,
    )
    reach = max(1.5, 0.02 * float(np.ptp(first, axis=0).max()))
    agreeing = int((np.linalg.norm(moved - second, axis=1) <= reach).sum())
    return Motion(fitted, agreeing / asked)


def _median_scale(first: Array, second: Array) -> float:
    """The median of how much pairs of points drew apart; pairs are those with the opposite in the list."""
    half = len(first) // 2
    before = np.linalg.norm(first[:half] - first[half : 2 * half], axis=1)
    after = np.linalg.norm(second[:half] - second[half : 2 * half], axis=1)
    wide = before > 4.0
    return float(np.median(after[wide] / before[wide])) if wide.any() else 1.0


def _points_in(left: float, top: float, right: float, bottom: float, columns: int, rows: int) -> Array:
    # The rim of a box is background as often as not.
    inset_x, inset_y = 0.2 * (right - left), 0.2 * (bottom - top)
    xs = np.linspace(left + inset_x, right - inset_x, _GRID)
    ys = np.linspace(top + inset_y, bottom - inset_y, _GRID)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    inside = (grid >= 1).all(axis=1) & (grid[:, 0] < columns - 1) & (grid[:, 1] < rows - 1)
    found: Array = grid[inside]
    return found


def _part(picture: Grey, x0: int, y0: int, x1: int, y1: int, scale: float) -> Grey:
    part = picture[y0:y1, x0:x1]
    if scale >= 1.0:
        return np.ascontiguousarray(part)
    size = (max(16, round((x1 - x0) * scale)), max(16, round((y1 - y0) * scale)))
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
