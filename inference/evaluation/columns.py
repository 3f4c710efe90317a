"""What is measured, as columns: the objects that people left on frames, and what a model claims of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Truths:
    """The objects of frames.

    Attributes:
        frame: The number of each object's frame, [m].
        label: The number of its label, [m].
        boxes_xywh: In pixels of its frame, [m, 4]; not read where whole frames are tagged.
        areas: In pixels, [m]; what its size is judged by.
        crowd: Whether it stands for many that are not told apart, [m].
    """

    frame: IntArray
    label: IntArray
    boxes_xywh: FloatArray
    areas: FloatArray
    crowd: BoolArray

    def __len__(self) -> int:
        return len(self.frame)


@dataclass(frozen=True)
class Claims:
    """What one model version says of the same frames; `scores` are [n], the rest as in `Truths`."""

    frame: IntArray
    label: IntArray
    boxes_xywh: FloatArray
    scores: FloatArray

    def __len__(self) -> int:
        return len(self.frame)


def as_truths(
    frame: Sequence[int] | IntArray,
    label: Sequence[int] | IntArray,
    boxes_xywh: Sequence[Sequence[float]] | FloatArray,
    areas: Sequence[float] | FloatArray | None = None,
    crowd: Sequence[bool] | BoolArray | None = None,
) -> Truths:
    """Make columns of objects; without areas those of their boxes, without crowds none."""
    boxes = _boxes(boxes_xywh)
    return Truths(
        np.asarray(frame, np.int64),
        np.asarray(label, np.int64),
        boxes,
        boxes[:, 2] * boxes[:, 3] if areas is None else np.asarray(areas, np.float64),
        np.zeros(len(boxes), np.bool_) if crowd is None else np.asarray(crowd, np.bool_),
    )


def as_claims(
    frame: Sequence[int] | IntArray,
    label: Sequence[int] | IntArray,
    boxes_xywh: Sequence[Sequence[float]] | FloatArray,
    scores: Sequence[float] | FloatArray,
) -> Claims:
    """Make columns of what a model says."""
    return Claims(
        np.asarray(frame, np.int64),
        np.asarray(label, np.int64),
        _boxes(boxes_xywh),
        np.asarray(scores, np.float64),
    )


def _boxes(boxes_xywh: Sequence[Sequence[float]] | FloatArray) -> FloatArray:
    return np.asarray(boxes_xywh, np.float64).reshape(-1, 4)
