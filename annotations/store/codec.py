"""Records to BSON documents and back: the only place that knows `_id`."""

from __future__ import annotations

from typing import TypeVar

from bson import ObjectId
from bson.errors import InvalidId

from annotations.domain.record import Record
from annotations.store.client import Document

R = TypeVar("R", bound=Record)


def key(identity: str) -> str | ObjectId:
    """Return the `_id` of an identity: rows written by other services may carry an ObjectId."""
    if len(identity) == 24:
        try:
            return ObjectId(identity)
        except InvalidId:
            return identity
    return identity


def to_document(record: Record) -> Document:
    """Write a record as a document."""
    document = record.model_dump()
    document["_id"] = key(document.pop("id"))
    return document


def from_document(kind: type[R], document: Document) -> R:
    """Read a document as a record; fields that the record does not know are left in the database."""
    known = {name: value for name, value in document.items() if name in kind.model_fields}
    if "id" in kind.model_fields:
        known["id"] = str(document["_id"])
    return kind.model_validate(known)
