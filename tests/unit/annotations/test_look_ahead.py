"""Work beside work: results come in order, one batch is made ahead, and nothing goes on at the end."""

import threading
from collections.abc import Iterator

import pytest

from annotations.actions.look_ahead import in_order, one_ahead


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_results_come_in_the_order_of_their_work(count: int, threads: int) -> None:
    assert list(in_order(lambda number: number * 2, range(count), threads=threads)) == [
        2 * number for number in range(count)
    ]


def test_two_pieces_of_work_go_on_at_once() -> None:
    both = threading.Barrier(2, timeout=30)
    assert sorted(in_order(lambda _number: both.wait(), range(2), threads=2)) == [0, 1]


def test_a_fault_comes_out_at_its_place_and_no_further_work_is_begun() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            raise ArithmeticError
        return number

    results = in_order(work, iter(range(100)), threads=2)
    assert next(results) == 0
    with pytest.raises(ArithmeticError):
        next(results)
    assert len(begun) <= 5


def test_the_next_batch_is_made_while_the_first_is_looked_at() -> None:
    made = threading.Semaphore(0)
    left: Iterator[int] = iter(range(3))

    def make() -> int | None:
        made.release()
        return next(left, None)

    with one_ahead(make) as batches:
        assert next(batches) == 0
        assert all(made.acquire(timeout=30) for _ in range(2)), (
            "the second one is begun before it is asked for"
        )
        assert list(batches) == [1, 2]
    nothing: Iterator[int]
    with one_ahead(lambda: None) as nothing:
        assert list(nothing) == []


def test_a_fault_of_the_maker_is_raised_where_its_batch_is_asked_for() -> None:
    def make() -> int:
        raise ArithmeticError

    with one_ahead(make) as batches, pytest.raises(ArithmeticError):
        next(batches)
