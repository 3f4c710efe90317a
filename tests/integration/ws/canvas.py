"""One browser tab at a project's socket, through the real application and the real channel layer."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
from channels.testing import WebsocketCommunicator
from django.conf import settings

from portal.asgi import application

PATIENCE = 20.0
Message = dict[str, Any]


class Closed(Exception):
    """The server closed the socket."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Canvas:
    """Sends and reads messages; everything read so far stays in `heard`."""

    def __init__(
        self,
        project_id: str,
        *,
        session: str | None = None,
        token: str | None = None,
        after: int | None = None,
        origin: str | None = None,
    ) -> None:
        query = "" if after is None else f"?after={after}"
        # A program with a token does not say where it comes from.
        headers = [] if token else [(b"origin", (origin or settings.WEBSOCKET_ORIGINS[0]).encode())]
        if token is not None:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        if session is not None:
            headers.append((b"cookie", f"sessionid={session}".encode()))
        place = project_id if project_id.startswith("/") else f"/ws/projects/{project_id}{query}"
        self._wire = WebsocketCommunicator(application, place, headers=headers)
        self.heard: list[Message] = []

    async def open(self) -> "Canvas":
        """Connect."""
        accepted, _ = await self._wire.connect(timeout=PATIENCE)
        assert accepted
        return self

    async def is_refused(self) -> bool:
        """Connect and tell whether the handshake was refused."""
        accepted, _ = await self._wire.connect(timeout=PATIENCE)
        return not accepted

    async def read(self) -> Message:
        """Return the next message.

        Raises:
            Closed: the server closed the socket instead.
        """
        output = await self._wire.receive_output(PATIENCE)
        if output["type"] == "websocket.close":
            raise Closed(output["code"])
        message: Message = orjson.loads(output["text"])
        self.heard.append(message)
        return message

    async def read_until(self, wanted: str | Callable[[Message], bool]) -> Message:
        """Read until a message of a type, or one that fits, has come; return it."""
        while True:
            message = await self.read()
            if message["type"] == wanted if isinstance(wanted, str) else wanted(message):
                return message

    async def read_event(self, seq: int) -> None:
        """Read until the event of this number has been heard."""
        while seq not in [event["seq"] for event in self.events()]:
            await self.read()

    async def read_close(self) -> int:
        """Read until the server closes and return its code."""
        try:
            while True:
                await self.read()
        except Closed as closed:
            return closed.code

    async def say(self, message: Message | str | bytes) -> None:
        """Send a message; text and bytes go as they are."""
        if isinstance(message, bytes):
            await self._wire.send_to(bytes_data=message)
        else:
            text = message if isinstance(message, str) else orjson.dumps(message).decode()
            await self._wire.send_to(text_data=text)

    async def leave(self) -> None:
        """Close the tab."""
        await self._wire.disconnect(timeout=PATIENCE)

    def events(self) -> list[Message]:
        """Return the numbered messages heard so far."""
        return [message for message in self.heard if "seq" in message and "." in message["type"]]


async def beside(work: Callable[[], Any]) -> Any:
    """Do blocking work beside the loop."""
    return await asyncio.to_thread(work)
