"""A table of frames tells time and number of every frame, and refuses nonsense."""

import time
from array import array
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.frame_table import FrameTable, split_at_keys
from annotations.media.wanted import frames_wanted

TICK = Fraction(1, 90_000)


@given(st.sets(st.integers(-(2**40), 2**40), min_size=1, max_size=60), st.data())
def test_a_table_comes_back_and_finds_every_frame(times: set[int], draw: st.DataObject) -> None:
    pts = sorted(times)
    keys = draw.draw(st.sets(st.integers(0, len(pts) - 1)))
    table = FrameTable.of(TICK, pts, sorted(keys), width=64, height=48)
    assert FrameTable.from_bytes(table.to_bytes()) == table
    for index in range(len(table)):
        assert table.index_at(table.seconds_at(index)) == index
        assert table.key_before(index) == max(key for key in keys | {0} if key <= index)
    assert sum(step * times for step, times in table.runs()) == pts[-1] - pts[0]


@given(st.integers(1, 700), st.sets(st.integers(1, 699)), st.integers(1, 256))
def test_cutting_keeps_every_frame_in_order(count: int, keys: set[int], most: int) -> None:
    table = FrameTable.of(TICK, range(count), sorted(key for key in keys if key < count))
    parts = list(split_at_keys(table, range(count), most))
    assert [index for part in parts for index in part] == list(range(count))
    assert all(len(part) <= most for part in parts)


@pytest.mark.parametrize(
    "table",
    [b"", b"TNDFRMS1", FrameTable.of(TICK, [1, 2], [0]).to_bytes()[:-1], b"x" * 100],
)
def test_bytes_that_are_no_table_are_refused(table: bytes) -> None:
    with pytest.raises(ValueError, match="table"):
        FrameTable.from_bytes(table)


@pytest.mark.parametrize(
    ("pts", "keys"), [([], [0]), ([2, 1], [0]), ([1, 1], [0]), ([1], [1]), ([1, 2], [1]), ([0, 2**62], [0])]
)
def test_a_table_of_nonsense_is_refused(pts: list[int], keys: list[int]) -> None:
    with pytest.raises(ValueError, match="frame"):
        FrameTable(TICK, array("q", pts), array("I", keys))


def test_a_rate_is_constant_within_a_tick_of_rounding() -> None:
    assert not FrameTable.of(Fraction(1, 1000), [0, 33, 67, 100], [0]).is_variable
    assert FrameTable.of(Fraction(1, 1000), [0, 33, 99, 132], [0]).is_variable
    assert FrameTable.of(TICK, [0], [0]).rate == 0.0
    assert FrameTable.of(TICK, range(0, 9_000, 3_000), [0]).rate == pytest.approx(30.0)


def test_three_hours_cost_bytes_and_time_by_the_frame_and_no_more() -> None:
    count, every = 3 * 3600 * 30, 250
    step = TICK.denominator // 30
    began = time.process_time()
    table = FrameTable.of(TICK, range(0, count * step, step), range(0, count, every))
    stored = table.to_bytes()
    assert FrameTable.from_bytes(stored) == table
    assert len(stored) < 9 * count
    assert table.runs() == [[step, count - 1]]
    assert not table.is_variable
    for index in range(0, count, 997):
        wanted = frames_wanted(table, range(index, min(index + 4, count)))
        assert wanted.pts[0] == index * step
        assert wanted.entries[0] == index // every * every * step
        assert table.index_at(table.seconds_at(index)) == index
    parts = list(split_at_keys(table, range(count)))
    assert {len(part) for part in parts} == {every}
    # Anything that looks at every frame for every frame would take hours.
    assert time.process_time() - began < 20


@pytest.mark.parametrize("indices", [[], [-1], [4], [1, 1], [2, 1], list(range(257))])
def test_frames_that_cannot_be_wanted_are_refused(indices: list[int]) -> None:
    table = FrameTable.of(TICK, range(4 if len(indices) < 9 else 300), [0])
    with pytest.raises(ValueError, match="frame"):
        frames_wanted(table, indices)
