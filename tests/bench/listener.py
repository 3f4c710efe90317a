"""Own one socket that notes when each message arrived."""

import json
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.bench.client import PortalClient
from tests.bench.figures import BenchFailed

PING_SECONDS = 5.0

Message = dict[str, Any]


class Listener:
    """A signed-in socket of a project, read by a thread of its own."""

    def __init__(self, client: PortalClient, project_id: str) -> None:
        address = client.portal.url.replace("http://", "ws://")
        self._socket = connect(
            f"{address}/ws/projects/{project_id}",
            additional_headers={"Cookie": f"sessionid={client.session_cookie()}"},
            origin=Origin(client.portal.url),
            compression=None,
            ping_interval=None,
            max_size=None,
        )
        self._seen: list[tuple[float, Message]] = []
        self._changed = threading.Condition()
        self._closed = ""
        self._pinged = time.monotonic()
        self._reader = threading.Thread(target=self._read, name="listener", daemon=True)
        self._reader.start()
        self.wait_for(lambda message: message["type"] == "welcome")

    def wait_for(self, wanted: Callable[[Message], bool], seconds: float = 30.0) -> tuple[float, Message]:
        """Return the first message not looked at yet that is wanted, and when it came (monotonic).

        Raises:
            BenchFailed: it did not come in time, or the portal closed the socket.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                while self._seen:
                    at, message = self._seen.pop(0)
                    if wanted(message):
                        return at, message
                if self._closed:
                    raise BenchFailed(f"the portal closed the socket: {self._closed}")
                if not self._changed.wait(deadline - time.monotonic()):
                    raise BenchFailed(f"a message did not come within {seconds:.0f} s")

    def keep_alive(self) -> None:
        """Send the heartbeat when it is due; call between measurements."""
        if time.monotonic() - self._pinged > PING_SECONDS:
            self._pinged = time.monotonic()
            self._socket.send('{"type": "ping"}')

    def __enter__(self) -> "Listener":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._reader.join(5)

    def _read(self) -> None:
        try:
            while True:
                try:
                    text = self._socket.recv(PING_SECONDS)
                except TimeoutError:
                    # Whoever listens may be sending an hour of video meanwhile.
                    self.keep_alive()
                    continue
                at = time.monotonic()
                message = json.loads(text)
                with self._changed:
                    self._seen.append((at, message))
                    self._changed.notify_all()
        except ConnectionClosed as fault:
            with self._changed:
                self._closed = str(fault)
                self._changed.notify_all()
