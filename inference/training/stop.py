"""Owns being asked to stop, and running out of time: both are looked at between steps."""

from __future__ import annotations

import signal
import time
from types import FrameType


class Cancelled(Exception):
    """The caller wants this training to end; what it has reached is kept for another attempt."""


class Refused(Exception):
    """Nothing can be done with what was given; the text says what a person can change."""


class Stop:
    """Remembers a request to stop and knows how much time is left."""

    def __init__(self, seconds: float) -> None:
        """Start the clock.

        Args:
            seconds: Time for the whole training.
        """
        self.seconds = seconds
        self._asked = False
        self._began = time.monotonic()

    def listen(self) -> None:
        """Take SIGTERM and SIGINT as the request to stop."""
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds that remain; below zero when time is over."""
        return self.seconds - self.elapsed

    @property
    def asked(self) -> bool:
        """Whether somebody asked."""
        return self._asked

    def check(self) -> None:
        """Raise when somebody asked.

        Raises:
            Cancelled: Somebody did.
        """
        if self._asked:
            raise Cancelled

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
