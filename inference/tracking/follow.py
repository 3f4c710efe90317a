"""Follows one object from picture to picture by the flow of its pixels, and says when it is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from annotations.domain.geometry import Box, TrackedShape, bounds
from inference.tracking.association import overlaps
from inference.tracking.flow import Grey, likeness, measure_motion
from inference.tracking.similarity import Similarity, keep_inside, move_shape, round_shape

RECALL_FRAMES = 10
"""How often the detector is asked whether the object is where the flow says."""
AGREES = 0.5
"""Overlap at which a detection is the object that is followed."""
_LEAST_TRUST = 0.25
_LEAST_LIKENESS = 0.3
_LEAST_SIDE = 6.0
_LEAST_LOOK = 16.0
"""Pixels of the picture that are looked at around a shape without a width or a height."""
_PATCH = 32
_GONE = 0.25
"""Part of the object's area in the picture below which it has left."""

Rectangle = tuple[float, float, float, float]
Detect = Callable[[NDArray[np.uint8], Rectangle], Sequence[Rectangle]]
"""Boxes, as corners, that a detector sees of the object's label in a part of a picture."""


@dataclass(frozen=True)
class Followed:
    """Where the object is; `confidence` from 0 to 1."""

    shape: TrackedShape
    confidence: float


@dataclass(frozen=True)
class Lost:
    """Why the object cannot be followed further."""

    reason: str


class Follower:
    """Holds the last picture and shape, and what the object looked like when a person drew it.

    Nothing is left to chance: the same pictures give the same shapes. After `Lost` it is done.
    """

    def __init__(self, picture: NDArray[np.uint8], shape: TrackedShape, detect: Detect | None = None) -> None:
        """Begin at a picture, RGB or grey, with the shape that somebody drew on it, in its pixels."""
        self._before = _grey(picture)
        self._shape = shape
        self._turns = not isinstance(shape, Box) or shape.rotation is not None
        self._drawn = _patch(self._before, _place(shape))
        self._seen = self._drawn
        self._detect = detect
        # How the drawn bounds lie to the detector's box: people draw tighter or wider than it does.
        self._habit = self._learn_habit(picture)

    def resume(self, picture: NDArray[np.uint8], shape: TrackedShape) -> None:
        """Go on from where the object was on a later picture, as if all between had been followed here."""
        self._before, self._shape = _grey(picture), shape
        self._seen = _patch(self._before, _place(shape))

    def step(self, picture: NDArray[np.uint8], *, recall: bool = False) -> Followed | Lost:
        """Find the object on the next picture.

        Args:
            picture: RGB or grey, of the size of the first one.
            recall: Whether the detector is asked even if the flow is sure.
        """
        after = _grey(picture)
        height, width = after.shape
        motion = measure_motion(self._before, after, _place(self._shape), turns=self._turns)
        shape = move_shape(self._shape, motion.similarity) if motion.trust >= _LEAST_TRUST else self._shape
        patch = _patch(after, _place(shape))
        alike = max(likeness(patch, self._seen), likeness(patch, self._drawn))
        confidence = max(0.0, min(1.0, motion.trust * (0.5 + 0.5 * alike)))
        is_sure = motion.trust >= _LEAST_TRUST and alike >= _LEAST_LIKENESS
        if recall or not is_sure:
            found = self._recall(picture, shape)
            if found is not None:
                shape, confidence, is_sure = found, max(confidence, AGREES), True
        if not is_sure:
            return Lost("nothing alike near where it was")
        visible = keep_inside(shape, width, height)
        if _covered(shape, width, height) < _GONE or _is_tiny(visible):
            return Lost("it left the picture or became too small to follow")
        # What is kept is what is followed on: a run that starts again from the kept shape goes the same way.
        self._before, self._shape = after, round_shape(visible)
        self._seen = _patch(after, _place(self._shape))
        return Followed(self._shape, round(confidence, 4))

    def _learn_habit(self, picture: NDArray[np.uint8]) -> Rectangle | None:
        drawn = bounds(self._shape)
        found = self._matching(picture, drawn)
        if found is None:
            return None
        width, height = found[2] - found[0], found[3] - found[1]
        left, top, right, bottom = (mine - theirs for mine, theirs in zip(drawn, found, strict=True))
        return left / width, top / height, right / width, bottom / height

    def _recall(self, picture: NDArray[np.uint8], shape: TrackedShape) -> TrackedShape | None:
        """Return the shape on the box that the detector sees; None where it never saw or sees nothing."""
        if self._habit is None:
            return None
        found = self._matching(picture, bounds(shape))
        if found is None:
            return None
        width, height = found[2] - found[0], found[3] - found[1]
        sides = (width, height, width, height)
        left, top, right, bottom = (
            edge + part * side for edge, part, side in zip(found, self._habit, sides, strict=True)
        )
        if isinstance(shape, Box) and shape.rotation is None:
            return Box(x=left, y=top, width=max(1.0, right - left), height=max(1.0, bottom - top))
        was = bounds(shape)
        middle = ((was[0] + was[2]) / 2, (was[1] + was[3]) / 2)
        shift = Similarity(c=(left + right) / 2 - middle[0], d=(top + bottom) / 2 - middle[1])
        return move_shape(shape, shift)

    def _matching(self, picture: NDArray[np.uint8], around: Rectangle) -> Rectangle | None:
        if self._detect is None:
            return None
        left, top, right, bottom = around
        width, height = right - left, bottom - top
        rows, columns = picture.shape[:2]
        region = (
            max(0.0, left - width), max(0.0, top - height),
            min(float(columns), right + width), min(float(rows), bottom + height),
        )  # fmt: skip
        seen = [box for box in self._detect(picture, region) if box[2] > box[0] and box[3] > box[1]]
        if not seen:
            return None
        alike = overlaps(np.array([around]), np.array(seen))[0]
        best = int(np.argmax(alike))
        return seen[best] if alike[best] >= AGREES else None


def _place(shape: TrackedShape) -> Rectangle:
    """Return the bounds of a shape; those of a point or a line are widened to hold something to see."""
    left, top, right, bottom = bounds(shape)
    if isinstance(shape, Box):
        return left, top, right, bottom
    wider, higher = max(0.0, _LEAST_LOOK - right + left) / 2, max(0.0, _LEAST_LOOK - bottom + top) / 2
    return left - wider, top - higher, right + wider, bottom + higher


def _grey(picture: NDArray[np.uint8]) -> Grey:
    if picture.ndim == 2:
        return picture
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def _patch(picture: Grey, rectangle: Rectangle) -> Grey:
    left, top, right, bottom = rectangle
    size = (max(2, round(right - left)), max(2, round(bottom - top)))
    cut = cv2.getRectSubPix(picture, size, ((left + right) / 2, (top + bottom) / 2))
    return cv2.resize(cut, (_PATCH, _PATCH), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _covered(shape: TrackedShape, width: int, height: int) -> float:
    """The part of a shape's bounds that lies in the picture."""
    left, top, right, bottom = _place(shape)
    across = max(0.0, min(right, width) - max(left, 0.0))
    down = max(0.0, min(bottom, height) - max(top, 0.0))
    return across * down / max(1.0, (right - left) * (bottom - top))


def _is_tiny(shape: TrackedShape) -> bool:
    left, top, right, bottom = bounds(shape)
    return isinstance(shape, Box) and min(right - left, bottom - top) < _LEAST_SIDE
