"""Own the filling of a collection with a million rows: made by the server itself, indexed, then put in place.

The relay follows inserts into these collections; a collection that is renamed tells it nothing.
"""

from typing import Any

from pymongo.database import Database

from annotations.store.indexes import INDEXES

Document = dict[str, Any]
MILLION, SIDE = 1_000_000, 1_000
NUMBER = "$number"


def id_of(prefix: str, number: object = NUMBER) -> Document:
    """Return the expression of an id that grows with a number."""
    return {"$concat": [f"{prefix}_", padded(32, number)]}


def padded(width: int, number: object = NUMBER) -> Document:
    """Return the expression of a number with zeros in front."""
    text = {"$concat": ["0" * width, {"$toString": number}]}
    return {"$substrBytes": [text, {"$subtract": [{"$strLenBytes": text}, width]}, width]}


def one_of(*values: object) -> Document:
    """Return the expression of one of some values, in turn."""
    return {"$arrayElemAt": [[{"$literal": value} for value in values], {"$mod": [NUMBER, len(values)]}]}


def minutes_before(at: object) -> Document:
    """Return the expression of a moment a number of minutes ago."""
    return {"$dateSubtract": {"startDate": at, "unit": "minute", "amount": NUMBER}}


def fill(here: Database[Document], name: str, template: Document, computed: Document) -> None:
    """Put a million copies of a row beside what a collection holds; what is `computed` differs.

    Args:
        here: The portal's database.
        name: The collection.
        template: A real row.
        computed: Field -> expression of the server's, of `$number` from 0 up.
    """
    numbers, staged = here[f"bench_numbers_{name}"], f"bench_{name}"
    numbers.drop()
    numbers.insert_many([{"_id": number} for number in range(SIDE)])
    row = {field: value for field, value in template.items() if field not in computed}
    numbers.aggregate(
        [
            {"$set": {"step": {"$range": [0, MILLION // SIDE]}}},
            {"$unwind": "$step"},
            {"$set": {"number": {"$add": [{"$multiply": ["$_id", SIDE]}, "$step"]}}},
            {"$replaceWith": {"$mergeObjects": [{"$literal": row}, computed]}},
            {"$out": staged},
        ]
    )
    here[name].aggregate([{"$match": {}}, {"$merge": {"into": staged, "whenMatched": "keepExisting"}}])
    if INDEXES[name]:
        here[staged].create_indexes(INDEXES[name])
    here[staged].rename(name, dropTarget=True)
    numbers.drop()
