"""One version's report: everything that is measured of it on the held-out frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotations.domain.evaluation import LabelReport, Metric, Report
from inference.evaluation.bootstrap import interval, rank_labels, sample_precision
from inference.evaluation.calibration import calibration_error
from inference.evaluation.columns import BoolArray, Claims, FloatArray, IntArray, Truths
from inference.evaluation.differences import Counted, count_frames
from inference.evaluation.matching import Matches, match
from inference.evaluation.precision import SIZES, accumulate, curve
from inference.evaluation.tags import frames_right, match_tags

Kind = Literal["box", "tag"]


@dataclass(frozen=True)
class Measured:
    """A report, and what it is compared by.

    Attributes:
        report: What was measured.
        sampled: Each metric in each draw of the bootstrap.
        counted: What is right and wrong on each frame.
        truths: The objects in the order of `counted.found`.
    """

    report: Report
    sampled: dict[Metric, FloatArray]
    counted: Counted
    truths: Truths


def measure(
    kind: Kind,
    truths: Truths,
    claims: Claims,
    *,
    labels: Sequence[str],
    shown_from: FloatArray,
    drawn: IntArray,
    report: Report,
) -> Measured:
    """Measure what a version claims against what is there.

    Args:
        kind: Whether boxes are found or frames are tagged.
        truths: The objects.
        claims: What the version says of the same frames, down to its floor.
        labels: The names behind the numbers of labels.
        shown_from: The score from which a claim of each label is shown, [labels].
        drawn: The draws of frames, [samples, frames].
        report: Begins the report: the version, what it knows, how long it takes.
    """
    frame_count = drawn.shape[1]
    matches = match(truths, claims) if kind == "box" else match_tags(truths, claims)
    shown: BoolArray = matches.scores >= shown_from[matches.label]
    ranked = rank_labels(matches, frame_count=frame_count, label_count=len(labels))
    precision = sample_precision(ranked, drawn)
    counted = ~matches.ignored[0, 0]
    update: dict[str, object] = {
        "predictions": len(claims),
        "calibration_error": _rounded(
            calibration_error(matches.scores[counted], matches.right[0, 0][counted])
        ),
    }
    if kind == "box":
        more, sampled = _boxes(matches, labels, shown, precision)
    else:
        more, sampled = _tags(matches, labels, shown, drawn)
    return Measured(
        report.model_copy(update={**update, **more}),
        sampled,
        count_frames(matches, frame_count=frame_count, shown=shown),
        matches.truths,
    )


def _boxes(
    matches: Matches, labels: Sequence[str], shown: BoolArray, precision: FloatArray
) -> tuple[dict[str, object], dict[Metric, FloatArray]]:
    curves = accumulate(matches, len(labels))
    sampled: dict[Metric, FloatArray] = {"ap": precision.mean(axis=0), "ap50": precision[0]}
    ap, ap50 = curves.ap(), curves.ap(overlap=0.5)
    return {
        "ap": None if ap is None else interval(ap, sampled["ap"]),
        "ap50": None if ap50 is None else interval(ap50, sampled["ap50"]),
        "by_label": [
            _by_label(
                matches, place, name, shown, curves.ap(label=place), curves.ap(overlap=0.5, label=place)
            )
            for place, name in enumerate(labels)
        ],
        "by_size": {size: curves.ap(area=size) for size in SIZES},
    }, sampled


def _tags(
    matches: Matches, labels: Sequence[str], shown: BoolArray, drawn: IntArray
) -> tuple[dict[str, object], dict[Metric, FloatArray]]:
    right = frames_right(matches, frame_count=drawn.shape[1], shown=shown)
    sampled: dict[Metric, FloatArray] = {"accuracy": drawn @ right / drawn.shape[1]}
    return {
        "accuracy": interval(float(right.mean()), sampled["accuracy"]),
        "by_label": [
            _by_label(matches, place, name, shown, _tag_precision(matches, place), None)
            for place, name in enumerate(labels)
        ],
    }, sampled


def _tag_precision(matches: Matches, label: int) -> float | None:
    objects = int(np.count_nonzero(matches.truths.label == label))
    if objects == 0:
        return None
    those = matches.label == label
    told, _ = curve(matches.right[0][:, those], matches.ignored[0][:, those], objects)
    return float(told.mean())


def _by_label(
    matches: Matches, label: int, name: str, shown: BoolArray, ap: float | None, ap50: float | None
) -> LabelReport:
    """Tell of one label; precision and recall are those of what is shown."""
    counts = (matches.label == label) & shown & ~matches.ignored[0, 0]
    said = int(np.count_nonzero(counts))
    right = int(np.count_nonzero(counts & matches.right[0, 0]))
    objects = int(np.count_nonzero((matches.truths.label == label) & ~matches.truth_ignored[0]))
    return LabelReport(
        label=name,
        objects=objects,
        ap50=ap50,
        ap=ap,
        precision=right / said if said and objects else None,
        recall=right / objects if objects else None,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
