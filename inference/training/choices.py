"""Chooses what a detector's training does by its pictures: labels, views, steps, thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inference.manifest import Thresholds
from inference.training.evaluate import Found, Truth, best_threshold, judge
from inference.training.features import VIEWS_TOGETHER
from inference.training.pictures import LabelledPicture
from inference.training.stop import Refused


def keep_drawn(
    pictures: Sequence[LabelledPicture], labels: Sequence[str]
) -> tuple[tuple[LabelledPicture, ...], tuple[str, ...], list[str]]:
    """Leave out labels that no training picture has a box of.

    Returns:
        The pictures with labels numbered anew, the labels that stay, and what to tell a person about it.

    Raises:
        Refused: No label stays.
    """
    training = [picture for picture in pictures if picture.split == "train"]
    drawn = sorted({int(label) for picture in training for label in picture.labels})
    if not drawn:
        raise Refused("There is nothing to learn: no training picture has a box of any label.")
    missing = [label for place, label in enumerate(labels) if place not in drawn]
    number = {old: new for new, old in enumerate(drawn)}
    kept = []
    for picture in pictures:
        known = np.array([int(label) in number for label in picture.labels], bool)
        renumbered = np.array([number[int(label)] for label in picture.labels[known]], np.int32)
        kept.append(replace(picture, boxes_xyxy=picture.boxes_xyxy[known], labels=renumbered))
    notes = [f"Left out of the model, because no training picture has a box of it: {', '.join(missing)}."]
    return tuple(kept), tuple(labels[place] for place in drawn), notes if missing else []


def choose_step(curve: Sequence[tuple[int, float]], boxes: int, last: int) -> int:
    """Choose after how many steps to stop: the most that validation does not clearly speak against.

    Args:
        curve: AP50 of validation after some steps.
        boxes: Boxes it was measured on; few of them say little.
        last: Steps taken in all.
    """
    if not curve or not boxes:
        return last
    least = max(value for _, value in curve) - 1 / boxes**0.5 / 2
    return max(step for step, value in curve if value >= least)


def views_for(pictures: int) -> int:
    """Return how many views of each picture to make: many of few, fewer of many."""
    return VIEWS_TOGETHER * (3 if pictures <= 120 else 2)


def steps_for(pictures: int, labels: int) -> int:
    """Return how many steps to take for so many pictures and labels."""
    return int(np.clip(50 + 0.3 * pictures + 10 * labels, 60, 200))


def calibrate(found: Sequence[Found], truths: Sequence[Truth], labels: Sequence[str]) -> Thresholds:
    """Choose where each label is shown from: where its F1 is best; and what is stored, well below."""
    judged = [judge(found, truths, place) for place in range(len(labels))]
    single = {
        label: threshold
        for label, (scores, hits, total) in zip(labels, judged, strict=True)
        if total >= 5 and (threshold := best_threshold(scores, hits, total)) is not None
    }
    scores = np.concatenate([item[0] for item in judged])
    hits = np.concatenate([item[1] for item in judged])
    order = np.argsort(-scores, kind="stable")
    overall = best_threshold(scores[order], hits[order], sum(item[2] for item in judged))
    show = float(np.clip(overall if overall is not None else Thresholds().show, 0.05, 0.9))
    shown = {label: round(float(np.clip(value, 0.05, 0.9)), 3) for label, value in single.items()}
    return Thresholds(floor=floor_below([show, *shown.values()]), show=round(show, 3), labels=shown)


def floor_below(shown: Sequence[float]) -> float:
    """Return from where answers are stored: so low that rankings by score see the unsure ones too."""
    return round(float(np.clip(min(shown) * 0.15, 0.02, 0.05)), 3)
