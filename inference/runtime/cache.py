"""Keeps loaded models warm in one process, by model version, up to a limit."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class WarmCache(Generic[T]):
    """The least recently used models leave first; one model is loaded once even when many threads ask."""

    def __init__(self, limit: int) -> None:
        """Hold at most `limit` models."""
        if limit < 1:
            raise ValueError("limit must be at least 1")
        self._limit = limit
        self._held: OrderedDict[str, T] = OrderedDict()
        self._loading: dict[str, Lock] = {}
        self._lock = Lock()

    def get(self, model_version_id: str, load: Callable[[], T]) -> T:
        """Return the warm model of a version, loading it when it is not held.

        A failed load leaves nothing behind: the next call tries again.
        """
        with self._lock:
            held = self._touch(model_version_id)
            if held is not None:
                return held
            loading = self._loading.setdefault(model_version_id, Lock())
        with loading:
            with self._lock:
                held = self._touch(model_version_id)
            if held is not None:
                return held
            loaded: T | None = None
            try:
                loaded = load()
            finally:
                # One step: a thread that finds no loading lock must find the model held.
                with self._lock:
                    self._loading.pop(model_version_id, None)
                    if loaded is not None:
                        self._hold(model_version_id, loaded)
            return loaded

    def peek(self, model_version_id: str) -> T | None:
        """Return the model of a version if it is warm; never load it."""
        with self._lock:
            return self._touch(model_version_id)

    def drop(self, model_version_id: str) -> None:
        """Forget one model, if held."""
        with self._lock:
            self._held.pop(model_version_id, None)

    def held(self) -> list[str]:
        """List the held versions, the least recently used first."""
        with self._lock:
            return list(self._held)

    def _hold(self, model_version_id: str, loaded: T) -> None:
        self._held[model_version_id] = loaded
        while len(self._held) > self._limit:
            self._held.popitem(last=False)

    def _touch(self, model_version_id: str) -> T | None:
        held = self._held.get(model_version_id)
        if held is not None:
            self._held.move_to_end(model_version_id)
        return held
