"""Which frames are looked at for cuts: enough of them, and no more than can be looked at at once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.scene_search import TRUSTED, WINDOW, Window, cuts_in, plan_looks, plan_windows
from annotations.media.wanted import MOST_WANTED

BLUE, RED = [1.0, 0.0], [0.0, 1.0]


@pytest.mark.parametrize(
    ("keys", "frame_count", "looks"),
    [
        ([], 1, []),
        ([0], 1, []),
        ([0], 2, [[1]]),
        ([0, 250, 500], 501, []),
        ([0, 250], 501, [[500]]),
        ([0, TRUSTED + 2], TRUSTED + 3, [[TRUSTED // 2 + 1]]),
        ([0], 2 * TRUSTED + 2, [[200, 400, 601]]),
    ],
)
def test_other_frames_are_looked_at_where_keys_lie_far_apart_and_at_the_end(
    keys: list[int], frame_count: int, looks: list[list[int]]
) -> None:
    assert plan_looks(keys, frame_count) == looks


def test_nothing_is_searched_where_nothing_changed() -> None:
    assert plan_windows([]) == []
    assert plan_windows([(0, BLUE)]) == []
    assert plan_windows([(0, BLUE), (30, BLUE), (60, [0.9, 0.1])]) == []


def test_stretches_that_changed_are_searched_in_order() -> None:
    known = [(0, BLUE), (30, RED), (60, RED), (61, BLUE)]
    assert plan_windows(known) == [Window(0, 30), Window(60, 61)]


@given(st.integers(0, 10_000), st.integers(1, 5_000), st.integers(0, 100))
def test_windows_cover_a_stretch_once_and_fit_into_one_question(first: int, length: int, after: int) -> None:
    windows = plan_windows([(first, BLUE), (first + length, RED)])
    assert [index for window in windows for index in range(window.first + 1, window.last + 1)] == list(
        range(first + 1, first + length + 1)
    )
    for window in windows:
        frames = window.frames(first + length + 1 + after)
        assert len(frames) <= MOST_WANTED
        assert frames.start <= window.first < window.last < frames.stop <= first + length + 1 + after


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_looks_are_in_order_and_fit_into_one_question(steps: list[int]) -> None:
    keys = [sum(steps[:place]) for place in range(len(steps))]
    looks = plan_looks(keys, sum(steps))
    every = sorted({*keys, *(index for look in looks for index in look)})
    assert every[-1] == sum(steps) - 1
    assert all(0 < len(look) <= MOST_WANTED and look == sorted(set(look)) for look in looks)
    assert all(after - before <= TRUSTED for before, after in pairwise(every))


def test_a_cut_counts_for_the_stretch_that_it_lies_in() -> None:
    seen = [(index, BLUE if index < 30 else RED) for index in range(18, 43)]
    assert cuts_in(Window(10, 30), seen) == [30]
    assert cuts_in(Window(30, 50), seen) == []
    assert Window(30, 50).begins_doubtfully([32])
    assert not Window(30, 50).begins_doubtfully([33])
    assert not Window(0, WINDOW).begins_doubtfully([1])
