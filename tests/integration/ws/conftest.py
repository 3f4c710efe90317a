"""Owns what the socket tests share: a log that grows on demand, a push, and a database that goes away."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from pymongo import MongoClient

from annotations.domain.events import Event, ProjectChanged
from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.relay.push import ChannelPush
from annotations.store import client as store_client
from annotations.store import events
from annotations.store.client import Document, transaction
from portal.supervisor.ports import choose_port

Numbered = list[tuple[Event, str]]
Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def push(database: None) -> Iterator[ChannelPush]:
    """Return the relay's way to the web processes."""
    made = ChannelPush()
    yield made
    made.close()


@pytest.fixture
def store_away(database: None) -> Away:
    """Return a context in which our own store asks a port where nobody listens; Django's does not."""

    @contextmanager
    def away() -> Iterator[None]:
        here = store_client.client()
        with nobody() as gone:
            store_client._clients[os.getpid()] = gone
            try:
                yield
            finally:
                store_client._clients[os.getpid()] = here

    return away


@contextmanager
def nobody() -> Iterator[MongoClient[Document]]:
    """Yield a client of a database that does not answer."""
    uri = f"mongodb://127.0.0.1:{choose_port()}/"
    with MongoClient[Document](uri, serverSelectionTimeoutMS=50, tz_aware=True) as client:
        yield client


def append(project_id: str, count: int = 1) -> Numbered:
    """Let the log of a project grow, as the relay does; nobody is told."""
    made = [
        (f"test:{new_id('evt')}", ProjectChanged(at=utc_now(), project_id=project_id)) for _ in range(count)
    ]
    return transaction(lambda session: events.append_events(made, session=session))
