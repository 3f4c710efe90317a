"""Owns the anchors of an SSD graph: recovering them, and giving each the box it has to find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from inference.errors import ModelFileInvalid
from inference.pipeline.geometry import FloatArray, IntArray
from inference.runtime.session import OrtSession
from inference.training.graph import SsdGraph, Tables

NEGATIVE, IGNORED = -1, -2
_PROBE = 0.5
_POSITIVE_IOU, _NEGATIVE_IOU = 0.5, 0.4
_IGNORED_COVER = 0.5
_LEAST_SIDE = 1e-4


@dataclass(frozen=True)
class Anchors:
    """Anchors [n, 4] as centre and size (cx, cy, w, h) in shares of the input, and how boxes are written.

    A box is four numbers (ty, tx, th, tw): centre = anchor centre + t * `center_step` * anchor size,
    size = anchor size * exp(t * `size_step`).
    """

    cxcywh: FloatArray
    center_step: float
    size_step: float

    def __len__(self) -> int:
        """Count the anchors."""
        return len(self.cxcywh)

    @property
    def xyxy(self) -> FloatArray:
        """Corners [n, 4]."""
        centers, halves = self.cxcywh[:, :2], self.cxcywh[:, 2:] / 2
        return np.concatenate([centers - halves, centers + halves], axis=1)

    def encode(self, boxes_xyxy: FloatArray, which: NDArray[np.intp]) -> FloatArray:
        """Write boxes [m, 4] relative to the anchors `which` [m]."""
        anchors = self.cxcywh[which]
        sizes = np.maximum(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], _LEAST_SIDE)
        shifts = ((boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2 - anchors[:, :2]) / anchors[:, 2:]
        grown = np.log(sizes / anchors[:, 2:]) / self.size_step
        return np.concatenate([shifts[:, ::-1] / self.center_step, grown[:, ::-1]], axis=1).astype(np.float32)


def recover_anchors(parts: SsdGraph, boxes_output: str, side: tuple[int, int]) -> Anchors:
    """Recover the anchors by silencing the box heads, and the steps by one raised answer each.

    Args:
        parts: The folded graph.
        boxes_output: Name of the graph's output with boxes (y, x, y, x).
        side: Width and height of the input.

    Raises:
        ModelFileInvalid: The boxes are not written in the way this trainer knows.
    """
    still = _answer(parts, boxes_output, side, (0.0, 0.0, 0.0, 0.0))
    moved = _answer(parts, boxes_output, side, (_PROBE, _PROBE, _PROBE, _PROBE))
    center_steps = (moved[:, :2] - still[:, :2]) / still[:, 2:] / _PROBE
    size_steps = np.log(moved[:, 2:] / still[:, 2:]) / _PROBE
    center_step, size_step = float(np.median(center_steps)), float(np.median(size_steps))
    even = np.ptp(center_steps) < 1e-2 * center_step and np.ptp(size_steps) < 1e-2 * size_step
    if not even or not np.all(still[:, 2:] > 0):
        raise ModelFileInvalid("This model writes its boxes in a way this trainer does not know.")
    return Anchors(still, round(center_step, 4), round(size_step, 4))


def match(
    anchors_xyxy: FloatArray, boxes_xyxy: FloatArray, labels: IntArray, ignored_xyxy: FloatArray
) -> tuple[IntArray, NDArray[np.intp]]:
    """Give each anchor its target.

    Args:
        anchors_xyxy: Corners [n, 4].
        boxes_xyxy: Boxes to find [m, 4].
        labels: Their labels [m].
        ignored_xyxy: Boxes [k, 4] that are neither to be found nor to be denied.

    Returns:
        The label of each anchor [n], or NEGATIVE, or IGNORED; and the box it stands for [n].
    """
    targets = np.full(len(anchors_xyxy), NEGATIVE, np.int32)
    which = np.zeros(len(anchors_xyxy), np.intp)
    if len(ignored_xyxy):
        targets[(_covered(anchors_xyxy, ignored_xyxy) > _IGNORED_COVER).any(axis=1)] = IGNORED
    if not len(boxes_xyxy):
        return targets, which
    overlap = iou_matrix(anchors_xyxy, boxes_xyxy)
    best = overlap.max(axis=1)
    which = overlap.argmax(axis=1)
    targets[(best >= _NEGATIVE_IOU)] = IGNORED
    close = best >= _POSITIVE_IOU
    targets[close] = labels[which[close]]
    # The nearest anchor of each box stands for it, however far; the smallest boxes choose last and win.
    areas = np.prod(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], axis=1)
    for box in np.argsort(-areas, kind="stable"):
        nearest = int(overlap[:, box].argmax())
        targets[nearest], which[nearest] = labels[box], box
    return targets, which


def iou_matrix(first_xyxy: FloatArray, second_xyxy: FloatArray) -> FloatArray:
    """Return intersection over union of corners [n, 4] and [m, 4] as [n, m]."""
    shared = _shared(first_xyxy, second_xyxy)
    areas = np.prod(first_xyxy[:, 2:] - first_xyxy[:, :2], axis=1)
    others = np.prod(second_xyxy[:, 2:] - second_xyxy[:, :2], axis=1)
    overlap: FloatArray = shared / np.maximum(areas[:, None] + others[None] - shared, 1e-12)
    return overlap


def _covered(first_xyxy: FloatArray, second_xyxy: FloatArray) -> FloatArray:
    areas = np.prod(first_xyxy[:, 2:] - first_xyxy[:, :2], axis=1)
    covered: FloatArray = _shared(first_xyxy, second_xyxy) / np.maximum(areas[:, None], 1e-12)
    return covered


def _shared(first_xyxy: FloatArray, second_xyxy: FloatArray) -> FloatArray:
    low = np.maximum(first_xyxy[:, None, :2], second_xyxy[None, :, :2])
    high = np.minimum(first_xyxy[:, None, 2:], second_xyxy[None, :, 2:])
    shared: FloatArray = np.clip(high - low, 0, None).prod(axis=2)
    return shared


def _answer(
    parts: SsdGraph, output: str, side: tuple[int, int], raised: tuple[float, float, float, float]
) -> FloatArray:
    model = onnx.ModelProto.FromString(parts.model.SerializeToString())
    tables = Tables(model.graph)
    constants = {item.name: item for item in model.graph.initializer}
    for head in parts.heads:
        _, kernel, bias = tables.maker[head.boxes].input[:3]
        zero = np.zeros_like(tables.constants[kernel])
        constants[kernel].CopyFrom(numpy_helper.from_array(zero, kernel))
        value = np.tile(np.array(raised, np.float32), head.anchors)
        constants[bias].CopyFrom(numpy_helper.from_array(value, bias))
    session = OrtSession(model.SerializeToString())
    shape = (1, side[1], side[0], 3) if session.inputs()[0].shape[-1] == 3 else (1, 3, side[1], side[0])
    boxes_yxyx = session.run({parts.input: np.zeros(shape, np.float32)})[output].reshape(-1, 4)
    centers = (boxes_yxyx[:, [1, 0]] + boxes_yxyx[:, [3, 2]]) / 2
    sizes = boxes_yxyx[:, [3, 2]] - boxes_yxyx[:, [1, 0]]
    return np.concatenate([centers, sizes], axis=1).astype(np.float32)
