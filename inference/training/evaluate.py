"""Measures a detector on labelled pictures: AP50 by label, and the thresholds that serve a person best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.pipeline.geometry import FloatArray, IntArray
from inference.pipeline.nms import suppress
from inference.training.anchors import Anchors, iou_matrix

_RECALLS = np.linspace(0, 1, 101)


@dataclass(frozen=True)
class Found:
    """What a detector says of one picture, by falling score, in shares of it."""

    boxes_xyxy: FloatArray
    scores: FloatArray
    labels: IntArray


@dataclass(frozen=True)
class Truth:
    """What people drew on one picture, in shares of it."""

    boxes_xyxy: FloatArray
    labels: IntArray


def read_answers(
    chances: FloatArray, written: FloatArray, anchors: Anchors, *, floor: float, iou: float, limit: int = 100
) -> Found:
    """Read chances [n, c] and written boxes [n, 4] of one picture as the pipeline would."""
    labels = chances.argmax(axis=1).astype(np.int32)
    scores = np.take_along_axis(chances, labels[:, None], axis=1)[:, 0]
    rows = np.flatnonzero(scores >= floor)
    rows = rows[np.argsort(-scores[rows], kind="stable")][:400]
    boxes = np.clip(decode(written[rows], anchors.cxcywh[rows], anchors), 0, 1)
    kept = suppress(boxes, scores[rows], labels[rows], iou=iou, limit=limit)
    return Found(boxes[kept], scores[rows][kept], labels[rows][kept])


def decode(written: FloatArray, anchors_cxcywh: FloatArray, anchors: Anchors) -> FloatArray:
    """Turn written boxes (ty, tx, th, tw) [n, 4] into corners [n, 4]."""
    centers = written[:, [1, 0]] * anchors.center_step * anchors_cxcywh[:, 2:] + anchors_cxcywh[:, :2]
    halves = np.exp(np.clip(written[:, [3, 2]] * anchors.size_step, -10, 5)) * anchors_cxcywh[:, 2:] / 2
    return np.concatenate([centers - halves, centers + halves], axis=1).astype(np.float32)


def judge(
    found: Sequence[Found], truths: Sequence[Truth], label: int, *, iou: float = 0.5
) -> tuple[FloatArray, NDArray[np.bool_], int]:
    """Say of every answer of one label whether it hit.

    Returns:
        Scores by falling score, whether each hit, and how many boxes there were to find.
    """
    scores: list[float] = []
    hits: list[bool] = []
    total = 0
    for answer, truth in zip(found, truths, strict=True):
        mine = truth.boxes_xyxy[truth.labels == label]
        total += len(mine)
        rows = np.flatnonzero(answer.labels == label)
        free = np.ones(len(mine), bool)
        overlap = iou_matrix(answer.boxes_xyxy[rows], mine) if len(mine) else np.zeros((len(rows), 0))
        for place, row in enumerate(rows):
            scores.append(float(answer.scores[row]))
            candidates = np.where(free, overlap[place], -1.0)
            best = int(candidates.argmax()) if candidates.size else -1
            hit = best >= 0 and candidates[best] >= iou
            hits.append(bool(hit))
            if hit:
                free[best] = False
    order = np.argsort(-np.array(scores), kind="stable") if scores else np.zeros(0, np.intp)
    return np.array(scores, np.float32)[order], np.array(hits, bool)[order], total


def average_precision(hits: NDArray[np.bool_], total: int) -> float | None:
    """Return the average precision over 101 recalls; None where there was nothing to find."""
    if total == 0:
        return None
    if not len(hits):
        return 0.0
    right = np.cumsum(hits)
    precision = right / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(right / total, _RECALLS, side="left")
    return float(np.where(places < len(hits), precision[np.minimum(places, len(hits) - 1)], 0.0).mean())


def ap50_by_label(found: Sequence[Found], truths: Sequence[Truth], count: int) -> list[float | None]:
    """Return AP50 of each label; None where the pictures hold none."""
    answers = []
    for label in range(count):
        _, hits, total = judge(found, truths, label)
        answers.append(average_precision(hits, total))
    return answers


def mean_of(values: Sequence[float | None]) -> float:
    """Return the mean of what could be measured, 0 where nothing could."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else 0.0


def best_threshold(scores: FloatArray, hits: NDArray[np.bool_], total: int) -> float | None:
    """Return the score where F1 is best, half-way to the next lower one; None where nothing can be said."""
    if total == 0 or not hits.any():
        return None
    right = np.cumsum(hits)
    f1 = 2 * right / (np.arange(1, len(hits) + 1) + total)
    place = int(f1.argmax())
    below = float(scores[place + 1]) if place + 1 < len(scores) else 0.0
    return (float(scores[place]) + below) / 2
