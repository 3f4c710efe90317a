"""Turns a mask of a window into what goes over the wire: COCO runs of the whole frame, and an outline."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.prompting.prompt import Area

BoolArray = NDArray[np.bool_]
OUTLINE_TOLERANCE = 0.75
MOST_POINTS = 2_000


def encode_runs(mask: BoolArray, window: Area, width: int, height: int) -> list[int]:
    """Encode a mask as run lengths down the columns of the frame, zeros first.

    Args:
        mask: True where the object is, [window.height, window.width].
        window: Where the mask lies in the frame.
        width: Width of the frame.
        height: Height of the frame.

    Returns:
        COCO counts; they add up to `width * height`.
    """
    columns = np.zeros((window.width, window.height + 2), np.int8)
    columns[:, 1:-1] = mask.T
    steps = np.diff(columns, axis=1)
    offsets = (np.arange(window.left, window.right, dtype=np.int64) * height + window.top)[:, None]
    rows = np.arange(window.height + 1, dtype=np.int64)[None, :]
    places = offsets + rows
    starts, ends = places[steps == 1], places[steps == -1]
    if not len(starts):
        return [width * height]
    # A column that reaches the bottom runs on at the top of the next one.
    joined = starts[1:] == ends[:-1]
    starts, ends = starts[np.r_[True, ~joined]], ends[np.r_[~joined, True]]
    edges = np.empty(2 * len(starts) + 2, np.int64)
    edges[0], edges[1:-1:2], edges[2:-1:2], edges[-1] = 0, starts, ends, width * height
    counts = np.diff(edges)
    return [int(count) for count in (counts[:-1] if counts[-1] == 0 else counts)]


def outline(mask: BoolArray, window: Area) -> list[tuple[float, float]]:
    """Return the outer outline of the largest part of a mask, in frame pixels; empty where there is none."""
    found, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not found:
        return []
    largest = max(found, key=cv2.contourArea)
    tolerance = OUTLINE_TOLERANCE
    simple = cv2.approxPolyDP(largest, tolerance, True)
    while len(simple) > MOST_POINTS:
        tolerance *= 2
        simple = cv2.approxPolyDP(largest, tolerance, True)
    if len(simple) < 3:
        return []
    # Contours run through the centres of pixels; half a pixel brings them to the pixels' coordinates.
    return [
        (float(x) + window.left + 0.5, float(y) + window.top + 0.5) for x, y in simple.reshape(-1, 2).tolist()
    ]
