"""Own the grandchildren whose own parent died: adopted, collected when they end, ended with the supervisor.

A worker's helper processes may lead groups of their own, so killing the worker's group does not reach them.
"""

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from portal.supervisor.waiting import plain_pause

PR_SET_CHILD_SUBREAPER = 36
END_SECONDS = 3.0


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose own parent has died."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class OrphanCollector:
    """Collect dead orphans without taking the supervised children from the threads that wait for them."""

    def __init__(self) -> None:
        self._seen: int | None = None

    def collect(self) -> None:
        """Collect one dead process that was already there at the previous call.

        A supervised child is collected by its own thread within milliseconds, so what lies dead through two
        calls seconds apart belongs to nobody.
        """
        if not hasattr(os, "waitid"):
            return
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        dead = found.si_pid if found else None
        if dead is not None and dead == self._seen:
            with suppress(ChildProcessError):
                os.waitpid(dead, os.WNOHANG)
            dead = None
        self._seen = dead


def end_orphans() -> None:
    """Kill and collect every remaining child; for the very end, when no supervised one is left."""
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline:
        for pid in _children():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            collected, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not collected:
            plain_pause(0.02)


def _children() -> list[int]:
    """Return the direct children of this process; empty where the kernel does not list them."""
    pids: list[int] = []
    for listing in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            pids += [int(word) for word in listing.read_text(encoding="ascii").split()]
    return pids
