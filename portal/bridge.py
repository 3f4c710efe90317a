"""Runs Django's synchronous side under ASGI with one change of thread per request."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import Any

from annotations import gauges

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

BODY_IN_MEMORY = 1 << 20
FAULTS_FROM = 500
"""Statuses that say that we are at fault, not the caller."""
REPEATED_HEADERS = 100


class ThreadedHttp:
    """An ASGI application around a WSGI one.

    Django's own ASGI handler changes threads at every middleware, which costs a save more than its
    transaction. All our views are synchronous, so a request crosses over once and comes back once.
    """

    def __init__(self, application: WsgiApplication, *, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        with SpooledTemporaryFile(max_size=BODY_IN_MEMORY) as body:
            if not await _read_body(receive, body):
                return
            environ = _environ(scope, body)
            if environ is None:
                await _refuse(send)
                return
            started, began = _Started(), time.perf_counter()
            chunks = await loop.run_in_executor(self._pool, self._begin, environ, started)
            gauges.time_taken("http", time.perf_counter() - began)
            if started.status >= FAULTS_FROM:
                gauges.count("http_errors")
            await send({"type": "http.response.start", "status": started.status, "headers": started.headers})
            if started.is_whole:
                await send({"type": "http.response.body", "body": started.first})
                return
            try:
                chunk = started.first
                while chunk is not None:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                    chunk = await loop.run_in_executor(self._pool, _next, chunks)
                await send({"type": "http.response.body", "body": b""})
            finally:
                await loop.run_in_executor(self._pool, started.close)

    def _begin(self, environ: Environ, started: _Started) -> Iterator[bytes]:
        """Run the application up to its first piece of body, in a thread of the pool."""
        answer = self._application(environ, started)
        started.close = getattr(answer, "close", _nothing)
        chunks = iter(answer)
        # Django answers with a response object, which says whether it streams.
        started.is_whole = not getattr(answer, "streaming", True)
        if started.is_whole:
            started.first = b"".join(chunks)
            started.close()
        else:
            started.first = next(chunks, None)
        return chunks


class _Started:
    """What a WSGI application says before its body."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.first: bytes | None = b""
        self.is_whole = False
        self.close: Callable[[], Any] = _nothing

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        """Take the status and the headers: WSGI's `start_response`."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


async def _read_body(receive: Receive, body: Any) -> bool:
    """Write a request's body to a file; False when the client went away in the middle."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        body.write(message.get("body", b""))
        if not message.get("more_body"):
            body.seek(0)
            return True


def _environ(scope: Scope, body: Any) -> Environ | None:
    """Translate an ASGI scope; None when a header comes more often than any honest client sends it."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port or 80),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    seen: dict[str, int] = {}
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue  # it would be read as another header, with a dash
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        if name not in {"CONTENT_LENGTH", "CONTENT_TYPE"}:
            name = f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > REPEATED_HEADERS:
            return None
        if seen[name] > 1:
            value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
        environ[name] = value
    return environ


async def _refuse(send: Send) -> None:
    body = b'{"code":"input_invalid","message":"Too many headers.","fields":{}}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _next(chunks: Iterator[bytes]) -> bytes | None:
    return next(chunks, None)


def _nothing() -> None:
    """Stand in for a response without a `close`."""
