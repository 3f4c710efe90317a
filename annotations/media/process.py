"""Starts, watches and stops one zygote on behalf of this process."""

import os
import select
import socket
import subprocess
import sys
import threading
import weakref
from pathlib import Path

from annotations.media import refusals
from annotations.media.limits import MediaLimits
from annotations.media.wire import Request, decode_greeting, encode_answer, send_request

_PROJECT_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 30.0
_STOP_SECONDS = 5.0
_GRACE_SECONDS = 5.0
_MAX_GREETING_BYTES = 4096
_ENVIRONMENT = {  # None of our secrets.
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    # A picture is megabytes that live for a moment: in large pages they cost half the page faults. One arena
    # for both threads: before it makes another, the allocator opens files to count the processors.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1",
}


class ZygoteGone(Exception):
    """The zygote ended before it answered."""


class SandboxUnavailable(Exception):
    """The zygote does not start on this machine; the file at hand is not to blame."""


class ZygoteProcess:
    """A running zygote and the socket to it."""

    def __init__(self, operations: str, limits: MediaLimits) -> None:
        """Start a zygote and wait until it is ready.

        Args:
            operations: `module:table` it shall offer.
            limits: Ceilings it shall enforce.

        Raises:
            SandboxUnavailable: It ended at once; its error output tells why.
        """
        self._limits = limits
        self._sending = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "annotations.media.zygote", str(theirs.fileno()), str(os.getpid()),
                 operations, limits.to_json()],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=_PROJECT_ROOT,
                env=_ENVIRONMENT,
                start_new_session=True,
            )  # fmt: skip
        self._stop = weakref.finalize(self, _stop, self._control, self._process, os.getpid())
        greeting = _receive(self._control, _START_SECONDS, _MAX_GREETING_BYTES)
        if not greeting:
            self.stop()
            raise SandboxUnavailable("the decoding zygote did not start; its error output tells why")
        self.confinement = decode_greeting(greeting)

    @property
    def pid(self) -> int:
        """Return the zygote's process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether the zygote runs."""
        return self._process.poll() is None

    def ask(self, request: Request, files: tuple[int, int, int]) -> bytes:
        """Send one request and wait for its answer.

        Args:
            request: What to do.
            files: Source, rendition and thumbnail descriptors.

        Returns:
            The answer as JSON.

        Raises:
            ZygoteGone: The zygote ended before it answered.
        """
        limits = request.limits_of(self._limits)
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with mine:
            with theirs:
                try:
                    with self._sending:
                        send_request(self._control, request, (*files, theirs.fileno()))
                except OSError as error:
                    raise ZygoteGone("the zygote does not listen") from error
            answer = _receive(mine, limits.wall_seconds + _GRACE_SECONDS, limits.report_bytes)
        if answer is None:  # Only a zygote that hangs lets its own deadline pass.
            self.stop()
            return encode_answer(refusals.too_slow(limits))
        if not answer:
            self._process.wait(_STOP_SECONDS)
            raise ZygoteGone("the zygote ended while it worked")
        return answer

    def stop(self) -> None:
        """End the zygote and its children."""
        self._stop()

    def abandon(self) -> None:
        """Close this forked process's copy of the socket and leave the zygote to its owner."""
        self._stop.detach()
        self._control.close()
        self._process.returncode = 0  # Not ours to wait for.


def _receive(connection: socket.socket, seconds: float, most_bytes: int) -> bytes | None:
    poller = select.poll()
    poller.register(connection, select.POLLIN)
    if not poller.poll(seconds * 1000):
        return None
    try:
        return connection.recv(most_bytes)
    except ConnectionError:
        return b""


def _stop(control: socket.socket, process: "subprocess.Popen[bytes]", owner_pid: int) -> None:
    if os.getpid() != owner_pid:
        return
    control.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
