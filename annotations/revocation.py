"""Says in this process that somebody's access changed, so that open sockets need not wait for their turn.

Other processes notice by themselves within seconds: each looks at its own sockets again and again.
"""

from __future__ import annotations

from typing import Protocol
from weakref import WeakSet


class Watcher(Protocol):
    """Keeps something open for people."""

    def recheck_soon(self, user_id: str) -> None:
        """Look again, from any thread and without waiting, at what is open for a person."""


_watchers: WeakSet[Watcher] = WeakSet()


def watch_revocations(watcher: Watcher) -> None:
    """Tell a watcher of every change from now on, for as long as it lives."""
    _watchers.add(watcher)


def announce_revocation(user_id: str) -> None:
    """Say that a person lost something: a session, a token, a role, the account or its password."""
    for watcher in list(_watchers):
        watcher.recheck_soon(user_id)
