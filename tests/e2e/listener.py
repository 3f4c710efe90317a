"""Owns a program that follows a project's events for as long as it takes, as the front end does."""

import json
import threading
from types import TracebackType
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.e2e.person import Person
from tests.waiting import wait_until

HEARTBEAT_SECONDS = 2.0
AGAIN_SECONDS = 0.2
OPEN_SECONDS = 10.0

Json = dict[str, Any]


class EventListener:
    """A socket that is opened again whenever it is lost, and asks for what it missed by number."""

    def __init__(self, person: Person, project_id: str) -> None:
        self.events: list[Json] = []
        self.connections = 0
        self.faults: list[str] = []
        self._person, self._project_id = person, project_id
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="event-listener", daemon=True)

    @property
    def seq(self) -> int:
        """The number of the last event taken in."""
        return self.events[-1]["seq"] if self.events else 0

    def __enter__(self) -> "EventListener":
        self._thread.start()
        wait_until(lambda: self.connections, OPEN_SECONDS, for_what="a socket")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join(OPEN_SECONDS)

    def _follow(self) -> None:
        address = self._person.url.replace("http://", "ws://")
        while not self._stopping.is_set():
            try:
                with connect(
                    f"{address}/ws/projects/{self._project_id}?after={self.seq}",
                    additional_headers={"Cookie": f"sessionid={self._person.session_key}"},
                    origin=Origin(self._person.url),
                    open_timeout=OPEN_SECONDS,
                    close_timeout=1,
                    max_size=None,
                ) as socket:
                    self._listen(socket)
            except (OSError, WebSocketException):
                self._stopping.wait(AGAIN_SECONDS)

    def _listen(self, socket: ClientConnection) -> None:
        while not self._stopping.is_set():
            try:
                message: Json = json.loads(socket.recv(timeout=HEARTBEAT_SECONDS))
            except TimeoutError:
                socket.send('{"type": "ping"}')
                continue
            if message["type"] == "welcome":
                self.connections += 1
                if message["continuity"] != "kept":
                    self.faults.append(f"continuity lost after {self.seq}")
            elif message["type"] == "pong":
                if message["seq"] > self.seq:
                    self._ask(socket)
            elif "seq" in message:
                self._take(message, socket)

    def _take(self, event: Json, socket: ClientConnection) -> None:
        if event["seq"] == self.seq + 1:
            self.events.append(event)
        elif event["seq"] > self.seq + 1:
            self._ask(socket)
        elif event != self.events[event["seq"] - 1]:
            self.faults.append(f"event {event['seq']} came a second time and differed")

    def _ask(self, socket: ClientConnection) -> None:
        socket.send(json.dumps({"type": "resume", "after": self.seq}))
