"""How far scores can be believed."""

from __future__ import annotations

import numpy as np

from inference.evaluation.columns import BoolArray, FloatArray

BINS = 10


def calibration_error(scores: FloatArray, right: BoolArray) -> float | None:
    """Return the expected calibration error over ten equal bins of score; None when nothing was said."""
    if not len(scores):
        return None
    bins = np.minimum((scores * BINS).astype(np.int64), BINS - 1)
    said = np.bincount(bins, weights=scores, minlength=BINS)
    held = np.bincount(bins, weights=right, minlength=BINS)
    return float(np.abs(held - said).sum() / len(scores))
