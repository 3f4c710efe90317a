"""Keeps the most recently used arrays in memory, bounded by their bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray


class ByteCache:
    """The least recently used arrays leave first; one larger than the bound is handed on and not kept."""

    def __init__(self, most_bytes: int) -> None:
        """Hold at most `most_bytes` bytes."""
        self.most_bytes = most_bytes
        self.held_bytes = 0
        self._held: OrderedDict[str, NDArray[Any]] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def get(self, key: str, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """Return the array of a key, made now when it is not held."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        made = make()
        if made.nbytes > self.most_bytes:
            return made
        self._held[key] = made
        self.held_bytes += made.nbytes
        while self.held_bytes > self.most_bytes:
            _, dropped = self._held.popitem(last=False)
            self.held_bytes -= dropped.nbytes
        return made
