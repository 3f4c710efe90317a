"""Lists of things that have names: by age, or by name those whose names begin so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pymongo import ASCENDING

from annotations.domain.record import Record
from annotations.store.codec import to_document
from annotations.store.listing import NAMES, ByAge, begins, beyond, by_age
from annotations.store.table import Table

R = TypeVar("R", bound=Record)
BY_NAME = (("name", ASCENDING), ("_id", ASCENDING))


def page_named(
    table: Table[R], among: Mapping[str, Any], *, after: str | None, limit: int, sort: ByAge, q: str | None
) -> list[R]:
    """Return a stretch of a list.

    Args:
        table: Of what; its index of names is made with `NAMES`.
        among: What else must fit.
        after: The id of the last one of the page before.
        limit: How many.
        sort: The newest or the oldest first; a search is sorted by name.
        q: Only names that begin so, whatever the case.
    """
    if q is None:
        bound, order = by_age(sort, after)
        return table.page({"$and": [among, bound]} if bound else among, sort=order, limit=limit)
    query: dict[str, Any] = {**among, "name": begins(q)}
    last = table.find(after) if after else None
    if last is not None:
        query |= beyond(BY_NAME, to_document(last))
    return table.page(query, sort=BY_NAME, limit=limit, collation=NAMES)
