"""Brings the database to what `indexes.py` declares."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from pymongo.errors import CollectionInvalid

from annotations.store.audit import keep_for_days
from annotations.store.client import database
from annotations.store.index_changes import apply_indexes
from annotations.store.indexes import INDEXES, VALIDATORS


def ensure_schema() -> None:
    """Create what is missing and bring validators up to date. Quick when nothing changed."""
    here = database()
    existing = set(here.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in existing:
            with suppress(CollectionInvalid):  # another process was faster
                here.create_collection(name)
        if indexes:
            apply_indexes(here, name, indexes)
        if name in VALIDATORS:
            here.command("collMod", name, validator=VALIDATORS[name], validationLevel="strict")
    keep_for_days(settings.AUDIT_DAYS)
