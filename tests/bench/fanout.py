"""Measure one event to many sockets, beside a channel-layer group with a member for each of them."""

import asyncio
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

from channels_redis.core import RedisChannelLayer
from pymongo.database import Database

from annotations.domain.record import utc_now
from portal.env import PROJECT_ROOT, child_environment
from portal.supervisor.ports import LOOPBACK, choose_port, is_free
from tests.bench.context import Bench
from tests.bench.crowd import Crowd
from tests.bench.fanout_peer import GROUP, PREFIX, REDIS_VARIABLE
from tests.bench.figures import Figure, milliseconds
from tests.bench.portal import Document
from tests.waiting import wait_until

SIZES = (100, 1000)
SINGLES = 5
BURST = 10
TEXT = "x" * 1500
GOAL_RATIO = 10.0
ROUND_SECONDS = 15.0

Send = Callable[[list[str]], None]


@dataclass(frozen=True)
class Delivery:
    """What a crowd saw: latencies of single events, the rate and the losses of a burst."""

    sockets: int
    singles: list[float]
    last_of_singles: list[float]
    rate: float
    missing: int


def run(bench: Bench) -> Iterator[Figure]:
    """Measure the portal's sockets, then the peer's, at each size."""
    client, portal = bench.client, bench.portal
    cookie = client.session_cookie()
    for size in SIZES:
        project_id = client.create_project(f"Bench: fan-out to {size}")
        frame_id = client.predicted_frames(project_id, bench.photographs(1))[0]
        write = row_writer(portal.database(), project_id, frame_id)
        address = f"{portal.url.replace('http', 'ws', 1)}/ws/projects/{project_id}"
        began = time.monotonic()
        with Crowd(address, size, cookie=cookie, origin=portal.url, beats=True) as crowd:
            opened = time.monotonic() - began
            ours = measure(crowd, write)
        with peer_server(portal.redis_url()) as peer, GroupSender(portal.redis_url()) as sender:
            began = time.monotonic()
            with Crowd(peer, size, cookie="", origin=portal.url, beats=False) as crowd:
                peer_opened = time.monotonic() - began
                theirs = measure(crowd, sender.send)
        yield from _figures(size, ours, theirs)
        yield Figure(
            "fanout", f"{size} sockets: opened and settled", opened, "s", "group per socket", peer_opened
        )


def measure(crowd: Crowd, send: Send) -> Delivery:
    """Send single events one by one, then a burst at once, to the sockets that opened."""
    size = crowd.open
    singles: list[float] = []
    lasts: list[float] = []
    missing = 0
    first = crowd.new_marker()
    send([first])
    crowd.collect([first], size, ROUND_SECONDS)
    for _ in range(SINGLES):
        crowd.beat()
        marker = crowd.new_marker()
        began = time.monotonic()
        send([marker])
        arrivals = crowd.collect([marker], size, ROUND_SECONDS)
        missing += size - len(arrivals)
        singles += [at - began for at in arrivals]
        lasts.append(max(arrivals, default=began) - began)
    crowd.beat()
    markers = [crowd.new_marker() for _ in range(BURST)]
    began = time.monotonic()
    send(markers)
    arrivals = crowd.collect(markers, size * BURST, ROUND_SECONDS)
    missing += size * BURST - len(arrivals)
    rate = len(arrivals) / (max(arrivals) - began) if arrivals else 0.0
    return Delivery(size, singles, lasts, rate, missing)


def row_writer(database: Database[Document], project_id: str, frame_id: str) -> Send:
    """Return a writer of rows that the relay announces, as it announces a row that anyone writes."""

    def write(markers: list[str]) -> None:
        database["reviews"].insert_many(
            {
                "_id": f"rev_{secrets.token_hex(16)}",
                "project_id": project_id,
                "asset_id": frame_id,
                "frame_id": frame_id,
                "frame_seq": 1,
                "verdict": "approved",
                "comment": f"{marker} {TEXT}",
                "actor": {"id": "bench", "name": "bench", "kind": "person"},
                "created_at": utc_now(),
            }
            for marker in markers
        )

    return write


class GroupSender:
    """Sends to the peer's group over one warm connection."""

    def __init__(self, redis_url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._layer = RedisChannelLayer(hosts=[redis_url], prefix=PREFIX)

    def send(self, markers: list[str]) -> None:
        """Send one message for each marker."""
        self._loop.run_until_complete(self._send(markers))

    def __enter__(self) -> "GroupSender":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run_until_complete(self._layer.close_pools())
        self._loop.close()

    async def _send(self, markers: list[str]) -> None:
        for marker in markers:
            await self._layer.group_send(GROUP, {"type": "bench.event", "text": f"{marker} {TEXT}"})


@contextmanager
def peer_server(redis_url: str) -> Iterator[str]:
    """Serve the peer by the same Daphne and yield its socket address."""
    port = choose_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "daphne", "-b", LOOPBACK, "-p", str(port)),
            *("--access-log", os.devnull, "--no-server-name", "tests.bench.fanout_peer:application"),
        ],
        cwd=PROJECT_ROOT,
        env=child_environment({REDIS_VARIABLE: redis_url}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: not is_free(LOOPBACK, port), 30, for_what="the peer's server")
        yield f"ws://{LOOPBACK}:{port}/"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _figures(size: int, ours: Delivery, theirs: Delivery) -> Iterator[Figure]:
    word = f"{size} sockets"
    is_whole = ours.sockets == size
    yield Figure(
        "fanout", f"{word}: opened", ours.sockets, "", "group per socket", theirs.sockets, "all", is_whole
    )
    peer = "group per socket"
    goal, met = (f"≥ {GOAL_RATIO:.0f}x", ours.rate >= GOAL_RATIO * theirs.rate) if size > 100 else ("", None)
    yield Figure("fanout", f"{word}: delivered in a burst", ours.rate, "/s", peer, theirs.rate, goal, met)
    for share in (0.5, 0.95):
        yield Figure(
            "fanout",
            f"{word}: one event, write → socket, p{share * 100:.0f}",
            milliseconds(ours.singles, share),
            "ms",
            peer,
            milliseconds(theirs.singles, share),
        )
    last, their_last = milliseconds(ours.last_of_singles, 0.5), milliseconds(theirs.last_of_singles, 0.5)
    yield Figure("fanout", f"{word}: one event, write → last socket", last, "ms", peer, their_last)
    yield Figure(
        "fanout", f"{word}: missing", ours.missing, "", peer, theirs.missing, "nothing", not ours.missing
    )
