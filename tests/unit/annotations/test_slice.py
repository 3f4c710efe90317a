"""A slice of long work ends after its time, and goes on while nobody else waits, but not for ever."""

from collections.abc import Iterator

from annotations.actions.share_worker import Slice


class Clock:
    """Tells what it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def ends(part: Slice, clock: Clock, *, most: int = 100) -> Iterator[float]:
    """Yield when a job that asks every second is told to give its place back."""
    for second in range(most):
        clock.now = float(second)
        if part.is_over:
            yield clock.now
            return


def test_a_slice_ends_after_its_time_where_somebody_waits() -> None:
    clock = Clock()
    assert list(ends(Slice(15, clock), clock)) == [15]
    clock = Clock()
    assert list(ends(Slice(15, clock, most=60, is_wanted=lambda: True), clock)) == [15]


def test_a_slice_goes_on_until_somebody_waits_and_then_gives_way_within_its_time() -> None:
    clock = Clock()
    part = Slice(15, clock, most=600, is_wanted=lambda: clock.now >= 32)
    assert list(ends(part, clock)) == [45]


def test_a_slice_that_nobody_wants_ends_after_the_most_it_may_last() -> None:
    clock = Clock()
    part = Slice(15, clock, most=50, is_wanted=lambda: False)
    assert list(ends(part, clock)) == [50]
    assert part.seconds_left == 0


def test_a_slice_of_no_time_is_over_at_once() -> None:
    assert Slice(0, Clock(), most=0, is_wanted=lambda: False).is_over
