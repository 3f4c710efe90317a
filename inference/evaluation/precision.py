"""Average precision and recall of matches, as COCO's evaluation takes them: 101 points of recall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inference.evaluation.columns import BoolArray, FloatArray
from inference.evaluation.matching import AREAS, IOUS, MOST_CLAIMS, Matches

RECALLS: FloatArray = np.linspace(0.0, 1.0, 101)
MOST: tuple[int, ...] = (1, 10, MOST_CLAIMS)
"""Claims of a label on a frame up to which recall is told."""
_TINY = float(np.spacing(1))
SIZES: tuple[str, ...] = ("small", "medium", "large")


@dataclass(frozen=True)
class Curves:
    """Precision and recall by label; -1 where frames have no object of a label.

    Attributes:
        precision: [overlaps, points of recall, labels, areas], of up to `MOST_CLAIMS` claims.
        recall: The highest reached, [overlaps, labels, areas, `MOST`].
    """

    precision: FloatArray
    recall: FloatArray

    def ap(
        self, *, overlap: float | None = None, area: str = "all", label: int | None = None
    ) -> float | None:
        """Return the mean precision of one overlap or all, of one label or all; None without an object."""
        told = self.precision[:, :, :, list(AREAS).index(area)]
        told = told if overlap is None else told[[_place(overlap)]]
        return _mean(told if label is None else told[:, :, label])

    def ar(self, *, most: int = MOST_CLAIMS, area: str = "all") -> float | None:
        """Return the mean recall with up to so many claims; None where there is no object."""
        return _mean(self.recall[:, :, list(AREAS).index(area), MOST.index(most)])


def accumulate(matches: Matches, label_count: int) -> Curves:
    """Take precision and recall of each label and area."""
    precision = np.full((len(IOUS), len(RECALLS), label_count, len(AREAS)), -1.0)
    recall = np.full((len(IOUS), label_count, len(AREAS), len(MOST)), -1.0)
    ends = np.searchsorted(matches.label, np.arange(label_count + 1))
    for label in range(label_count):
        those = slice(int(ends[label]), int(ends[label + 1]))
        present = matches.truths.label == label
        for area in range(len(AREAS)):
            objects = int(np.count_nonzero(present & ~matches.truth_ignored[area]))
            if objects == 0:
                continue
            right, ignored = matches.right[area, :, those], matches.ignored[area, :, those]
            precision[:, :, label, area], _ = curve(right, ignored, objects)
            for place, most in enumerate(MOST):
                early = matches.rank[those] < most
                recall[:, label, area, place] = right[:, early].sum(axis=1) / objects
    return Curves(precision, recall)


def curve(right: BoolArray, ignored: BoolArray, objects: int) -> tuple[FloatArray, FloatArray]:
    """Return precision at the points of recall [overlaps, 101], and the recall reached [overlaps].

    Args:
        right: Whether a claim is right, [overlaps, n], best score first.
        ignored: Whether it counts neither way.
        objects: How many there are to find, at least one.
    """
    hits = np.cumsum(right, axis=1, dtype=np.float64)
    misses = np.cumsum(~right & ~ignored, axis=1, dtype=np.float64)
    recall = hits / objects
    precision = hits / (hits + misses + _TINY)
    best_after = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    told = np.zeros((len(right), len(RECALLS)))
    for row in range(len(right)):
        places = np.searchsorted(recall[row], RECALLS, side="left")
        reached = places < right.shape[1]
        told[row, reached] = best_after[row, places[reached]]
    return told, recall[:, -1] if right.shape[1] else np.zeros(len(right))


def summarise(curves: Curves) -> dict[str, float | None]:
    """Return COCO's twelve figures by name."""
    return {
        "ap": curves.ap(),
        "ap50": curves.ap(overlap=0.5),
        "ap75": curves.ap(overlap=0.75),
        **{f"ap_{size}": curves.ap(area=size) for size in SIZES},
        **{f"ar_{most}": curves.ar(most=most) for most in MOST},
        **{f"ar_{size}": curves.ar(area=size) for size in SIZES},
    }


def _place(overlap: float) -> int:
    return int(np.argmin(np.abs(IOUS - overlap)))


def _mean(told: FloatArray) -> float | None:
    known = told[told > -1]
    return float(known.mean()) if known.size else None
