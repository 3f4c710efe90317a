"""Chooses which known classes a new label starts from, on the pictures it is trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from inference.pipeline.geometry import FloatArray
from inference.training.anchors import Anchors, iou_matrix
from inference.training.evaluate import Found, Truth, average_precision, judge, read_answers

_CANDIDATES, _MOST_MIXED = 6, 4
_CLOSE = 0.5
_FLOOR, _IOU = 0.02, 0.5
_GAIN = 0.01
_NEAR_ENOUGH = 0.05
MOST_PICTURES = 60
"""More pictures than this do not choose better, only slower."""


@dataclass(frozen=True)
class Answer:
    """What the parent says of one training picture: logits [n, c], written boxes [n, 4]; and the truth."""

    logits: FloatArray
    written: FloatArray
    truth: Truth


def choose_starts(
    answers: Sequence[Answer],
    anchors: Anchors,
    parent_labels: Sequence[str | None],
    labels: Sequence[str],
    between: Callable[[], None],
) -> list[list[int]]:
    """Choose for each label the parent's classes whose mean it starts from.

    A label that the parent has already keeps its class. Otherwise the classes that answer most at the label's
    boxes are tried, alone and mixed, by the AP50 that they would reach unchanged; a label that none of them
    finds starts from the mean of all (an empty list).
    """
    known = {_plain(name): place for place, name in enumerate(parent_labels) if name is not None}
    starts: list[list[int]] = []
    for label, name in enumerate(labels):
        between()
        if _plain(name) in known:
            starts.append([known[_plain(name)]])
            continue
        starts.append(_mix(answers, anchors, label, sorted(known.values()), between))
    return starts


def _mix(
    answers: Sequence[Answer],
    anchors: Anchors,
    label: int,
    classes: Sequence[int],
    between: Callable[[], None],
) -> list[int]:
    relevant = [answer for answer in answers if (answer.truth.labels == label).any()]
    if not relevant:
        return []
    ranked = _nearest(relevant, anchors, label, classes)[:_CANDIDATES]
    alone = []
    for place in ranked:
        between()
        alone.append((_reached(answers, anchors, label, [place]), place))
    best, first = max(alone, key=lambda item: (item[0], -ranked.index(item[1])))
    if best < _NEAR_ENOUGH:
        return []
    chosen = [first]
    while len(chosen) < _MOST_MIXED:
        between()
        tried = [
            (_reached(answers, anchors, label, [*chosen, place]), place)
            for place in ranked
            if place not in chosen
        ]
        if not tried:
            break
        reached, place = max(tried, key=lambda item: (item[0], -ranked.index(item[1])))
        if reached < best + _GAIN:
            break
        best = reached
        chosen.append(place)
    return chosen


def _nearest(answers: Sequence[Answer], anchors: Anchors, label: int, classes: Sequence[int]) -> list[int]:
    """Rank classes by how much more they answer at the label's boxes than elsewhere."""
    at_boxes: list[FloatArray] = []
    elsewhere: list[FloatArray] = []
    corners = anchors.xyxy
    for answer in answers:
        overlap = iou_matrix(corners, answer.truth.boxes_xyxy)
        for box in np.flatnonzero(answer.truth.labels == label):
            close = overlap[:, box] >= min(_CLOSE, float(overlap[:, box].max()))
            at_boxes.append(answer.logits[close].max(axis=0))
        # The surest false answers count, not the thousands of empty places.
        empty = answer.logits[overlap.max(axis=1) < _CLOSE / 2]
        if len(empty):
            elsewhere.append(np.partition(empty, -20 if len(empty) >= 20 else -1, axis=0)[-20:].mean(axis=0))
    score = np.mean(at_boxes, axis=0) - (np.mean(elsewhere, axis=0) if elsewhere else 0)
    return sorted(classes, key=lambda place: (-float(score[place]), place))


def _reached(answers: Sequence[Answer], anchors: Anchors, label: int, mixed: Sequence[int]) -> float:
    found: list[Found] = []
    truths: list[Truth] = []
    for answer in answers:
        chances = 1 / (1 + np.exp(-answer.logits[:, list(mixed)].mean(axis=1, keepdims=True)))
        found.append(read_answers(chances, answer.written, anchors, floor=_FLOOR, iou=_IOU, limit=50))
        mine = answer.truth.labels == label
        truths.append(Truth(answer.truth.boxes_xyxy[mine], np.zeros(int(mine.sum()), np.int32)))
    _, hits, total = judge(found, truths, 0)
    return average_precision(hits, total) or 0.0


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
