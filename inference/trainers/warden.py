"""Stands between a worker and a trainer: limits it, passes stops on, and leaves nothing of it behind."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
TICK_SECONDS = 0.1
END_SECONDS = 10.0
NOT_STARTED = 127
"""As shells say that a command cannot be found."""


def main(arguments: list[str]) -> int:
    """Run a trainer until it ends, is told to stop by a closed standard input, or outlives its grace.

    Args:
        arguments: The order as JSON: command, environment, folder, niceness, limits, grace_seconds.

    Returns:
        The trainer's exit code, 128 and its signal where one ended it.
    """
    order: dict[str, Any] = json.loads(arguments[0])
    # The whole group is told to stop, this process is not.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    pid = os.fork()
    if pid == 0:
        _become(order, parent=os.getppid())
    try:
        return _watch(pid, float(order["grace_seconds"]))
    finally:
        _end_children()


def _watch(pid: int, grace_seconds: float) -> int:
    deadline: float | None = None
    listening = [sys.stdin.fileno()]
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        if deadline is not None and time.monotonic() > deadline:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        ready, _, _ = select.select(listening, [], [], TICK_SECONDS)
        if ready and not os.read(listening[0], 64):
            # The worker asks to stop, or is dead: both close our standard input.
            listening, deadline = [], time.monotonic() + grace_seconds
            os.killpg(os.getpgrp(), signal.SIGTERM)


def _become(order: dict[str, Any], *, parent: int) -> None:
    try:
        _prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
        if os.getppid() != parent:
            os._exit(NOT_STARTED)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.nice(int(order["niceness"]))
        for name, value in order["limits"].items():
            _lower(getattr(resource, name), int(value))
        os.chdir(order["folder"])
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.execvpe(order["command"][0], order["command"], order["environment"])
    except OSError as fault:
        os.write(2, f"The trainer cannot be started: {fault}\n".encode())
    finally:
        os._exit(NOT_STARTED)


def _lower(kind: int, limit: int) -> None:
    _, ceiling = resource.getrlimit(kind)
    if ceiling != resource.RLIM_INFINITY:
        limit = min(limit, ceiling)
    resource.setrlimit(kind, (limit, limit))


def _prctl(option: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _end_children() -> None:
    """Kill and collect whatever the trainer started and left: all of it is adopted by this process."""
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
            select.select([], [], [], 0.02)


def _children() -> Iterator[int]:
    for listing in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            yield from (int(word) for word in listing.read_text(encoding="ascii").split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
