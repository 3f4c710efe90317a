"""How sure a figure is: the same frames drawn again and again, with what was matched before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.domain.evaluation import Interval
from inference.evaluation.columns import BoolArray, FloatArray, IntArray
from inference.evaluation.matching import Matches
from inference.evaluation.precision import RECALLS

SAMPLES = 1_000
CELLS = 4_000_000
"""Counts of claims held at once: bounds the memory."""


@dataclass(frozen=True)
class Ranked:
    """The claims of one label, best first, and where its objects are.

    Attributes:
        frame: The number of each claim's frame, [n].
        right: Whether it is right, [overlaps, n].
        ignored: Whether it counts neither way, [overlaps, n].
        objects: Objects of the label on each frame, [frames].
    """

    frame: IntArray
    right: BoolArray
    ignored: BoolArray
    objects: IntArray


def draw_frames(frame_count: int, *, samples: int = SAMPLES, seed: int) -> IntArray:
    """Draw as many frames as there are, with repetition: how often each comes, [samples, frames].

    Two versions are compared on the same draws, so that a hard draw is hard for both.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(frame_count, np.full(frame_count, 1 / frame_count), size=samples)
    return drawn.astype(np.int64)


def rank_labels(matches: Matches, *, frame_count: int, label_count: int) -> list[Ranked]:
    """Sort matches of all sizes by label; labels without an object are left out."""
    ranked: list[Ranked] = []
    ends = np.searchsorted(matches.label, np.arange(label_count + 1))
    counted = ~matches.truth_ignored[0]
    for label in range(label_count):
        there = matches.truths.frame[(matches.truths.label == label) & counted]
        if len(there):
            those = slice(int(ends[label]), int(ends[label + 1]))
            objects = np.bincount(there, minlength=frame_count)
            ranked.append(
                Ranked(
                    matches.frame[those],
                    matches.right[0][:, those],
                    matches.ignored[0][:, those],
                    objects.astype(np.int64),
                )
            )
    return ranked


def sample_precision(ranked: list[Ranked], drawn: IntArray) -> FloatArray:
    """Return the mean precision over labels in each draw, [overlaps, samples]; NaN where it has no object."""
    overlaps = ranked[0].right.shape[0] if ranked else 1
    total = np.zeros((overlaps, len(drawn)))
    labels = np.zeros(len(drawn))
    for entry in ranked:
        objects = drawn @ entry.objects
        total += np.where(objects > 0, _sample_label(entry, drawn, objects), 0.0)
        labels += objects > 0
    return np.divide(total, labels, out=np.full_like(total, np.nan), where=labels > 0)


def interval(value: float, sampled: FloatArray) -> Interval:
    """Return a value with the middle 95 % of what the draws gave."""
    known = sampled[np.isfinite(sampled)]
    if not len(known):
        return Interval(value=value, low=value, high=value)
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(value=value, low=min(float(low), value), high=max(float(high), value))


def share_better(candidate: FloatArray, champion: FloatArray, *, margin: float) -> float | None:
    """Return the share of draws in which the candidate is better by more than a margin; None without any."""
    known = np.isfinite(candidate) & np.isfinite(champion)
    if not known.any():
        return None
    return float(np.mean(candidate[known] - champion[known] > margin))


def _sample_label(entry: Ranked, drawn: IntArray, objects: IntArray) -> FloatArray:
    told = np.zeros((len(entry.right), len(drawn)))
    if not len(entry.frame) or not entry.right.any():
        return told
    rows = max(1, CELLS // len(entry.frame))
    for start in range(0, len(drawn), rows):
        some = slice(start, min(start + rows, len(drawn)))
        weights = drawn[some][:, entry.frame]
        plain = np.cumsum(weights, axis=1)
        for overlap in range(len(entry.right)):
            ignored = entry.ignored[overlap]
            said = np.cumsum(weights * ~ignored, axis=1) if ignored.any() else plain
            places = np.flatnonzero(entry.right[overlap])
            told[overlap, some] = _mean_precision(weights[:, places], said[:, places], objects[some])
    return told


def _mean_precision(hits: IntArray, said: IntArray, objects: IntArray) -> FloatArray:
    """Return the precision at 101 points of recall, averaged, for each draw.

    Between two hits precision only falls, so the curve is known from the hits alone.

    Args:
        hits: How often each claim that is right was drawn, [samples, hits].
        said: How many claims were drawn up to it, [samples, hits].
        objects: How many objects were drawn, [samples].
    """
    if hits.shape[1] == 0:
        return np.zeros(len(hits))
    found = np.cumsum(hits, axis=1)
    precision = found / np.maximum(said, 1)
    best_after = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    # The first hit at which a point of recall is reached; whole numbers, so that one search serves all draws.
    needed = np.ceil(RECALLS * objects[:, None] - 1e-9).astype(np.int64)
    needed += needed / np.maximum(objects, 1)[:, None] < RECALLS  # as the curve itself compares fractions
    step = int(max(found.max(), needed.max())) + 1
    offsets = np.arange(len(hits))[:, None] * step
    places = np.searchsorted((found + offsets).ravel(), (needed + offsets).ravel(), side="left")
    places = places.reshape(needed.shape) - np.arange(len(hits))[:, None] * hits.shape[1]
    reached = places < hits.shape[1]
    told = np.take_along_axis(best_after, np.where(reached, places, 0), axis=1)
    mean: FloatArray = np.where(reached, told, 0.0).mean(axis=1)
    return mean
