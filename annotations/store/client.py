"""One lazy MongoClient for each process, and transactions with the concerns written down."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import pymongo
from bson.codec_options import CodecOptions
from django.conf import settings
from pymongo import MongoClient, ReadPreference
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from annotations.errors import StoreUnavailable

Document = dict[str, Any]
Session = ClientSession
T = TypeVar("T")

MAJORITY = WriteConcern(w="majority", j=True)
CODEC: CodecOptions[Document] = CodecOptions(tz_aware=True)
SERVER_SELECTION_MS = 5_000
TRANSACTION_SECONDS = 15
DUPLICATE_KEY = 11_000
PING_SECONDS = 2
LEFT_OPEN_PARAMETER = "transactionLifetimeLimitSeconds"

_lock = threading.Lock()
_clients: dict[int, MongoClient[Document]] = {}


def client() -> MongoClient[Document]:
    """Return this process's client. A forked child makes its own: sockets do not survive a fork."""
    pid = os.getpid()
    found = _clients.get(pid)
    if found is None:
        with _lock:
            found = _clients.get(pid)
            if found is None:
                _clients.clear()
                found = MongoClient(
                    settings.MONGODB_URI,
                    tz_aware=True,
                    serverSelectionTimeoutMS=SERVER_SELECTION_MS,
                    w="majority",
                    journal=True,
                    readConcernLevel="majority",
                    appname="tandem",
                )
                _clients[pid] = found
    return found


def database() -> Database[Document]:
    """Return Tandem's database."""
    return client().get_database(settings.MONGODB_NAME, codec_options=CODEC)


def ping() -> None:
    """Ask the server whether it is there.

    Raises:
        StoreUnavailable: it is not.
    """
    with faults_are_ours(), pymongo.timeout(PING_SECONDS):
        client().admin.command("ping")


def server_time() -> datetime:
    """Return the database's own clock, by which changes are dated."""
    with faults_are_ours():
        moment: datetime = client().admin.command("hello", codec_options=CODEC)["localTime"]
    return moment


def left_open_seconds() -> int | None:
    """Return how long the server keeps what a killed process left open; None when it does not tell us."""
    with faults_are_ours(), pymongo.timeout(PING_SECONDS):
        try:
            told = client().admin.command({"getParameter": 1, LEFT_OPEN_PARAMETER: 1})
        except OperationFailure:
            return None  # the account may not ask
    return int(told[LEFT_OPEN_PARAMETER])


class Duplicate(Exception):
    """A unique key is taken: the id was used before, or the content is there already."""


def transaction(work: Callable[[Session], T]) -> T:
    """Run `work` in one majority transaction and return what it returned once it is committed.

    `work` may run several times (a write conflict or an election repeats it), so it must not act on
    anything but the session it is given.

    Raises:
        StoreUnavailable: the database did not answer. The outcome is unknown; repeat with the same ids.
        Duplicate: `work` wrote a key that is taken.
    """
    try:
        with pymongo.timeout(TRANSACTION_SECONDS), client().start_session() as session:
            return session.with_transaction(
                work,
                read_concern=ReadConcern("snapshot"),
                write_concern=MAJORITY,
                read_preference=ReadPreference.PRIMARY,
            )
    except PyMongoError as fault:
        raise _ours(fault) from fault


@contextmanager
def photograph() -> Iterator[Session]:
    """Open a session whose reads all see the database at one and the same moment."""
    with faults_are_ours(), client().start_session(snapshot=True) as session:
        yield session


@contextmanager
def faults_are_ours() -> Iterator[None]:
    """Turn the driver's faults into ours, but for those that a transaction around it will repeat."""
    try:
        yield
    except PyMongoError as fault:
        if fault.has_error_label("TransientTransactionError"):
            raise
        raise _ours(fault) from fault


@contextmanager
def duplicates_repeat() -> Iterator[None]:
    """Let the transaction around it run anew when a key that it writes was taken meanwhile."""
    try:
        yield
    except Duplicate as fault:
        message = "somebody else wrote the same key first"
        labels = {"errorLabels": ["TransientTransactionError"]}
        raise OperationFailure(message, DUPLICATE_KEY, labels) from fault


def _ours(fault: PyMongoError) -> Exception:
    if isinstance(fault, DuplicateKeyError):
        return Duplicate(str(fault))
    if isinstance(fault, BulkWriteError):
        codes = {entry.get("code") for entry in fault.details.get("writeErrors", [])}
        return Duplicate(str(fault)) if codes == {DUPLICATE_KEY} else fault
    transient = fault.has_error_label("TransientTransactionError")
    if isinstance(fault, ConnectionFailure | ExecutionTimeout) or fault.timeout or transient:
        message = "The database does not answer at the moment. Nothing is lost: send the same request again."
        return StoreUnavailable(message)
    return fault
