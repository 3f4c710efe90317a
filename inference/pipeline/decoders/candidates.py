"""What every decoder answers, and the checks and activations they share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.manifest import Activation
from inference.pipeline.geometry import FloatArray, IntArray

Outputs = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Candidates:
    """Possible objects of one picture before suppression: corners in input pixels, scores, labels."""

    boxes_xyxy: FloatArray
    scores: FloatArray
    label_index: IntArray


def pick_output(outputs: Outputs, name: str, ndim: int) -> FloatArray:
    """Take one output as float32 with `ndim` dimensions.

    Raises:
        ModelFileInvalid: The output is absent, not numeric, or of another rank.
    """
    if name not in outputs:
        raise ModelFileInvalid(
            f"The model has no output {name}; it has {', '.join(sorted(outputs)) or 'none'}."
        )
    array = outputs[name]
    if array.dtype.kind not in "fiu":
        raise ModelFileInvalid(f"The output {name} does not hold numbers.")
    if array.ndim != ndim:
        raise ModelFileInvalid(
            f"The output {name} has the shape {list(array.shape)}; {ndim} dimensions were expected."
        )
    return array.astype(np.float32, copy=False)


def check_size(name: str, what: str, found: int, expected: int) -> None:
    """Refuse an output whose dimension is not what the manifest implies."""
    if found != expected:
        raise ModelFileInvalid(f"The output {name} has {found} {what}; the manifest implies {expected}.")


def activate(values: FloatArray, activation: Activation) -> FloatArray:
    """Apply an activation over the last axis, safe for values of any size."""
    if activation == "none":
        return values
    with np.errstate(over="ignore", invalid="ignore"):
        if activation == "sigmoid":
            decay = np.exp(-np.abs(values))
            chances: FloatArray = np.where(values >= 0, np.float32(1), decay) / (1 + decay)
            return chances
        if not values.size:
            return values
        grown = np.exp(values - values.max(axis=-1, keepdims=True))
        shares: FloatArray = grown / grown.sum(axis=-1, keepdims=True)
        return shares


def best_label(boxes_xyxy: FloatArray, class_scores: FloatArray, floor: float) -> Candidates:
    """Keep, of boxes [n, 4] with class scores [n, c], those whose best class reaches `floor`.

    A score that is not a number never wins over one that is.
    """
    if not class_scores.size:
        return Candidates(np.empty((0, 4), np.float32), np.empty(0, np.float32), np.empty(0, np.int32))
    comparable = np.where(np.isfinite(class_scores), class_scores, -np.inf)
    label_index = comparable.argmax(axis=1)
    scores = np.take_along_axis(comparable, label_index[:, None], axis=1)[:, 0]
    kept = scores >= floor
    return Candidates(
        boxes_xyxy[kept].astype(np.float32),
        scores[kept].astype(np.float32),
        label_index[kept].astype(np.int32),
    )
