"""One socket of one canvas: welcome, replay, live events, presence, heartbeat."""

from __future__ import annotations

import logging
import time
from typing import Any
from urllib.parse import parse_qs

import orjson
from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from pydantic import ValidationError

from annotations.access import Account, access_project, has_recalled, recall_project
from annotations.domain.ids import new_id
from annotations.domain.label import colour_for
from annotations.domain.project import Role
from annotations.errors import Forbidden, NotFound, PortalError, StoreUnavailable
from annotations.queries.event_log import LogStretch, read_log
from annotations.store import events
from annotations.ws.hub import process_hub
from annotations.ws.protocol import (
    CLIENT_MESSAGE,
    CLOSE_NOT_A_MEMBER,
    CLOSE_NOT_SIGNED_IN,
    CLOSE_TOO_FAST,
    HEARTBEAT_SECONDS,
    LEAST_TO_LISTEN,
    LEAST_TO_SAY,
    MESSAGES_A_SECOND,
    MOST_BYTES,
    Person,
    Ping,
    Pointer,
    Presence,
    Resume,
    Selection,
)
from annotations.ws.sign_in import Pass

log = logging.getLogger(__name__)
REPLAY_PAGE = 500


class ProjectConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """Pushes a project's events to one browser tab. Writing is HTTP's business."""

    project_id = ""
    user_id = ""
    held: Pass | None = None
    heard_at = 0.0

    async def connect(self) -> None:
        """Let a member in, subscribe, then replay what the client has not seen."""
        self.project_id = self.scope["url_route"]["kwargs"]["project_id"]
        self._sent = 0
        self._waiting: list[tuple[int, str]] | None = []
        self._second, self._heard_in_second = 0, 0
        self._joined = False
        self.heard_at = time.monotonic()
        await self.accept()
        self.held = self.scope.get("pass")
        if self.held is None:
            await self.close(CLOSE_NOT_SIGNED_IN)
            return
        self._account: Account = self.held.account
        self.user_id = self._account.id
        try:
            await _in_thread(access_project, self._account, self.project_id, LEAST_TO_LISTEN)
            after = _read_after(self.scope["query_string"])
            self._person = Person(
                id=self.user_id,
                name=self._account.name,
                connection_id=new_id("con"),
                frame_id=None,
                color=colour_for(sum(self.user_id.encode())),
            )
            self._hub = process_hub()
            # Subscribed before the log is read: what comes meanwhile waits and is sent after the replay.
            self._joined = True
            await self._hub.join(self)
            await self._welcome(after)
        except StoreUnavailable as fault:
            await self._error(fault.code, fault.message)
            await self.close(1013)
        except PortalError as fault:
            await self._error(fault.code, fault.message)
            await self.close(CLOSE_NOT_A_MEMBER)

    async def disconnect(self, code: int) -> None:
        """Leave the hub and everybody's list of people."""
        if self._joined:
            self._joined = False
            self._hub.part(self)
            await self._hub.announce(self.project_id, self._person, present=False)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Read one message of the client."""
        if not self._joined:
            return
        self.heard_at = time.monotonic()
        if self._is_too_fast():
            await self.close(CLOSE_TOO_FAST)
            return
        if text_data is None or len(text_data) > MOST_BYTES:
            await self._error("input_invalid", "Messages are JSON text of at most 64 kB.")
            return
        try:
            message = CLIENT_MESSAGE.validate_python(orjson.loads(text_data))
        except (orjson.JSONDecodeError, ValidationError) as fault:
            reason = fault.errors()[0]["msg"] if isinstance(fault, ValidationError) else str(fault)
            await self._error("input_invalid", f"The message cannot be read: {reason}")
            return
        try:
            await self._check(LEAST_TO_SAY[type(message)])
            await self._obey(message)
        except (Forbidden, StoreUnavailable) as fault:
            await self._error(fault.code, fault.message)
        except NotFound as fault:
            await self._error(fault.code, fault.message)
            await self.close(CLOSE_NOT_A_MEMBER)

    async def forward(self, seq: int, body: str) -> None:
        """Send an event on; during a replay it waits its turn."""
        if self._waiting is not None:
            self._waiting.append((seq, body))
        elif seq > self._sent:
            self._sent = seq
            await self.tell(body)

    async def tell(self, body: str) -> None:
        """Send JSON text as it is."""
        await self.base_send({"type": "websocket.send", "text": body})

    async def leave(self, code: int) -> None:
        """Close with a reason."""
        await self.close(code)

    async def _welcome(self, after: int | None) -> None:
        log_now = await _in_thread(read_log, self.project_id, after=after or 0, limit=REPLAY_PAGE)
        is_whole = after is None or log_now.is_whole
        await self._tell(
            {
                "type": "welcome",
                "seq": log_now.seq,
                "continuity": "kept" if is_whole else "lost",
                "you": {
                    "id": self.user_id,
                    "name": self._account.name,
                    "connection_id": self._person.connection_id,
                },
                "heartbeat_seconds": HEARTBEAT_SECONDS,
            }
        )
        if after is None or not is_whole:
            await self._go_live(log_now.seq)
        else:
            await self._replay(after, log_now)
        await self._hub.announce(self.project_id, self._person, present=True)
        await self._tell_people()

    async def _replay(self, after: int, page: LogStretch) -> None:
        """Send the log from `after` on, page by page, then what came in meanwhile."""
        reached = after
        while page.bodies:
            for body in page.bodies:
                await self.tell(body)
            reached += len(page.bodies)
            if len(page.bodies) < REPLAY_PAGE:
                break
            page = await _in_thread(read_log, self.project_id, after=reached, limit=REPLAY_PAGE)
        await self._go_live(reached)

    async def _resume(self, after: int) -> None:
        self._waiting = []
        try:
            page = await _in_thread(read_log, self.project_id, after=after, limit=REPLAY_PAGE)
            if page.is_whole:
                await self._replay(after, page)
            else:
                await self._tell({"type": "continuity.lost", "seq": page.seq})
                await self._go_live(page.seq)
        except StoreUnavailable:
            # Live goes on as before; the client still has its gap and asks again.
            await self._go_live(self._sent)
            raise

    async def _go_live(self, reached: int) -> None:
        self._sent = reached
        waiting, self._waiting = self._waiting or [], None
        for seq, body in sorted(waiting):
            await self.forward(seq, body)

    async def _obey(self, message: Ping | Resume | Presence | Pointer | Selection) -> None:
        if isinstance(message, Ping):
            # The number heals a push that was lost on the way: the client asks for what it has not seen.
            seq = await _in_thread(events.read_seq, self.project_id)
            await self._tell({"type": "pong", "seq": seq})
            await self._hub.announce(self.project_id, self._person, present=True)
        elif isinstance(message, Resume):
            await self._resume(message.after)
        elif isinstance(message, Presence):
            self._person = self._person.model_copy(update={"frame_id": message.frame_id})
            await self._hub.announce(self.project_id, self._person, present=True)
        else:
            told = "cursor.moved" if isinstance(message, Pointer) else "selection.changed"
            who = {"id": self.user_id, "name": self._account.name}
            body = message.model_dump() | who | {"connection_id": self._person.connection_id, "type": told}
            await self._hub.point(self.project_id, body)

    async def _check(self, at_least: Role) -> None:
        if not has_recalled(self._account, self.project_id, at_least):
            await _in_thread(recall_project, self._account, self.project_id, at_least)

    async def _tell_people(self) -> None:
        people = [person.model_dump() for person in self._hub.people(self.project_id)]
        await self._tell({"type": "presence.changed", "people": people})

    async def _tell(self, message: dict[str, Any]) -> None:
        await self.tell(orjson.dumps(message).decode())

    async def _error(self, code: str, message: str) -> None:
        await self._tell({"type": "error", "code": code, "message": message})

    def _is_too_fast(self) -> bool:
        second = int(self.heard_at)
        if second != self._second:
            self._second, self._heard_in_second = second, 0
        self._heard_in_second += 1
        return self._heard_in_second > MESSAGES_A_SECOND


def _read_after(query: bytes) -> int | None:
    given = parse_qs(query.decode("latin-1")).get("after")
    if not given or not given[0].isascii() or not given[0].isdigit():
        return None
    return int(given[0][:15])


async def _in_thread(call: Any, *args: Any, **named: Any) -> Any:
    return await sync_to_async(call, thread_sensitive=False)(*args, **named)
