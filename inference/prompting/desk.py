"""Owns the one warm prompting process of this process: started on demand, bounded, killed when it hangs."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from pydantic import ValidationError

from annotations.errors import TooManyRequests
from inference.errors import ModelFileInvalid, PromptUnavailable
from inference.prompting.wire import MaskAnswer, Need, Order, Reply

WORKER = "inference.prompting.worker"
MOST_WAITING = 2
"""An order that waits holds one of the eight threads that serve everyone's requests."""
RETRY_SECONDS = 1
LIMIT_SECONDS = 10.0
MOST_THREADS = 4
_STOP_SECONDS = 2.0
_PROJECT_ROOT = Path(__file__).resolve().parents[2]

Fetch = Callable[[Need], list[bytes]]


class WarmDesk:
    """Hands one order at a time to a process of its own, so that a slow or crashing model harms nobody."""

    def __init__(
        self, *, module: str = WORKER, limit_seconds: float = LIMIT_SECONDS, most_waiting: int = MOST_WAITING
    ) -> None:
        """Prepare; the process starts with the first order.

        Args:
            module: What the process runs.
            limit_seconds: An order that is not answered by then ends the process.
            most_waiting: Orders that may wait while one is worked on.
        """
        self._module = module
        self._limit = limit_seconds
        self._places = threading.BoundedSemaphore(most_waiting + 1)
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        atexit.register(self.close)

    @property
    def pid(self) -> int | None:
        """The process's id, while there is one."""
        return self._process.pid if self._process else None

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def ask(self, order: Order, fetch: Fetch) -> MaskAnswer:
        """Have an order answered.

        Args:
            order: The prompt.
            fetch: Reads the files that the process does not hold any more.

        Raises:
            TooManyRequests: too many orders wait already.
            PromptUnavailable: no answer in time, or the process ended; the next order starts another.
            ModelFileInvalid: the model cannot answer this.
        """
        if not self._places.acquire(blocking=False):
            message = "Others' prompts are before yours, and no more can wait. Try again in a moment."
            raise TooManyRequests(message, retry_after=RETRY_SECONDS)
        try:
            deadline = time.monotonic() + self._limit
            if not self._turn.acquire(timeout=self._limit):
                raise PromptUnavailable("The model is busy with other prompts. Try again in a moment.")
            try:
                return self._ask(order, fetch, deadline)
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def close(self) -> None:
        """End the process, if it runs."""
        connection, process = self._connection, self._process
        self._connection = self._process = None
        if connection is not None:
            connection.close()
        if process is not None:
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _ask(self, order: Order, fetch: Fetch, deadline: float) -> MaskAnswer:
        try:
            connection = self._running()
            connection.send_bytes(order.model_dump_json().encode())
            reply = self._receive(connection, deadline)
            if reply.needs:
                for need in reply.needs:
                    for content in fetch(need):
                        connection.send_bytes(content)
                reply = self._receive(connection, deadline)
        except (EOFError, OSError, ValidationError) as fault:
            self._kill()
            message = "The model's process ended while it worked. Try again, or point at something else."
            raise PromptUnavailable(message) from fault
        except BaseException:
            # Half a conversation cannot be taken up again.
            self._kill()
            raise
        if reply.refusal is not None:
            raise ModelFileInvalid(reply.refusal.message, reply.refusal.fields)
        if reply.answer is None:
            self._kill()
            raise PromptUnavailable("The model's process gave no answer.")
        return reply.answer

    def _receive(self, connection: Connection, deadline: float) -> Reply:
        if not connection.poll(max(0.0, deadline - time.monotonic())):
            raise PromptUnavailable(f"The model did not answer within {self._limit:.0f} seconds.")
        return Reply.model_validate_json(connection.recv_bytes())

    def _running(self) -> Connection:
        if self.is_alive and self._connection is not None:
            return self._connection
        self.close()
        mine, theirs = socket.socketpair()
        threads = min(MOST_THREADS, os.cpu_count() or 1)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module, str(theirs.fileno()), str(threads)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=_PROJECT_ROOT,
                # Nothing of ours goes along: no secret, no address of a database.
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
            )
        self._connection = Connection(mine.detach())
        return self._connection

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()
