"""Suppression as tables, the empty case first."""

import numpy as np
import pytest

from inference.pipeline.geometry import iou_one_to_many
from inference.pipeline.nms import suppress

A = [0, 0, 10, 10]
NEAR_A = [0, 0, 10, 9]
HALF_A = [0, 0, 10, 5]
B = [20, 20, 30, 30]


@pytest.mark.parametrize(
    ("boxes", "scores", "labels", "iou", "limit", "kept"),
    [
        ([], [], [], 0.5, 10, []),
        ([A], [0.5], [0], 0.5, 10, [0]),
        ([A, A], [0.5, 0.6], [0, 0], 0.5, 10, [1]),
        ([A, A], [0.5, 0.5], [0, 0], 0.5, 10, [0]),
        ([A, A], [0.5, 0.6], [0, 1], 0.5, 10, [1, 0]),
        ([A, B], [0.5, 0.6], [0, 0], 0.5, 10, [1, 0]),
        ([A, HALF_A], [0.9, 0.8], [0, 0], 0.5, 10, [0, 1]),
        ([A, HALF_A], [0.9, 0.8], [0, 0], 0.49, 10, [0]),
        ([A, NEAR_A, B], [0.7, 0.9, 0.8], [0, 0, 0], 0.5, 10, [1, 2]),
        ([A, B, NEAR_A], [0.9, 0.8, 0.7], [0, 0, 0], 1.0, 10, [0, 1, 2]),
        ([A, B], [0.9, 0.8], [0, 0], 0.5, 1, [0]),
        ([[5, 5, 5, 5], [5, 5, 5, 5]], [0.9, 0.8], [0, 0], 0.5, 10, [0, 1]),
    ],
)
def test_suppression(
    boxes: list[list[float]], scores: list[float], labels: list[int], iou: float, limit: int, kept: list[int]
) -> None:
    chosen = suppress(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(scores, np.float32),
        np.array(labels, np.int32),
        iou=iou,
        limit=limit,
    )
    assert chosen.tolist() == kept


@pytest.mark.parametrize(
    ("other", "overlap"), [(A, 1.0), (B, 0.0), (HALF_A, 0.5), ([10, 0, 20, 10], 0.0), ([5, 0, 15, 10], 1 / 3)]
)
def test_overlap(other: list[float], overlap: float) -> None:
    found = iou_one_to_many(np.array(A, np.float32), np.array([other], np.float32))
    np.testing.assert_allclose(found, [overlap], rtol=1e-6)
