"""What a socket tells is the log without a hole: over pages, beside a writer, after each kind of outage."""

import asyncio

import orjson
import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from redis import Redis

from annotations.relay.push import ChannelPush
from annotations.ws.consumer import REPLAY_PAGE
from annotations.ws.groups import EVENTS_GROUP
from annotations.ws.hub import process_hub
from annotations.ws.sign_in import Pass
from tests.builders import Cast
from tests.caller import signed_in
from tests.integration.ws.canvas import PATIENCE, Canvas, beside
from tests.integration.ws.conftest import Away, Numbered, append
from tests.waiting import wait_until


@pytest.fixture
def session(cast: Cast) -> str:
    return signed_in(cast.bob).session_key


def plain(numbered: Numbered) -> list[dict[str, object]]:
    return [orjson.loads(body) for _event, body in numbered]


@pytest.mark.parametrize("count", [REPLAY_PAGE, 2 * REPLAY_PAGE, 2 * REPLAY_PAGE + 203])
async def test_a_replay_of_many_pages_has_every_event_once(cast: Cast, session: str, count: int) -> None:
    log = plain(await beside(lambda: append(cast.project.id, count)))
    canvas = await Canvas(cast.project.id, session=session, after=0).open()
    assert (await canvas.read())["seq"] == count
    await canvas.read_until("presence.changed")
    assert canvas.events() == log
    await canvas.leave()


class Ear:
    """The least that a hub can talk to."""

    user_id, heard_at = "", 0.0
    held: Pass | None = None

    def __init__(self, project_id: str) -> None:
        self.project_id = project_id
        self.heard: asyncio.Queue[int] = asyncio.Queue()

    async def forward(self, seq: int, body: str) -> None:
        self.heard.put_nowait(seq)

    async def tell(self, body: str) -> None:
        raise AssertionError(body)

    async def leave(self, code: int) -> None:
        raise AssertionError(code)


async def test_the_first_socket_of_a_process_misses_nothing_once_it_has_joined(cast: Cast) -> None:
    """The log is read after joining: an event pushed in between would be in neither."""
    ear = Ear(cast.project.id)
    hub = process_hub()
    await hub.join(ear)
    message = {"type": "portal.event", "project_id": cast.project.id, "events": [(1, "{}")]}
    await get_channel_layer().group_send(EVENTS_GROUP, message)
    assert await asyncio.wait_for(ear.heard.get(), PATIENCE) == 1
    hub.part(ear)


async def test_who_comes_in_the_middle_of_a_burst_hears_all_of_it_in_order(
    cast: Cast, session: str, push: ChannelPush
) -> None:
    count = 60
    log: Numbered = []

    def burst() -> None:
        for _ in range(count):
            log.extend(tell(push, cast.project.id))

    writer = asyncio.create_task(asyncio.to_thread(burst))
    comers: list[Canvas] = []
    while not writer.done() or not comers:
        canvas = await Canvas(cast.project.id, session=session, after=0).open()
        await canvas.read_until("welcome")
        comers.append(canvas)
    await writer
    for canvas in comers:
        if not canvas.events() or canvas.events()[-1]["seq"] < count:
            await canvas.read_until(lambda message: message.get("seq") == count and "." in message["type"])
        assert canvas.events() == plain(log)
        await canvas.leave()


async def test_a_push_that_was_lost_shows_in_the_pong_and_is_told_on_request(
    cast: Cast, session: str, push: ChannelPush
) -> None:
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("welcome")
    lost = plain(await beside(lambda: append(cast.project.id, 2)))
    await canvas.say({"type": "ping"})
    assert (await canvas.read_until("pong"))["seq"] == 2
    assert canvas.events() == []
    await canvas.say({"type": "resume", "after": 0})
    await canvas.read_until(lambda message: message.get("seq") == 2 and "." in message["type"])
    assert canvas.events() == lost
    await beside(lambda: tell(push, cast.project.id))
    assert (await canvas.read_until("project.changed"))["seq"] == 3
    await canvas.leave()


async def test_a_resume_that_cannot_be_continued_says_so_and_goes_on_live(
    cast: Cast, session: str, push: ChannelPush
) -> None:
    await beside(lambda: append(cast.project.id, 3))
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("welcome")
    await canvas.say({"type": "resume", "after": 99})
    assert (await canvas.read_until("continuity.lost"))["seq"] == 3
    await beside(lambda: tell(push, cast.project.id))
    assert (await canvas.read_until("project.changed"))["seq"] == 4
    await canvas.leave()


async def test_a_broker_that_drops_the_subscription_is_subscribed_to_again(
    cast: Cast, session: str, push: ChannelPush
) -> None:
    channel = f"tandem:{settings.MONGODB_NAME}__group__{EVENTS_GROUP}"
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")

    def drop() -> None:
        with Redis.from_url(settings.REDIS_URL) as broker:
            assert broker.pubsub_numsub(channel)[0][1] == 1
            broker.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            wait_until(lambda: broker.pubsub_numsub(channel)[0][1] == 1, for_what="a new subscription")

    await beside(drop)
    await beside(lambda: tell(push, cast.project.id))
    assert (await canvas.read_until("project.changed"))["seq"] == 1
    await canvas.leave()


async def test_a_resume_while_the_database_is_away_costs_only_the_answer(
    cast: Cast, session: str, push: ChannelPush, store_away: Away
) -> None:
    await beside(lambda: append(cast.project.id))
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")
    with store_away():
        await canvas.say({"type": "resume", "after": 0})
        assert (await canvas.read_until("error"))["code"] == "store_unavailable"
        await canvas.say({"type": "ping"})
        assert (await canvas.read_until("error"))["code"] == "store_unavailable"
    await beside(lambda: tell(push, cast.project.id))
    assert (await canvas.read_until("project.changed"))["seq"] == 2
    await canvas.leave()


async def test_who_comes_while_the_database_is_away_is_asked_to_come_back(
    cast: Cast, session: str, store_away: Away
) -> None:
    with store_away():
        canvas = await Canvas(cast.project.id, session=session, after=0).open()
        assert await canvas.read_close() == 1013
    assert [message["code"] for message in canvas.heard] == ["store_unavailable"]
    await canvas.leave()


def tell(push: ChannelPush, project_id: str) -> Numbered:
    """Append one event and push it."""
    numbered = append(project_id)
    push.publish(numbered)
    return numbered
