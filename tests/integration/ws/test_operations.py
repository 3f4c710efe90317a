"""The operations socket: who may look on, what they are told, and what is known without Redis."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from annotations import gauges
from annotations.actions.keep_moment import keep_moment
from annotations.domain.operations import bucket_of, percentile_of
from annotations.queries.operations import WATCH, Watch, read_moments
from annotations.store.tables import JOBS
from annotations.ws.operations import process_lookout
from annotations.ws.protocol import SILENCE_SECONDS
from tests.builders import Cast, a_frame, a_job, a_person, draw
from tests.caller import signed_in
from tests.circle import Circle
from tests.integration.ws.canvas import Canvas
from tests.integration.ws.conftest import Away

PLACE = "/ws/operations"


@pytest.fixture
def root(cast: Cast) -> str:
    return signed_in(a_person("root", is_admin=True)).session_key


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    gauges.BUFFER.flush()
    gauges._redis().delete(gauges.TOTALS, gauges.NOW, gauges.HISTORY)
    WATCH._looks.clear()


@pytest.fixture
def redis_away(settings: Settings) -> Iterator[Callable[[], None]]:
    def away() -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        gauges._redis.cache_clear()

    yield away
    gauges._redis.cache_clear()


async def test_an_administrator_is_told_the_past_and_then_every_second(cast: Cast, root: str) -> None:
    await asyncio.to_thread(keep_moment)
    canvas = await Canvas(PLACE, session=root).open()
    history = await canvas.read()
    assert (history["type"], len(history["points"])) == ("operations.history", 1)
    first = await canvas.read_until("operations.now")
    second = await canvas.read_until(
        lambda message: message["type"] == "operations.now" and message["operations"]["parts"]
    )
    assert first["operations"]["point"]["at"] < second["operations"]["point"]["at"]
    shown = second["operations"]
    assert {gauge["queue"] for gauge in shown["queues"]} >= {"interactive", "bulk", "export"}
    assert shown["disk_total"] > shown["disk_free"] > 0
    assert {"mongo", "redis"} <= {part["part"] for part in shown["parts"] if part["ok"]}
    assert all(part["ok"] or part["advice"] for part in shown["parts"]), "whatever is ill says what to do"
    await canvas.say({"type": "ping"})
    await canvas.read_until("pong")
    await canvas.leave()


async def test_two_tabs_are_told_the_same_look(cast: Cast, root: str) -> None:
    one = await Canvas(PLACE, session=root).open()
    other = await Canvas(PLACE, session=root).open()
    await one.read_until("operations.now")
    heard = (await other.read_until("operations.now"))["operations"]["point"]["at"]
    seen = {message["operations"]["point"]["at"] for message in one.heard if "operations" in message}
    while heard not in seen:
        seen.add((await one.read_until("operations.now"))["operations"]["point"]["at"])
    await one.leave()
    await other.leave()


@pytest.mark.parametrize("who", ["alice", "bob", "vera"])
async def test_people_of_projects_are_refused(cast: Cast, who: str) -> None:
    session = await asyncio.to_thread(lambda: signed_in(getattr(cast, who)).session_key)
    canvas = await Canvas(PLACE, session=session).open()
    assert (await canvas.read())["code"] == "forbidden"
    assert await canvas.read_close() == 4403


async def test_strangers_and_foreign_pages_are_refused(cast: Cast, root: str) -> None:
    canvas = await Canvas(PLACE, session=None).open()
    assert await canvas.read_close() == 4401
    assert await Canvas(PLACE, session=root, origin="https://elsewhere.example").is_refused()


@pytest.mark.parametrize("said", ["{", "[]", '{"type":"resume","after":1}', b"\x00", "x" * 70_000])
async def test_whatever_else_is_said_is_answered_with_what_can_be_said(
    cast: Cast, root: str, said: str | bytes
) -> None:
    canvas = await Canvas(PLACE, session=root).open()
    await canvas.read_until("operations.now")
    await canvas.say(said)
    assert (await canvas.read_until("error"))["code"] == "input_invalid"
    await canvas.say({"type": "ping"})
    await canvas.read_until("pong")
    await canvas.leave()


async def test_too_many_messages_close_the_socket(cast: Cast, root: str) -> None:
    canvas = await Canvas(PLACE, session=root).open()
    await canvas.read_until("operations.now")
    for _ in range(200):
        await canvas.say({"type": "ping"})
    assert await canvas.read_close() == 4429


async def test_who_is_no_administrator_any_more_is_let_go(cast: Cast, root: str) -> None:
    canvas = await Canvas(PLACE, session=root).open()
    await canvas.read_until("operations.now")
    await asyncio.to_thread(User.objects.filter(username="root").update, is_superuser=False)
    await process_lookout().recheck()
    assert await canvas.read_close() == 4403


async def test_who_is_silent_for_long_is_let_go(cast: Cast, root: str) -> None:
    canvas = await Canvas(PLACE, session=root).open()
    await canvas.read_until("operations.now")
    for socket in process_lookout()._sockets:
        socket.heard_at = time.monotonic() - SILENCE_SECONDS - 1
    await process_lookout().recheck()
    assert await canvas.read_close() == 4408


async def test_while_mongodb_is_away_the_page_is_told_so_and_goes_on_after(
    cast: Cast, root: str, store_away: Away
) -> None:
    canvas = await Canvas(PLACE, session=root).open()
    await canvas.read_until("operations.now")
    with store_away():
        assert (await canvas.read_until("error"))["code"] == "store_unavailable"
    await canvas.read_until("operations.now")
    await canvas.leave()


def test_what_waits_and_what_ended_badly_is_counted_by_queue(cast: Cast) -> None:
    a_job(cast.project, queue="training")
    a_job(cast.project, kind="export", queue="export")
    shown = Watch().look(health=False)
    depths = {gauge.queue: gauge.depth for gauge in shown.queues}
    assert (depths["training"], depths["export"], depths["bulk"]) == (1, 1, 0)
    assert shown.point.queued == 2
    ended = JOBS.page({"queue": "export"})[0]
    JOBS.collection.update_one({"_id": ended.id}, {"$set": {"status": "quarantined"}})
    assert (Watch().look(health=False).quarantined, Watch().look(health=False).failed) == (1, 0)


def test_rates_and_percentiles_come_of_what_all_processes_counted(cast: Cast) -> None:
    watch = Watch()
    watch.look(health=False)
    gauges.BUFFER.add(Counter({"http_errors": 4, "upload_bytes": 1_000_000}))
    for milliseconds in [10] * 90 + [500] * 10:
        gauges.time_taken("inference", milliseconds / 1_000)
        gauges.time_taken("inference|model|ssdlite 1", milliseconds / 1_000)
    gauges.note("sockets", 7)
    assert gauges.BUFFER.flush()
    shown = watch.look(health=False)
    assert shown.point.sockets == 7
    assert shown.point.errors
    assert shown.point.upload_bytes
    (model,) = shown.models
    assert model.model == "ssdlite 1"
    assert model.p50_ms == pytest.approx(10, rel=0.25)
    assert model.p95_ms == pytest.approx(500, rel=0.25)


def test_without_redis_it_says_what_it_does_not_know(cast: Cast, redis_away: Callable[[], None]) -> None:
    a_job(cast.project, queue="training")
    redis_away()
    gauges.count("http")
    assert not gauges.BUFFER.flush(), "what was counted is kept back"
    keep_moment()
    assert read_moments() == []
    shown = Watch().look(health=False)
    assert (shown.point.sockets, shown.point.requests, shown.point.upload_bytes) == (None, None, None)
    assert shown.point.queued == 1, "what the rows know is told all the same"


def test_the_relay_says_how_far_it_is_behind(cast: Cast, circle: Circle) -> None:
    draw(a_frame(cast.project), cast.bob)
    circle.settle()
    gauges.BUFFER.flush()
    read = gauges.read()
    assert read is not None
    assert 0 <= read.now["lag_ms"] < 20_000
    assert read.totals["events"] >= 1


def test_percentiles_are_as_exact_as_their_buckets() -> None:
    counted: Counter[int] = Counter(bucket_of(value) for value in range(1, 1_001))
    assert percentile_of(counted, 0.5) == pytest.approx(500, rel=0.2)
    assert percentile_of(counted, 0.95) == pytest.approx(950, rel=0.2)
    assert percentile_of({}, 0.5) is None
