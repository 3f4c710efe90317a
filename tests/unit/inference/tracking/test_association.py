"""Pairing against brute force, the empty case first."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inference.tracking.association import Array, assign, overlaps, pair

COSTS = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-50, 50, width=32))
)


def cheapest(cost: Array) -> float:
    if cost.shape[0] > cost.shape[1]:
        return cheapest(cost.T)
    rows, columns = cost.shape
    sums = [
        float(sum(cost[row, column] for row, column in enumerate(chosen)))
        for chosen in permutations(range(columns), rows)
    ]
    return min(sums)


@given(cost=COSTS)
def test_the_assignment_costs_no_more_than_the_best_of_all(cost: Array) -> None:
    found = assign(cost)
    rows, columns = [row for row, _ in found], [column for _, column in found]
    assert len(found) == min(cost.shape)
    assert len(set(rows)) == len(rows)
    assert len(set(columns)) == len(columns)
    assert sum(cost[row, column] for row, column in found) == pytest.approx(cheapest(cost), abs=1e-6)


@pytest.mark.parametrize(
    ("alike", "pairs"),
    [
        (np.zeros((0, 3)), []),
        (np.zeros((3, 0)), []),
        (np.array([[0.1]]), []),
        (np.array([[0.3]]), [(0, 0)]),
        (np.array([[0.9, 0.8], [0.8, 0.0]]), [(0, 1), (1, 0)]),
        (np.array([[0.9, 0.1], [0.9, 0.1]]), [(0, 0)]),
    ],
)
def test_only_likely_pairs_are_made(alike: Array, pairs: list[tuple[int, int]]) -> None:
    found = pair(alike, least=0.2)
    assert len(found) == len(pairs)
    assert sum(alike[row, column] for row, column in found) == sum(alike[r, c] for r, c in pairs)


def test_widened_boxes_meet_sooner() -> None:
    left, right = np.array([[0.0, 0, 10, 10]]), np.array([[11.0, 0, 21, 10]])
    assert overlaps(left, right)[0, 0] == 0
    assert overlaps(left, right, margin=0.25)[0, 0] > 0.1
    assert overlaps(left, left)[0, 0] == 1
