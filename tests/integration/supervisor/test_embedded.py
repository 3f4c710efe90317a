"""Embedded MongoDB and Valkey keep what they were given through crashes, restarts and changes of port."""

import os
import signal
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from pymongo import MongoClient

from portal.supervisor.embedded import Services, start_services
from portal.supervisor.errors import HomeInUse
from portal.supervisor.state import Home, read_table
from tests.waiting import wait_until

Start = Callable[[], Services]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def start_here() -> Services:
            services = start_services(home)
            stack.callback(services.stop)
            return services

        yield start_here


def notes(services: Services) -> MongoClient[dict[str, Any]]:
    return MongoClient(services.mongodb_uri, serverSelectionTimeoutMS=20_000)


@contextmanager
def squatter_on(port: int) -> Iterator[None]:
    """Hold a port as another program would: connections are taken and closed."""

    class Squatter(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    with Squatter(("127.0.0.1", port), socketserver.BaseRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield
        server.shutdown()
        thread.join()


def kill_by_name(home: Path, name: str) -> int:
    pid = read_table(Home(home))[name]["pid"]
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def test_mongodb_returns_with_its_rows_after_kill_9(start: Start, home: Path) -> None:
    with notes(start()) as client:
        client.shop.notes.insert_one({"_id": 1})
        killed = kill_by_name(home, "mongod")
        client.shop.notes.insert_one({"_id": 2})
        assert client.shop.notes.count_documents({}) == 2
    row = read_table(Home(home))["mongod"]
    assert row["pid"] != killed
    assert row["restarts"] == 1


def test_transactions_and_change_streams_work(start: Start) -> None:
    with notes(start()) as client:
        client.shop.create_collection("notes")
        with client.shop.notes.watch() as stream, client.start_session() as session:
            with session.start_transaction():
                client.shop.notes.insert_one({"_id": "seen"}, session=session)
            assert stream.next()["documentKey"] == {"_id": "seen"}


def test_valkey_returns_with_its_rows_after_kill_9(start: Start, home: Path) -> None:
    client = redis.Redis.from_url(start().redis_url)
    client.config_set("appendfsync", "always")
    client.set("kept", "yes")
    kill_by_name(home, "valkey")

    def is_back() -> bool:
        try:
            return client.get("kept") == b"yes"
        except redis.ConnectionError:
            return False

    wait_until(is_back, 20, for_what="valkey and its row")
    client.close()


def test_the_second_start_has_the_rows_and_the_ports_of_the_first(start: Start) -> None:
    first = start()
    with notes(first) as client:
        client.shop.notes.insert_one({"_id": 1})
    first.stop()
    second = start()
    assert (second.mongodb_uri, second.redis_url) == (first.mongodb_uri, first.redis_url)
    with notes(second) as client:
        assert client.shop.notes.count_documents({}) == 1


def test_a_port_that_was_taken_meanwhile_is_exchanged_and_the_rows_stay(start: Start, home: Path) -> None:
    first = start()
    with notes(first) as client:
        client.shop.notes.insert_one({"_id": 1})
    first.stop()
    port = int((home / "run" / "mongod.port").read_text())
    with squatter_on(port):
        second = start()
    assert str(port) not in second.mongodb_uri
    with notes(second) as client:
        client.shop.notes.insert_one({"_id": 2})
        assert client.shop.notes.count_documents({}) == 2


def test_a_second_supervisor_on_the_same_home_is_refused(start: Start, home: Path) -> None:
    services = start()
    with pytest.raises(HomeInUse, match=f"process {os.getpid()}"):
        start_services(home)
    services.stop()
    start()


def test_secrets_and_state_are_for_their_owner_alone(start: Start, home: Path) -> None:
    start()
    assert home.stat().st_mode & 0o077 == 0
    assert (home / "run" / "services.json").stat().st_mode & 0o077 == 0
