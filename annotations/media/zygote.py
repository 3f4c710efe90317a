"""A warm process that forks one confined decoding process for each file and judges how it ended."""

import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass, field

from annotations.media import refusals
from annotations.media.child import run_child
from annotations.media.confine import Confinement, confine_zygote
from annotations.media.job import OperationTable
from annotations.media.limits import MediaLimits
from annotations.media.records import Refusal
from annotations.media.wire import FILES_IN_REQUEST, encode_answer, encode_greeting, receive_request

_READ_BYTES = 65536


@dataclass(slots=True)
class _Running:
    pid: int
    report: int
    reply: socket.socket
    limits: MediaLimits
    deadline: float
    received: bytearray = field(default_factory=bytearray)


class Zygote:
    """Serves requests from one client until it goes away."""

    def __init__(
        self,
        control: socket.socket,
        operations: OperationTable,
        limits: MediaLimits,
        confinement: Confinement,
    ) -> None:
        self._control = control
        self._operations = operations
        self._limits = limits
        self._confinement = confinement
        self._running: dict[int, _Running] = {}
        self._selector = selectors.DefaultSelector()

    def serve(self, client_pid: int) -> None:
        """Answer requests until the client closes its socket or ends.

        Args:
            client_pid: Process to follow. A copy of its socket may live on in a process it forked, so
                the end of the socket alone would not tell.
        """
        self._selector.register(self._control, selectors.EVENT_READ)
        client = _watch_process(client_pid)
        if client is not None:
            self._selector.register(client, selectors.EVENT_READ)
        self._control.send(encode_greeting(self._confinement))
        while os.getppid() == client_pid:
            for key, _ in self._selector.select(self._time_left()):
                if key.fd == self._control.fileno():
                    if not self._accept():
                        return self._end_all()
                elif key.fd in self._running:
                    self._collect(self._running[key.fd])
            now = time.monotonic()
            for child in [child for child in self._running.values() if child.deadline <= now]:
                self._finish(child, overdue=True)
        return self._end_all()

    def _time_left(self) -> float | None:
        if not self._running:
            return None
        return max(0.0, min(child.deadline for child in self._running.values()) - time.monotonic())

    def _accept(self) -> bool:
        try:
            received = receive_request(self._control)
        except ConnectionError:
            return False
        if received is None:
            return False
        request, files = received
        if len(files) != FILES_IN_REQUEST:
            _close_all(files)
            return True
        reply = socket.socket(fileno=files.pop())
        limits = request.limits_of(self._limits)
        report_reader, report_writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            run_child(request, files, report_writer, self._operations, limits, self._confinement)
        _close_all([*files, report_writer])
        child = _Running(pid, report_reader, reply, limits, time.monotonic() + limits.wall_seconds)
        self._running[report_reader] = child
        self._selector.register(report_reader, selectors.EVENT_READ)
        return True

    def _collect(self, child: _Running) -> None:
        piece = os.read(child.report, _READ_BYTES)
        child.received += piece
        if not piece or len(child.received) > self._limits.report_bytes:
            self._finish(child, overdue=False)

    def _finish(self, child: _Running, *, overdue: bool) -> None:
        status = _end(child.pid)
        self._selector.unregister(child.report)
        del self._running[child.report]
        os.close(child.report)
        refusal = self._judge(child, status, overdue=overdue)
        with child.reply:
            try:
                child.reply.send(bytes(child.received) if refusal is None else encode_answer(refusal))
            except OSError:
                return  # The client stopped waiting.

    def _judge(self, child: _Running, status: int, *, overdue: bool) -> Refusal | None:
        if overdue:
            return refusals.too_slow(child.limits)
        if len(child.received) > child.limits.report_bytes:
            return refusals.crashed()
        if status == 0 and child.received:
            return None
        killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if killer == signal.SIGXCPU:
            return refusals.too_slow(child.limits)
        if killer == signal.SIGKILL:
            return refusals.too_much_memory(child.limits)
        return refusals.crashed()

    def _end_all(self) -> None:
        for child in self._running.values():
            _end(child.pid)


def _end(pid: int) -> int:
    # A process that has died already keeps the cause it died of.
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def _close_all(files: list[int]) -> None:
    for fd in files:
        os.close(fd)


def _watch_process(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def main(arguments: list[str]) -> None:
    """Serve on an inherited socket: `zygote.py FD CLIENT_PID MODULE:TABLE LIMITS_JSON`."""
    control = socket.socket(fileno=int(arguments[0]))
    confinement = confine_zygote()
    module_name, _, table_name = arguments[2].partition(":")
    operations: OperationTable = getattr(importlib.import_module(module_name), table_name)
    limits = MediaLimits.from_json(arguments[3])
    gc.collect()
    gc.freeze()
    Zygote(control, operations, limits, confinement).serve(int(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
