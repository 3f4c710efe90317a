"""The process behind a crowd: orders come as lines on standard input, answers go to standard output."""

import asyncio
import json
import sys
import time
from collections import defaultdict
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from tests.bench.crowd import MARK, MARK_LENGTH

OPENING_AT_ONCE = 20
OPEN_SECONDS = 40.0
QUIET_SECONDS = 0.5
SETTLE_SECONDS = 20.0
BEAT = '{"type": "ping"}'
BEAT_SECONDS = 5.0


class Sockets:
    """All sockets of the crowd and when marked messages came over them."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._sockets: list[ClientConnection] = []
        self._arrivals: dict[str, list[float]] = defaultdict(list)
        self._count = 0
        self._heard_at = 0.0
        self._beaten_at = time.monotonic()
        self._readers: list[asyncio.Task[None]] = []
        self.reason = ""

    @property
    def open(self) -> int:
        """How many sockets are open."""
        return sum(not reader.done() for reader in self._readers)

    async def open_all(self) -> None:
        """Open every socket, some at a time, and wait until nothing more comes."""
        gate = asyncio.Semaphore(OPENING_AT_ONCE)
        beating = asyncio.create_task(self._keep_beating())
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await asyncio.gather(*(self._open(gate) for _ in range(self._order["size"])))
        except (OSError, WebSocketException, TimeoutError) as fault:
            self.reason = f"{type(fault).__name__}: {fault}"
        beating.cancel()
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing has come for a moment."""
        end = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < min(end, self._heard_at + QUIET_SECONDS):
            await asyncio.sleep(QUIET_SECONDS / 5)

    async def beat(self) -> None:
        """Send the heartbeats when they are due, and wait for quiet."""
        if self._order["beats"] and time.monotonic() - self._beaten_at > BEAT_SECONDS:
            self._beaten_at = self._heard_at = time.monotonic()
            await self._send_beats()
        await self.settle()

    async def collect(self, markers: list[str], expected: int, seconds: float) -> list[float]:
        """Return the arrivals of messages with these markers."""
        end = time.monotonic() + seconds
        while sum(len(self._arrivals[marker]) for marker in markers) < expected and time.monotonic() < end:
            await asyncio.sleep(0.02)
        return [at for marker in markers for at in self._arrivals.pop(marker, [])]

    async def close(self) -> None:
        """Drop every socket without ceremony."""
        for socket in self._sockets:
            socket.transport.abort()
        await asyncio.gather(*self._readers)

    async def _keep_beating(self) -> None:
        while self._order["beats"]:
            await asyncio.sleep(BEAT_SECONDS)
            self._beaten_at = time.monotonic()
            await self._send_beats()

    async def _send_beats(self) -> None:
        for socket in list(self._sockets):
            with suppress(ConnectionClosed):
                await socket.send(BEAT)

    async def _open(self, gate: asyncio.Semaphore) -> None:
        headers = {"Cookie": f"sessionid={self._order['cookie']}"} if self._order["cookie"] else {}
        async with gate:
            socket = await connect(
                self._order["address"],
                origin=Origin(self._order["origin"]),
                additional_headers=headers,
                compression=None,
                ping_interval=None,
                open_timeout=OPEN_SECONDS,
                max_size=None,
                max_queue=None,
            )
        self._sockets.append(socket)
        self._readers.append(asyncio.create_task(self._read(socket)))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                at = time.monotonic()
                self._heard_at = at
                place = message.find(MARK) if isinstance(message, str) else -1
                if isinstance(message, str) and place >= 0:
                    self._arrivals[message[place : place + MARK_LENGTH]].append(at)
        except ConnectionClosed as fault:
            self.reason = str(fault)


async def serve(order: dict[str, Any]) -> None:
    """Open the sockets and obey until standard input ends."""
    sockets = Sockets(order)
    await sockets.open_all()
    _tell({"open": sockets.open, "wanted": order["size"], "reason": sockets.reason})
    while line := await asyncio.to_thread(sys.stdin.readline):
        wanted = json.loads(line)
        if wanted["do"] == "beat":
            await sockets.beat()
            _tell({"open": sockets.open})
        else:
            arrivals = await sockets.collect(wanted["markers"], wanted["expected"], wanted["seconds"])
            _tell({"arrivals": arrivals, "open": sockets.open})
    await sockets.close()


def _tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
