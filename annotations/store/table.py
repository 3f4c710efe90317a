"""The reads and writes that every collection shares, typed by its record."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pymongo import ReturnDocument
from pymongo.collation import Collation
from pymongo.collection import Collection

from annotations.domain.record import Record
from annotations.store.client import Document, Session, database, faults_are_ours
from annotations.store.codec import from_document, key, to_document

R = TypeVar("R", bound=Record)
log = logging.getLogger(__name__)


class Table(Generic[R]):
    """One collection and the record its documents hold."""

    def __init__(self, name: str, kind: type[R]) -> None:
        self.name = name
        self.kind = kind

    @property
    def collection(self) -> Collection[Document]:
        """The driver's collection, with majority concerns from the client."""
        return database()[self.name]

    def find(self, identity: str, *, session: Session | None = None) -> R | None:
        """Return one record by id."""
        return self.find_where({"_id": key(identity)}, session=session)

    def find_where(self, query: Mapping[str, Any], *, session: Session | None = None) -> R | None:
        """Return the first record that fits."""
        with faults_are_ours():
            document = self.collection.find_one(query, session=session)
        return None if document is None else from_document(self.kind, document)

    def page(
        self,
        query: Mapping[str, Any],
        *,
        sort: Sequence[tuple[str, int]] = (("_id", 1),),
        limit: int = 0,
        collation: Collation | None = None,
        hint: str | None = None,
        session: Session | None = None,
    ) -> list[R]:
        """Return the records that fit, in order, or as they come for no `sort`; a limit of 0 means all.

        A `hint` names the index to read by, where the server's own choice changes with what it tried last.
        """
        with faults_are_ours():
            cursor = self.collection.find(query, session=session, collation=collation)
            cursor = (cursor.sort(list(sort)) if sort else cursor).limit(limit)
            if hint is not None:
                cursor = cursor.hint(hint)
            return [from_document(self.kind, document) for document in cursor]

    def scan(self, query: Mapping[str, Any], *, size: int) -> Iterator[list[R]]:
        """Yield every record that fits, by id in pages; one that cannot be read is logged and left out."""
        # Comparisons stay within one type: rows of other services with an ObjectId are a scan of their own.
        for id_type in ("string", "objectId"):
            range_of_ids: dict[str, Any] = {"$type": id_type}
            while True:
                with faults_are_ours():
                    cursor = self.collection.find({**query, "_id": range_of_ids}).sort("_id", 1).limit(size)
                    documents = list(cursor)
                if not documents:
                    break
                range_of_ids["$gt"] = documents[-1]["_id"]
                yield list(self._readable(documents))

    def stream(self, query: Mapping[str, Any], *, sort: Sequence[tuple[str, int]]) -> Iterator[R]:
        """Yield every record that fits, in order; one that cannot be read is logged and left out."""
        with faults_are_ours():
            yield from self._readable(self.collection.find(query).sort(list(sort)).allow_disk_use(True))

    def _readable(self, documents: Iterable[Document]) -> Iterator[R]:
        for document in documents:
            try:
                yield from_document(self.kind, document)
            except ValidationError:
                log.exception("a row of %s cannot be read: %s", self.name, document["_id"])

    def count(self, query: Mapping[str, Any]) -> int:
        """Count the records that fit."""
        with faults_are_ours():
            return self.collection.count_documents(query)

    def insert(self, record: R, *, session: Session | None = None) -> R:
        """Insert one record; a taken id or unique key raises the driver's DuplicateKeyError."""
        with faults_are_ours():
            self.collection.insert_one(to_document(record), session=session)
        return record

    def insert_many(self, records: Iterable[R], *, session: Session | None = None) -> None:
        """Insert records in order."""
        documents = [to_document(record) for record in records]
        if documents:
            with faults_are_ours():
                self.collection.insert_many(documents, session=session)

    def change(
        self,
        query: Mapping[str, Any],
        update: Mapping[str, Any] | list[Mapping[str, Any]],
        *,
        session: Session | None = None,
        sort: Sequence[tuple[str, int]] | None = None,
    ) -> R | None:
        """Change the first record that fits and return it as it is after; None when none fits."""
        with faults_are_ours():
            document = self.collection.find_one_and_update(
                query, update, return_document=ReturnDocument.AFTER, session=session, sort=sort
            )
        return None if document is None else from_document(self.kind, document)
