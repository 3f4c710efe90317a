"""Owns the note in the database that says which sources have prepared it."""

from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from portal.env import PROJECT_ROOT
from portal.supervisor.install.stamps import hash_files

COLLECTION, NOTE = "notes", "prepared"
ROOMS = ("annotations", "inference", "portal")
ANSWER_MS = 5_000


def hash_sources(root: Path = PROJECT_ROOT) -> str:
    """Return one hash over the sources that prepare a database."""
    return hash_files(root, (path for room in ROOMS for path in (root / room).rglob("*.py")))


def is_prepared(mongodb_uri: str, database: str, sources: str) -> bool:
    """Return whether these very sources have prepared this database; a new or emptied one has no note."""
    with MongoClient[dict[str, str]](mongodb_uri, serverSelectionTimeoutMS=ANSWER_MS) as client:
        try:
            note = client[database][COLLECTION].find_one({"_id": NOTE})
        except PyMongoError:
            return False
    return note is not None and note["sources"] == sources


def note_prepared(mongodb_uri: str, database: str, sources: str) -> None:
    """Note which sources have prepared a database."""
    with MongoClient[dict[str, str]](mongodb_uri, serverSelectionTimeoutMS=ANSWER_MS) as client:
        client[database][COLLECTION].replace_one({"_id": NOTE}, {"sources": sources}, upsert=True)
