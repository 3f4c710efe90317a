"""What lists share: where a page begins, how names are compared, and how what begins so is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pymongo import ASCENDING
from pymongo.collation import Collation

Order = Sequence[tuple[str, int]]
ByAge = Literal["newest", "oldest"]

NAMES = Collation(locale="en", strength=2)
"""Names are searched and sorted whatever their case; the indexes of names are made with it."""
LAST = "\uffff"
"""Compares as greater than every other character."""


def beyond(order: Order, last: Mapping[str, Any]) -> dict[str, Any]:
    """Return what lies after a row in an order of several fields; nothing comes before every text."""
    choices: list[dict[str, Any]] = []
    for place, (name, way) in enumerate(order):
        same = {before: last[before] for before, _way in order[:place]}
        value = "" if last[name] is None else last[name]
        choices.append({**same, name: {"$gt" if way == ASCENDING else "$lt": value}})
    return {"$or": choices}


def begins(text: str) -> dict[str, str]:
    """Return the names that begin so, under `NAMES`."""
    return {"$gte": text, "$lt": text + LAST}


def by_age(sort: ByAge, after: str | None) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """Return what follows an id in the order of making, and that order: ids grow with time."""
    bound = {"_id": {"$lt" if sort == "newest" else "$gt": after}} if after else {}
    return bound, [("_id", -1 if sort == "newest" else 1)]
