"""Brings an earlier version's indexes up to date: mongod refuses another definition under a name it knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import IndexModel
from pymongo.collection import Collection
from pymongo.database import Database

EXPIRY = "expireAfterSeconds"


def apply_indexes(here: Database[Any], name: str, indexes: Sequence[IndexModel]) -> None:
    """Create the indexes of a collection; those whose definition changed are changed or made anew."""
    collection: Collection[Any] = here[name]
    known = collection.index_information()
    for index in indexes:
        wanted = index.document
        found = known.get(wanted["name"])
        if found is None:
            continue
        if [tuple(key) for key in found["key"]] != list(wanted["key"].items()):
            collection.drop_index(wanted["name"])
        elif EXPIRY in wanted and found.get(EXPIRY) != wanted[EXPIRY]:
            changed = {"name": wanted["name"], EXPIRY: wanted[EXPIRY]}
            here.command("collMod", name, index=changed)
    collection.create_indexes(list(indexes))
