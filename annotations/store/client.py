"""One lazy MongoClient for each process, and transactions with the concerns written down."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from bson.codec_options import CodecOptions
from django.conf import settings
from pymongo import MongoClient, ReadPreference
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, ExecutionTimeout, OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from annotations.errors import StoreUnavailable

Document = dict[str, Any]
Session = ClientSession
T = TypeVar("T")

MAJORITY = WriteConcern(w="majority", j=True)
CODEC: CodecOptions[Document] = CodecOptions(tz_aware=True)
SERVER_SELECTION_MS = 5_000

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


def transaction(work: Callable[[Session], T]) -> T:
    """Run `work` in one majority transaction and return what it returned once it is committed.

    `work` may run several times (a write conflict or an election repeats it), so it must not act on
    anything but the session it is given.

    Raises:
        StoreUnavailable: the database did not answer. The outcome is unknown; repeat with the same ids.
    """
    with unavailable_is_ours(), client().start_session() as session:
        return session.with_transaction(
            work,
            read_concern=ReadConcern("snapshot"),
            write_concern=MAJORITY,
            read_preference=ReadPreference.PRIMARY,
            max_commit_time_ms=10_000,
        )


@contextmanager
def photograph() -> Iterator[Session]:
    """Open a session whose reads all see the database at one and the same moment."""
    with unavailable_is_ours(), client().start_session(snapshot=True) as session:
        yield session


@contextmanager
def unavailable_is_ours() -> Iterator[None]:
    """Turn the driver's connection faults into `StoreUnavailable`."""
    try:
        yield
    except (ConnectionFailure, ExecutionTimeout) as fault:
        message = "The database does not answer at the moment. Nothing is lost: send the same request again."
        raise StoreUnavailable(message) from fault
    except OperationFailure as fault:
        if not fault.has_error_label("TransientTransactionError"):
            raise
        message = "Too many people changed the same object at the same moment. Send the same request again."
        raise StoreUnavailable(message) from fault
