"""How long the server keeps rows before it removes them, changed in place where it was another time."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo import IndexModel

from annotations.store.client import database


def change_lifetimes(name: str, indexes: Sequence[IndexModel]) -> None:
    """Bring the times after which rows go up to date; to make such an index anew would be refused."""
    wanted = {
        index.document["name"]: index.document["expireAfterSeconds"]
        for index in indexes
        if "expireAfterSeconds" in index.document
    }
    kept = database()[name].index_information() if wanted else {}
    for index, seconds in wanted.items():
        if index in kept and kept[index].get("expireAfterSeconds") != seconds:
            database().command("collMod", name, index={"name": index, "expireAfterSeconds": seconds})
