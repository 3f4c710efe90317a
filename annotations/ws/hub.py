"""One subscription per web process: events come in once, as JSON, and go to its own sockets."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import islice
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import orjson
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from annotations import gauges
from annotations.revocation import watch_revocations
from annotations.ws.groups import EVENTS_GROUP, PRESENCE_GROUP
from annotations.ws.membership import lost_access
from annotations.ws.protocol import CLOSE_NOT_A_MEMBER, CLOSE_SILENT, SILENCE_SECONDS, Person
from annotations.ws.sign_in import Pass

log = logging.getLogger(__name__)
RECHECK_SECONDS = 5.0
PRESENCE_SECONDS = 15.0
BACKOFF_SECONDS = 1.0
MOVES_SECONDS = 0.25
SOCKETS_A_SECOND = 400
SUBSCRIBE_SECONDS = 1.0
MOST_PEOPLE_TOLD = 100
"""A list of all of a crowd, sent to all of it, would grow with its square; nobody reads so many names."""


class Socket(Protocol):
    """What the hub needs of a consumer."""

    project_id: str
    user_id: str
    held: Pass | None
    heard_at: float

    async def forward(self, seq: int, body: str) -> None:
        """Send an event on, if the socket has come that far."""

    async def tell(self, body: str) -> None:
        """Send a message that is not an event."""

    async def leave(self, code: int) -> None:
        """Close with a reason."""


class Hub:
    """All sockets of this process, by project."""

    def __init__(self) -> None:
        self._sockets: dict[str, set[Socket]] = defaultdict(set)
        self._people: dict[str, dict[str, tuple[float, Person]]] = defaultdict(dict)
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = asyncio.Event()
        self._moved: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self._revoked: asyncio.Queue[str] = asyncio.Queue()
        watch_revocations(self)

    async def join(self, socket: Socket) -> None:
        """Take a socket in and return once events reach it, or after a moment when the layer is away."""
        self._sockets[socket.project_id].add(socket)
        self._note_sockets()
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(_for_ever(work))
                for work in (self._listen, self._recheck, self._recheck_revoked, self._tell_moves)
            ]
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listening.wait(), SUBSCRIBE_SECONDS)

    def part(self, socket: Socket) -> None:
        """Let a socket go."""
        self._sockets[socket.project_id].discard(socket)
        if not self._sockets[socket.project_id]:
            del self._sockets[socket.project_id]
        self._note_sockets()

    def _note_sockets(self) -> None:
        gauges.note("sockets", sum(len(sockets) for sockets in self._sockets.values()))

    async def announce(self, project_id: str, person: Person, *, present: bool) -> None:
        """Tell every process that someone is here, moved to another frame, or left."""
        message = {
            "type": "portal.presence",
            "project_id": project_id,
            "person": person.model_dump(),
            "present": present,
        }
        try:
            await get_channel_layer().group_send(PRESENCE_GROUP, message)
        except (RedisError, OSError):
            # Without the layer people of this process still see each other.
            await self._presence(message)

    async def point(self, project_id: str, message: dict[str, Any]) -> None:
        """Tell every process where someone's pointer is; may be dropped."""
        try:
            await get_channel_layer().group_send(
                PRESENCE_GROUP, {"type": "portal.pointer", "project_id": project_id, "body": message}
            )
        except (RedisError, OSError):
            log.debug("pointer not sent")

    def people(self, project_id: str) -> list[Person]:
        """Return who has a project open, longest first and up to a bound."""
        present = self._people.get(project_id, {}).values()
        return [person for _until, person in islice(present, MOST_PEOPLE_TOLD)]

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(EVENTS_GROUP, channel)
                await layer.group_add(PRESENCE_GROUP, channel)
                self._listening.set()
                while True:
                    await self._dispatch(await layer.receive(channel))
            except (RedisError, OSError, RuntimeError) as fault:
                # Clients notice what they missed by its number and ask for it; see `pong`.
                self._listening.clear()
                log.warning("subscription lost, trying again: %s", fault)
                await asyncio.sleep(BACKOFF_SECONDS)

    async def _dispatch(self, message: dict[str, Any]) -> None:
        if message["type"] == "portal.event":
            sockets = list(self._sockets.get(message["project_id"], ()))
            for seq, body in message["events"]:
                for socket in sockets:
                    await socket.forward(seq, body)
        elif message["type"] == "portal.presence":
            await self._presence(message)
        elif message["type"] == "portal.personal":
            everybody = [socket for sockets in self._sockets.values() for socket in sockets]
            for socket in everybody:
                if socket.user_id == message["user_id"]:
                    await socket.tell(message["body"])
        elif message["type"] == "portal.pointer":
            body = orjson.dumps(message["body"]).decode()
            for socket in list(self._sockets.get(message["project_id"], ())):
                await socket.tell(body)

    async def _presence(self, message: dict[str, Any]) -> None:
        project_id, person = message["project_id"], Person(**message["person"])
        present = self._people[project_id]
        _until, before = present.get(person.connection_id, (0.0, None))
        if message["present"]:
            present[person.connection_id] = (time.monotonic() + PRESENCE_SECONDS, person)
        else:
            present.pop(person.connection_id, None)
        if before != (person if message["present"] else None):
            self._moved.add(project_id)

    async def _tell_moves(self) -> None:
        """Tell who is here, at most a few times a second and less often the more there are to tell."""
        while True:
            moved, self._moved = self._moved, set()
            for project_id in moved:
                await self._tell_people(project_id)
            crowd = max((len(self._sockets.get(project_id, ())) for project_id in moved), default=0)
            await asyncio.sleep(MOVES_SECONDS + crowd / SOCKETS_A_SECOND)

    async def _tell_people(self, project_id: str) -> None:
        people = [person.model_dump() for person in self.people(project_id)]
        body = orjson.dumps({"type": "presence.changed", "people": people}).decode()
        for socket in list(self._sockets.get(project_id, ())):
            await socket.tell(body)

    def _forget_silent(self, project_id: str) -> None:
        """Take those who were not heard of for a while for gone."""
        now, present = time.monotonic(), self._people[project_id]
        gone = [key for key, (until, _) in present.items() if until < now]
        for key in gone:
            del present[key]
        if gone:
            self._moved.add(project_id)
        if not present:
            del self._people[project_id]

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            for project_id, sockets in list(self._sockets.items()):
                await self._recheck_project(project_id, list(sockets))

    async def _recheck_project(self, project_id: str, sockets: list[Socket]) -> None:
        self._forget_silent(project_id)
        silent = time.monotonic() - SILENCE_SECONDS
        for socket in [socket for socket in sockets if socket.heard_at < silent]:
            # A reader that hangs would pile up bytes in this process; its client comes back by number.
            sockets.remove(socket)
            await socket.leave(CLOSE_SILENT)
        passes = {socket.held for socket in sockets if socket.held}
        lost = await sync_to_async(lost_access, thread_sensitive=False)(project_id, passes)
        for socket in sockets:
            if socket.held in lost:
                await socket.leave(CLOSE_NOT_A_MEMBER)

    def recheck_soon(self, user_id: str) -> None:
        """Look at a person's sockets at once, since their access changed; from any thread."""
        with suppress(RuntimeError):  # the loop has ended, and its sockets with it
            self._loop.call_soon_threadsafe(self._revoked.put_nowait, user_id)

    async def _recheck_revoked(self) -> None:
        while True:
            user_id = await self._revoked.get()
            for project_id, sockets in list(self._sockets.items()):
                own = [socket for socket in sockets if socket.user_id == user_id]
                if own:
                    await self._recheck_project(project_id, own)


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Start a piece of the hub again when it breaks: nobody awaits it, and every socket needs it."""
    while True:
        try:
            await work()
        except Exception:  # the task must outlive a defect in one message
            log.exception("%s broke and starts again", work)
            await asyncio.sleep(BACKOFF_SECONDS)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def process_hub() -> Hub:
    """Return the hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
