"""Own waiting: poll a condition until it holds, time runs out, or somebody asks for a stop."""

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from portal.supervisor.errors import StopRequested

# Waits for some seconds and returns True when a stop was asked for meanwhile.
Pause = Callable[[float], bool]

POLL_SECONDS = 0.05


def plain_pause(seconds: float) -> bool:
    """Wait without listening to anything."""
    return threading.Event().wait(seconds)


def poll_until(condition: Callable[[], bool], *, timeout: float, pause: Pause = plain_pause) -> bool:
    """Return whether `condition` came true within `timeout` seconds.

    Raises:
        StopRequested: `pause` reported a stop.
    """
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= deadline:
            return False
        if pause(POLL_SECONDS):
            raise StopRequested("stopped while starting")
    return True


class StopSignals:
    """Turn SIGINT, SIGTERM and SIGHUP into a stop that a waiting main thread notices at once.

    A pipe rather than a threading.Event: setting an Event inside a signal handler can deadlock with
    the same thread waiting on it.
    """

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self.requests = 0

    def listen(self) -> None:
        """Install the handlers; call from the main thread."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._receive)

    def pause(self, seconds: float) -> bool:
        """Wait up to `seconds` and return whether a stop has been asked for."""
        if not self.requests:
            select.select([self._reader], [], [], seconds)
        return self.requests > 0

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.requests += 1
        try:
            os.write(self._writer, b".")
        except BlockingIOError:
            return
