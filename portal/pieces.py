"""Lets the bytes of a long upload reach the disk while the rest of them is still on its way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from portal.bridge import Message, Receive, Scope, Send

PIECE_BYTES = 8 << 20
OFFSET_STREAM = b"application/offset+octet-stream"

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class PiecewiseUploads:
    """An ASGI application that hands a long PATCH of an upload on as several short ones.

    Memory holds one piece of each request, a thread is busy only while a piece is written, and what
    arrived is kept when the client goes away. A body with a checksum is handed on whole: all or nothing.
    """

    def __init__(self, application: Application, *, piece_bytes: int = PIECE_BYTES) -> None:
        self._application = application
        self._piece_bytes = piece_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with the answer to its last piece, or to the first that failed."""
        offset = _divisible_from(scope)
        if offset is None:
            await self._application(scope, receive, send)
            return
        body = _Body(receive, self._piece_bytes)
        replies: list[Message] = []
        length = _number(scope, b"content-length")
        done = 0
        while not replies or (not body.is_over and replies[0]["status"] == 204):
            piece = await body.next_piece()
            if not piece and replies:
                break
            if not piece and body.is_lost:
                return
            replies = await self._answer(_as_piece(scope, offset, done, piece, length), piece)
            done += len(piece)
        await body.drain()
        if not body.is_lost:
            for reply in replies:
                await send(reply)

    async def _answer(self, scope: Scope, piece: bytes) -> list[Message]:
        replies: list[Message] = []
        messages = iter([{"type": "http.request", "body": piece, "more_body": False}])

        async def receive() -> Message:
            return next(messages, {"type": "http.disconnect"})

        async def send(message: Message) -> None:
            replies.append(message)

        await self._application(scope, receive, send)
        return replies


class _Body:
    """The body of a request, in pieces of a size."""

    def __init__(self, receive: Receive, piece_bytes: int) -> None:
        self._receive = receive
        self._piece_bytes = piece_bytes
        self._rest = b""
        self._has_more = True
        self.is_lost = False

    @property
    def is_over(self) -> bool:
        """Whether no bytes are left."""
        return not self._has_more and not self._rest

    async def next_piece(self) -> bytes:
        """Return the next bytes; fewer than a piece only at the end."""
        chunks, size = [self._rest], len(self._rest)
        while size < self._piece_bytes and self._has_more:
            chunks.append(await self._next())
            size += len(chunks[-1])
        whole = b"".join(chunks)
        self._rest = whole[self._piece_bytes :]
        return whole[: self._piece_bytes]

    async def drain(self) -> None:
        """Take what is left and forget it: a client reads the answer only after it has sent everything."""
        while self._has_more:
            await self._next()

    async def _next(self) -> bytes:
        message = await self._receive()
        self.is_lost = message["type"] == "http.disconnect"
        self._has_more = not self.is_lost and bool(message.get("more_body"))
        body: bytes = message.get("body", b"")
        return body


def _divisible_from(scope: Scope) -> int | None:
    """Return the offset of a request that can be divided, else None."""
    if scope["type"] != "http" or scope["method"] != "PATCH" or not scope["path"].startswith("/api/uploads/"):
        return None
    if _header(scope, b"content-type") != OFFSET_STREAM or _header(scope, b"upload-checksum") is not None:
        return None
    return _number(scope, b"upload-offset")


def _as_piece(scope: Scope, offset: int, done: int, piece: bytes, length: int | None) -> Scope:
    """Return the request for one piece; its length is what is still to come, so too much is seen at once."""
    headers = [
        (name, value) for name, value in scope["headers"] if name not in {b"content-length", b"upload-offset"}
    ]
    left = len(piece) if length is None else max(length - done, len(piece))
    headers += [(b"content-length", b"%d" % left), (b"upload-offset", b"%d" % (offset + done))]
    return {**scope, "headers": headers}


def _header(scope: Scope, name: bytes) -> bytes | None:
    values: list[Any] = [value for found, value in scope["headers"] if found == name]
    return bytes(values[0]).strip() if len(values) == 1 else None


def _number(scope: Scope, name: bytes) -> int | None:
    value = _header(scope, name) or b""
    return int(value) if value.isdigit() and len(value) <= 18 else None
