"""The audit trail: rows are appended in one chain and read; nothing here changes or removes one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.audit import MOST_PREFIX_WORDS, Act, AuditEntry, keys_of
from annotations.domain.ids import new_id
from annotations.domain.record import Record
from annotations.store.acts import ACT_INDEXES
from annotations.store.client import Document, Session, database, faults_are_ours
from annotations.store.codec import to_document
from annotations.store.index_changes import apply_indexes
from annotations.store.tables import AUDIT

HEAD = "head"
RETENTION = "retention"
START = "0" * 64
"""What the first row names as the hash before it."""
_LATEST = [("at", DESCENDING), ("number", DESCENDING)]
AUDIT_INDEXES = [
    IndexModel([("number", ASCENDING)], name="chain", unique=True),
    IndexModel([("source", ASCENDING)], name="told_once", unique=True),
    IndexModel(_LATEST, name="latest"),
    IndexModel([("keys", ASCENDING), *_LATEST], name="by_key"),
    IndexModel([("project_id", ASCENDING), *_LATEST], name="of_project"),
    IndexModel([("project_id", ASCENDING), ("keys", ASCENDING), *_LATEST], name="of_project_by_key"),
    IndexModel([("act", ASCENDING)], name="acts"),
    IndexModel([("project_id", ASCENDING), ("act", ASCENDING)], name="acts_of_project"),
]
AUDIT_COLLECTIONS: dict[str, list[IndexModel]] = {
    "acts": ACT_INDEXES,
    "audit": AUDIT_INDEXES,
    "audit_heads": [],
    "audit_words": [],
}
_HEX = {"bsonType": "string", "pattern": "^[0-9a-f]{64}$"}
AUDIT_VALIDATOR: dict[str, Any] = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["number", "source", "at", "actor", "act", "subject", "outcome", "previous", "hash"],
        "properties": {
            "number": {"bsonType": ["int", "long"], "minimum": 1},
            "at": {"bsonType": "date"},
            "actor": {"bsonType": "object", "required": ["id", "name", "kind"]},
            "act": {"bsonType": "string", "pattern": r"^[a-z0-9_]+\.[a-z0-9_]+$"},
            "outcome": {"enum": ["done", "unknown", "refused"]},
            "keys": {"bsonType": "array", "items": {"bsonType": "string"}},
            "previous": _HEX,
            "hash": _HEX,
        },
    }
}


def keep_for_days(days: int) -> None:
    """Let the server remove rows after some days; 0 keeps them for ever. It removes the oldest ones only."""
    kept = database()["audit"].index_information().get(RETENTION)
    if days == 0:
        if kept is not None:
            database()["audit"].drop_index(RETENTION)
        return
    index = IndexModel([("at", ASCENDING)], name=RETENTION, expireAfterSeconds=days * 86_400)
    apply_indexes(database(), "audit", [index])


class Head(Record):
    """The end of the chain: the number and the hash of the latest row."""

    number: int = 0
    hash: str = START


class Wanted(Record):
    """Which rows are asked for; `keys` holds for each condition the keys of which a row has one."""

    project_id: str | None = None
    keys: tuple[tuple[str, ...], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    oldest_first: bool = False


def append_acts(acts: Sequence[tuple[str, Act]], *, session: Session) -> list[AuditEntry]:
    """Append acts to the chain; one whose source the trail tells of already is left out.

    Args:
        acts: Acts in order, each with the name of what it tells of.
        session: The relay's transaction; it alone appends, so the chain has one writer.

    Returns:
        The rows that were added.
    """
    known = _known_sources([source for source, _act in acts], session=session)
    head = read_head(session=session)
    made: list[Document] = []
    entries: list[AuditEntry] = []
    number, previous = head.number, head.hash
    for source, act in acts:
        if source in known or act.status == "begun":
            continue
        known.add(source)
        number += 1
        told = act.model_dump(exclude={"id", "status"})
        entry = AuditEntry(
            id=new_id("aud"),
            number=number,
            source=source,
            outcome=act.status,
            keys=keys_of(act),
            previous=previous,
            hash=START,
            **told,
        )
        document = to_document(entry)
        previous = document["hash"] = hash_row(document)
        made.append(document)
        entries.append(entry.model_copy(update={"hash": previous}))
    if made:
        database()["audit"].insert_many(made, session=session)
        database()["audit_heads"].update_one(
            {"_id": HEAD}, {"$set": {"number": number, "hash": previous}}, upsert=True, session=session
        )
        _learn_words({key for entry in entries for key in entry.keys if key.startswith("word:")}, session)
    return entries


def hash_row(document: Document) -> str:
    """Return the hash of a stored row: of all that it holds but its own hash, the hash before it included."""
    covered = {name: value for name, value in document.items() if name != "hash"}
    how = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
    return hashlib.sha256(orjson.dumps(covered, default=_moment, option=how)).hexdigest()


def read_head(*, session: Session | None = None) -> Head:
    """Return the end of the chain."""
    with faults_are_ours():
        row = database()["audit_heads"].find_one({"_id": HEAD}, session=session)
    return Head() if row is None else Head(number=row["number"], hash=row["hash"])


def scan_chain() -> Iterator[Document]:
    """Yield every stored row as it lies there, in the order of the chain."""
    with faults_are_ours():
        yield from database()["audit"].find().sort("number", 1)


def page_entries(wanted: Wanted, *, after: str | None, limit: int) -> list[AuditEntry]:
    """Return rows by time; `after` is the id of the last row of the page before."""
    query = _query(wanted)
    last = AUDIT.find(after) if after else None
    if last is not None:
        beyond = "$gt" if wanted.oldest_first else "$lt"
        query["$or"] = [{"at": {beyond: last.at}}, {"at": last.at, "number": {beyond: last.number}}]
        # The bound of the index; without it the walk would begin at the newest row each time.
        query["at"] = {**query.get("at", {}), ("$gte" if wanted.oldest_first else "$lte"): last.at}
    return AUDIT.page(query, sort=_order(wanted), limit=limit)


def stream_entries(wanted: Wanted) -> Iterator[AuditEntry]:
    """Yield all rows that are wanted, by time."""
    return AUDIT.stream(_query(wanted), sort=_order(wanted))


def list_acts(project_id: str | None) -> list[str]:
    """Return every kind of act that the trail, or a project's part of it, holds."""
    with faults_are_ours():
        query = {} if project_id is None else {"project_id": project_id}
        return sorted(database()["audit"].distinct("act", query))


def complete_word(beginning: str) -> list[str]:
    """Return the words of the trail that begin so, one more than may be searched for at most."""
    low = f"word:{beginning}"
    with faults_are_ours():
        rows = (
            database()["audit_words"].find({"_id": {"$gte": low, "$lt": low + "\U0010ffff"}}).sort("_id", 1)
        )
        return [row["_id"] for row in rows.limit(MOST_PREFIX_WORDS + 1)]


def explain(wanted: Wanted) -> str:
    """Return how the database would find what is wanted, as JSON: which index, and whether it has to sort."""
    with faults_are_ours():
        found = database()["audit"].find(_query(wanted)).sort(_order(wanted)).limit(50).explain()
    return orjson.dumps(found["queryPlanner"]["winningPlan"], default=str).decode()


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {}
    if wanted.project_id is not None:
        query["project_id"] = wanted.project_id
    conditions = [{"keys": one[0] if len(one) == 1 else {"$in": list(one)}} for one in wanted.keys]
    if len(conditions) == 1:
        query |= conditions[0]
    elif conditions:
        query["$and"] = conditions
    bounds = {"$gte": wanted.since, "$lt": wanted.until}
    if limits := {name: moment for name, moment in bounds.items() if moment is not None}:
        query["at"] = limits
    return query


def _order(wanted: Wanted) -> list[tuple[str, int]]:
    way = 1 if wanted.oldest_first else -1
    return [("at", way), ("number", way)]


def _moment(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


def _known_sources(sources: list[str], *, session: Session) -> set[str]:
    rows = database()["audit"].find({"source": {"$in": sources}}, {"source": 1}, session=session)
    return {row["source"] for row in rows}


def _learn_words(words: set[str], session: Session) -> None:
    here = database()["audit_words"]
    known = {row["_id"] for row in here.find({"_id": {"$in": sorted(words)}}, session=session)}
    if new := sorted(words - known):
        here.insert_many([{"_id": word} for word in new], session=session)
