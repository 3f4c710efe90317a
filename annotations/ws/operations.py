"""The socket of the operations dashboard: what is gathered once per process goes to all who look on."""

from __future__ import annotations

import asyncio
import logging
import time
from weakref import WeakKeyDictionary

import orjson
from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from annotations.access import access_operations
from annotations.domain.record import Record
from annotations.errors import Forbidden, StoreUnavailable
from annotations.queries.operations import WATCH, read_moments
from annotations.ws.membership import present_accounts
from annotations.ws.protocol import (
    CLOSE_NOT_A_MEMBER,
    CLOSE_NOT_SIGNED_IN,
    CLOSE_SILENT,
    CLOSE_TOO_FAST,
    HEARTBEAT_SECONDS,
    MESSAGES_A_SECOND,
    MOST_BYTES,
    SILENCE_SECONDS,
    OperationsHistory,
    OperationsNow,
)
from annotations.ws.sign_in import Pass

log = logging.getLogger(__name__)
EVERY_SECONDS = 1.0
RECHECK_SECONDS = 5.0


class OperationsConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """Tells one administrator's tab how the portal runs, once a second."""

    held: Pass | None = None
    heard_at = 0.0

    async def connect(self) -> None:
        """Let an administrator in, tell the last quarter of an hour, then every second."""
        self._joined = False
        self._second, self._heard_in_second = 0, 0
        self.heard_at = time.monotonic()
        await self.accept()
        self.held = self.scope.get("pass")
        if self.held is None:
            await self.close(CLOSE_NOT_SIGNED_IN)
            return
        try:
            access_operations(self.held.account)
        except Forbidden as fault:
            await self._error(fault.code, fault.message)
            await self.close(CLOSE_NOT_A_MEMBER)
            return
        moments = await sync_to_async(read_moments, thread_sensitive=False)()
        await self._tell(OperationsHistory(points=moments, heartbeat_seconds=HEARTBEAT_SECONDS))
        self._joined = True
        process_lookout().join(self)

    async def disconnect(self, code: int) -> None:
        """Look on no longer."""
        if self._joined:
            self._joined = False
            process_lookout().part(self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Hear that somebody still looks: a `ping` is all there is to say."""
        if not self._joined:
            return
        self.heard_at = time.monotonic()
        second = int(self.heard_at)
        self._second, self._heard_in_second = second, self._heard_in_second * (second == self._second) + 1
        if self._heard_in_second > MESSAGES_A_SECOND:
            await self.close(CLOSE_TOO_FAST)
            return
        if text_data is None or len(text_data) > MOST_BYTES or not _is_ping(text_data):
            await self._error("input_invalid", 'This socket hears {"type": "ping"} only.')
            return
        await self.tell('{"type":"pong"}')

    async def tell(self, body: str) -> None:
        """Send JSON text as it is."""
        await self.base_send({"type": "websocket.send", "text": body})

    async def leave(self, code: int) -> None:
        """Close with a reason."""
        await self.close(code)

    async def _tell(self, message: Record) -> None:
        await self.tell(message.model_dump_json())

    async def _error(self, code: str, message: str) -> None:
        await self.tell(orjson.dumps({"type": "error", "code": code, "message": message}).decode())


class Lookout:
    """All who look on from this process: one look a second for all of them, and none for nobody."""

    def __init__(self) -> None:
        self._sockets: set[OperationsConsumer] = set()
        self._task: asyncio.Task[None] | None = None
        self._checked = time.monotonic()

    def join(self, socket: OperationsConsumer) -> None:
        """Take a socket in."""
        self._sockets.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def part(self, socket: OperationsConsumer) -> None:
        """Let a socket go."""
        self._sockets.discard(socket)

    async def _run(self) -> None:
        while self._sockets:
            began = time.monotonic()
            body = await self._look()
            for socket in list(self._sockets):
                await socket.tell(body)
            if began - self._checked > RECHECK_SECONDS:
                self._checked = began
                await self.recheck()
            await asyncio.sleep(max(0.1, EVERY_SECONDS - (time.monotonic() - began)))

    async def _look(self) -> str:
        try:
            found = await sync_to_async(WATCH.look, thread_sensitive=False)()
        except StoreUnavailable as fault:
            return orjson.dumps({"type": "error", "code": fault.code, "message": fault.message}).decode()
        return OperationsNow(operations=found).model_dump_json()

    async def recheck(self) -> None:
        """Let those go who are silent, signed out or no administrators any more."""
        silent = time.monotonic() - SILENCE_SECONDS
        sockets = list(self._sockets)
        passes = {socket.held for socket in sockets if socket.held}
        try:
            lost = await sync_to_async(_lost, thread_sensitive=False)(passes)
        except (StoreUnavailable, DatabaseError):
            log.warning("administrators not re-checked: the database is away")
            lost = set()
        for socket in sockets:
            if socket.heard_at < silent:
                self.part(socket)
                await socket.leave(CLOSE_SILENT)
            elif socket.held in lost:
                self.part(socket)
                await socket.leave(CLOSE_NOT_A_MEMBER)


def _lost(passes: set[Pass]) -> set[Pass]:
    """Return the passes that may no longer look on."""
    present = present_accounts(passes)
    return {held for held in passes if held not in present or not present[held].is_admin}


def _is_ping(text: str) -> bool:
    try:
        return bool(orjson.loads(text) == {"type": "ping"})
    except orjson.JSONDecodeError:
        return False


_lookouts: WeakKeyDictionary[asyncio.AbstractEventLoop, Lookout] = WeakKeyDictionary()


def process_lookout() -> Lookout:
    """Return the lookout of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _lookouts:
        _lookouts[loop] = Lookout()
    return _lookouts[loop]
