"""Who is who: boxes of one moment paired with those of another, at the least cost in all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pairs = list[tuple[int, int]]

_NEVER = 1e6


def overlaps(first_xyxy: Array, second_xyxy: Array, *, margin: float = 0.0) -> Array:
    """Return intersection over union [n, m]; each box is first widened by `margin` of its sides."""
    first, second = _widened(first_xyxy, margin), _widened(second_xyxy, margin)
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    union = _areas(first)[:, None] + _areas(second)[None, :] - shared
    found: Array = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return found


def pair(alike: Array, *, least: float) -> Pairs:
    """Pair rows with columns of likenesses [n, m] so that their sum is greatest.

    Pairs less alike than `least` are not made.
    """
    rows, columns = alike.shape
    if rows == 0 or columns == 0:
        return []
    cost = np.where(alike >= least, -alike, _NEVER)
    return [(row, column) for row, column in assign(cost) if alike[row, column] >= least]


def assign(cost: Array) -> Pairs:
    """Give each row of costs [n, m] its own column, or each column its own row, at the least sum.

    The Hungarian method with potentials: O(n² m).
    """
    rows, columns = cost.shape
    if rows > columns:
        return sorted((row, column) for column, row in assign(cost.T))
    row_price, column_price = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.zeros(columns + 1, np.intp)  # the row that holds a column, from 1; 0 is nobody
    for row in range(1, rows + 1):
        owner[0] = row
        column = 0
        dearest = np.full(columns + 1, np.inf)
        came_from = np.zeros(columns + 1, np.intp)
        passed = np.zeros(columns + 1, bool)
        while owner[column] != 0:
            passed[column] = True
            holder = owner[column]
            slack = cost[holder - 1] - row_price[holder] - column_price[1:]
            closer = np.flatnonzero(~passed[1:] & (slack < dearest[1:])) + 1
            dearest[closer] = slack[closer - 1]
            came_from[closer] = column
            following = int(np.argmin(np.where(passed, np.inf, dearest)))
            change = dearest[following]
            row_price[owner[passed]] += change
            column_price[passed] -= change
            dearest[~passed] -= change
            column = following
        while column:
            owner[column] = owner[came_from[column]]
            column = int(came_from[column])
    return sorted((int(owner[column]) - 1, column - 1) for column in range(1, columns + 1) if owner[column])


def _widened(boxes_xyxy: Array, margin: float) -> Array:
    reach = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) * margin
    return np.concatenate([boxes_xyxy[:, :2] - reach, boxes_xyxy[:, 2:] + reach], axis=1)


def _areas(boxes_xyxy: Array) -> Array:
    found: Array = np.clip(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], 0, None).prod(axis=1)
    return found
