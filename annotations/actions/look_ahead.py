"""Do the next parts of a long work beside the present one: decoding, looking and keeping overlap."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def one_ahead(make: Callable[[], T | None]) -> Iterator[Iterator[T]]:
    """Give what `make` returns, again and again until None; the next one is made while one is looked at.

    Within the context only; at its end what was begun is waited for, so that nothing goes on behind it.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="one-ahead") as pool:

        def results() -> Generator[T, None, None]:
            following: Future[T | None] = pool.submit(make)
            while (present := following.result()) is not None:
                following = pool.submit(make)
                yield present

        yield results()


def in_order(work: Callable[[T], R], entries: Iterable[T], *, threads: int) -> Generator[R, None, None]:
    """Yield the result of each piece of work, in order, with up to `threads` of them going on at once."""
    if threads < 2:
        yield from map(work, entries)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="in-order") as pool:
        waiting: deque[Future[R]] = deque()
        for entry in entries:
            waiting.append(pool.submit(work, entry))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
