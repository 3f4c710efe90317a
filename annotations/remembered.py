"""A small memory with a short life, for look-ups that a burst of saves would repeat."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """Values by name, each kept for `seconds`; when `most` are held, all are dropped."""

    def __init__(self, *, seconds: float, most: int = 10_000) -> None:
        self._seconds = seconds
        self._most = most
        self._kept: dict[str, tuple[float, T]] = {}
        self._lock = Lock()

    def recall(self, name: str) -> T | None:
        """Return a value that is still fresh."""
        kept = self._kept.get(name)
        return kept[1] if kept and kept[0] > time.monotonic() else None

    def keep(self, name: str, value: T) -> T:
        """Keep a value and return it."""
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[name] = (time.monotonic() + self._seconds, value)
        return value

    def forget(self, name: str) -> None:
        """Drop a value."""
        with self._lock:
            self._kept.pop(name, None)

    def forget_all(self) -> None:
        """Drop every value."""
        with self._lock:
            self._kept.clear()

    def get(self, name: str, find: Callable[[], T]) -> T:
        """Return the fresh value, or find and keep it; a fault of `find` keeps nothing."""
        fresh = self.recall(name)
        return self.keep(name, find()) if fresh is None else fresh
