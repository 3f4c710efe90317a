"""Runs one trainer as a limited child of this process and reads what it says, line by line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from inference.trainers.table import PROJECT_ROOT, SEARCHED, Trainer

LONGEST_LINE = 4_000
MOST_WAITING = 2_000
"""Lines kept until they are asked for; of a trainer that says more the rest is counted."""
_WARDEN = "inference.trainers.warden"
_GIB = 1 << 30


@dataclass(frozen=True)
class ChildLimits:
    """What a trainer may take. Address space is no memory: PyTorch maps a lot that it never touches."""

    cpu_seconds: int
    grace_seconds: float = 10.0
    niceness: int = 5
    address_bytes: int = 24 * _GIB
    file_bytes: int = 4 * _GIB


@dataclass
class _Said:
    changed: threading.Condition = field(default_factory=threading.Condition)
    lines: deque[bytes] = field(default_factory=deque)
    left_out: int = 0
    is_over: bool = False


class TrainerChild:
    """A running trainer: read it until it is over; leaving the context ends it and all that it started."""

    def __init__(
        self, trainer: Trainer, folder: Path, limits: ChildLimits, *, threads: int, held: tuple[int, ...] = ()
    ) -> None:
        """Start a trainer.

        Args:
            trainer: Which one.
            folder: Its task, where it runs.
            limits: What it may take.
            threads: For how many threads numeric libraries are set up.
            held: Descriptors that stay open until the trainer and all that it started are gone.
        """
        order = {
            "command": trainer.command_for(folder),
            "environment": {**_environment(folder, threads), **trainer.environment},
            "folder": str(folder),
            "niceness": limits.niceness,
            "grace_seconds": limits.grace_seconds,
            "limits": {
                "RLIMIT_CPU": limits.cpu_seconds,
                "RLIMIT_AS": limits.address_bytes,
                "RLIMIT_FSIZE": limits.file_bytes,
                "RLIMIT_CORE": 0,
            },
        }
        self._grace_seconds = limits.grace_seconds
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _WARDEN, json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            # Nothing of ours goes along: no secret, no address of a database.
            env={"PATH": SEARCHED, "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT_ROOT)},
            pass_fds=held,
            start_new_session=True,
        )
        self._said = _Said()
        # A thread of its own: a trainer that is not listened to would block, and could not even stop.
        self._reader = threading.Thread(target=_read, args=(self._process.stdout, self._said), daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process that stands for the trainer; it leads the trainer's group."""
        return self._process.pid

    def read(self, seconds: float) -> tuple[list[bytes], int]:
        """Return what was said since the last time, waiting for it up to some seconds.

        Returns:
            The lines, and how many more were left out.
        """
        self._end_unwatched()
        said = self._said
        with said.changed:
            said.changed.wait_for(lambda: said.lines or said.is_over, seconds)
            lines, left_out = list(said.lines), said.left_out
            said.lines.clear()
            said.left_out = 0
        return lines, left_out

    @property
    def is_over(self) -> bool:
        """Whether the trainer has ended and everything it said was read."""
        with self._said.changed:
            return self._said.is_over and not self._said.lines

    def ask_to_stop(self) -> None:
        """Tell the trainer to stop; after its grace it is killed."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def _end_unwatched(self) -> None:
        """End what a killed warden has left: its trainer has died with it, what that forked has not."""
        if (self._process.poll() or 0) < 0:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Return the exit code: the trainer's own, or 128 and the signal that ended it."""
        code = self._process.wait()
        return code if code >= 0 else 128 - code

    def __enter__(self) -> TrainerChild:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ask_to_stop()
        try:
            self._process.wait(self._grace_seconds + 15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._end_unwatched()
        # What hid from a killed warden in a group of its own may hold the pipe: it is not waited for.
        self._reader.join(2)
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()


def _environment(folder: Path, threads: int) -> dict[str, str]:
    work = str(folder / "work")
    return {
        "PATH": SEARCHED,
        "LANG": "C.UTF-8",
        "HOME": work,
        "TMPDIR": work,
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": str(threads),
    }


def _read(source: IO[bytes], said: _Said) -> None:
    is_rest = False
    try:
        while piece := source.readline(LONGEST_LINE):
            is_whole = piece.endswith(b"\n")
            if not is_rest:
                with said.changed:
                    if len(said.lines) < MOST_WAITING:
                        said.lines.append(piece.rstrip(b"\r\n"))
                    else:
                        said.left_out += 1
                    said.changed.notify_all()
            is_rest = not is_whole
    finally:
        with said.changed:
            said.is_over = True
            said.changed.notify_all()
