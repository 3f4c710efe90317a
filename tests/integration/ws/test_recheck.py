"""What the hub does of its own accord: it lets go of the silent and the vanished, and of nobody else."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from channels.testing import WebsocketCommunicator
from django_mongodb_backend.base import DatabaseWrapper

from annotations.domain.ids import new_id
from annotations.ws.hub import Hub, Socket, process_hub
from annotations.ws.protocol import SILENCE_SECONDS, Person
from portal.asgi import application
from tests.builders import Cast
from tests.caller import signed_in
from tests.integration.ws.canvas import PATIENCE, Canvas
from tests.integration.ws.conftest import Away, nobody


@pytest.fixture
def session(cast: Cast) -> str:
    return signed_in(cast.bob).session_key


@pytest.fixture
def alices_session(cast: Cast) -> str:
    return signed_in(cast.alice).session_key


def sockets(cast: Cast) -> list[Socket]:
    return list(process_hub()._sockets[cast.project.id])


async def recheck(cast: Cast) -> None:
    """Do what the hub does every few seconds."""
    await process_hub()._recheck_project(cast.project.id, sockets(cast))


async def test_a_socket_that_fell_silent_is_closed_and_the_other_stays(
    cast: Cast, session: str, alices_session: str
) -> None:
    bob = await Canvas(cast.project.id, session=session).open()
    alice = await Canvas(cast.project.id, session=alices_session).open()
    await alice.read_until("presence.changed")
    (bobs,) = [socket for socket in sockets(cast) if socket.user_id == cast.bob.id]
    bobs.heard_at = time.monotonic() - SILENCE_SECONDS - 1
    await recheck(cast)
    assert await bob.read_close() == 4408
    await bob.leave()
    await alice.say({"type": "ping"})
    await alice.read_until("pong")
    await alice.leave()


async def test_any_message_breaks_the_silence(cast: Cast, session: str) -> None:
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")
    (socket,) = sockets(cast)
    socket.heard_at = time.monotonic() - SILENCE_SECONDS - 1
    await canvas.say("not even JSON")
    await canvas.read_until("error")
    await recheck(cast)
    await canvas.say({"type": "ping"})
    await canvas.read_until("pong")
    await canvas.leave()


async def test_someone_who_vanished_with_their_process_leaves_the_list(cast: Cast, session: str) -> None:
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")
    vera = Person(id=cast.vera.id, name="vera", connection_id=new_id("con"), frame_id=None, color="#000000")
    hub = process_hub()
    await hub.announce(cast.project.id, vera, present=True)
    await canvas.read_until(lambda message: len(message.get("people", [])) == 2)
    hub._people[cast.project.id][vera.connection_id] = (0.0, vera)
    await recheck(cast)
    left = await canvas.read_until("presence.changed")
    assert [person["name"] for person in left["people"]] == ["bob"]
    await canvas.leave()


async def test_our_database_being_away_costs_nobody_their_place(
    cast: Cast, session: str, store_away: Away
) -> None:
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")
    with store_away():
        await recheck(cast)
    await canvas.say({"type": "ping"})
    await canvas.read_until("pong")
    await canvas.leave()


async def test_accounts_being_away_costs_nobody_their_place(cast: Cast, session: str) -> None:
    """Django asks the database for itself, and its question may fail where ours was answered."""
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")
    pools = DatabaseWrapper._connection_pools
    here = pools["default"]
    with nobody() as gone:
        pools["default"] = gone
        # Threads keep their connection: only a new one asks the pool for another.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        try:
            await recheck(cast)
        finally:
            pools["default"] = here
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
    await canvas.say({"type": "ping"})
    await canvas.read_until("pong")
    await canvas.leave()


async def test_a_page_that_does_not_say_where_it_comes_from_cannot_connect(cast: Cast, session: str) -> None:
    headers = [(b"cookie", f"sessionid={session}".encode())]
    wire = WebsocketCommunicator(application, f"/ws/projects/{cast.project.id}", headers=headers)
    accepted, _code = await wire.connect(timeout=PATIENCE)
    assert not accepted


def test_each_loop_has_a_hub_of_its_own(cast: Cast, session: str) -> None:
    async def visit() -> Hub:
        canvas = await Canvas(cast.project.id, session=session).open()
        await canvas.read_until(lambda message: len(message.get("people", [])) == 1)
        await canvas.leave()
        return process_hub()

    hubs = [asyncio.run(visit()) for _ in range(3)]
    assert len({id(hub) for hub in hubs}) == 3
