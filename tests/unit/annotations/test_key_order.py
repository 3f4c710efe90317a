"""Key frames are read far apart first: each once, and after any part of the work evenly over the length."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.key_order import LEAST_PASS, rising_part, spread_keys


@pytest.mark.parametrize("count", [0, 1, 2, LEAST_PASS, 2 * LEAST_PASS - 1])
def test_a_few_keys_are_read_in_order(count: int) -> None:
    assert spread_keys(range(count)) == list(range(count))


def test_more_keys_are_read_every_other_one_first() -> None:
    assert spread_keys(range(40)) == [*range(0, 40, 2), *range(1, 40, 2)]


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=600).map(sorted))
def test_each_key_is_read_once_in_parts_that_rise(keys: list[int]) -> None:
    order = spread_keys(keys)
    assert sorted(order) == keys
    parts, at = [], 0
    while at < len(order):
        parts.append(rising_part(order, at, 64))
        at += len(parts[-1])
    assert [index for part in parts for index in part] == order
    assert all(part == sorted(part) for part in parts)


@given(st.integers(LEAST_PASS, 3_000), st.floats(0.05, 1.0))
def test_what_is_read_at_any_time_leaves_no_gap_far_larger_than_the_others(count: int, share: float) -> None:
    read = max(2 * LEAST_PASS, round(count * share))
    seen = sorted(spread_keys(range(count))[:read])
    widest = max((after - before for before, after in pairwise([*seen, count])), default=1)
    assert widest <= 4 * count / read
