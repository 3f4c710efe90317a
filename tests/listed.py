"""Fills the collections behind the lists with many rows that read like real ones."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from annotations.domain.record import utc_now
from annotations.store.client import database

Document = dict[str, Any]
AT_ONCE = 10_000


def many_of(
    template: Document, count: int, vary: Callable[[int], Document], *, prefix: str
) -> Iterator[list[Document]]:
    """Yield copies of a row in pages, each with an id of its own in order and what varies."""
    for start in range(0, count, AT_ONCE):
        yield [
            {**template, "_id": f"{prefix}_{number:032x}", **vary(number)}
            for number in range(start, min(start + AT_ONCE, count))
        ]


def fill(
    name: str,
    template: Document,
    count: int,
    vary: Callable[[int], Document],
    *,
    prefix: str,
    here: Any = None,
) -> None:
    """Insert copies of a row into a collection, past validators and events."""
    place = (database() if here is None else here)[name]
    for rows in many_of(template, count, vary, prefix=prefix):
        place.insert_many(rows, ordered=False, bypass_document_validation=True)


def minutes_ago(number: int) -> Any:
    """Return a moment that differs for each number."""
    return utc_now() - timedelta(minutes=number)
