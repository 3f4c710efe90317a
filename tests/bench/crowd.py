"""Own a process of many sockets: opened, kept alive, and asked when each marked message arrived."""

import json
import secrets
import subprocess
import sys
from types import TracebackType
from typing import Any

from portal.env import PROJECT_ROOT
from tests.bench.figures import BenchFailed

MARK = "bench-"
MARK_LENGTH = len(MARK) + 12


class Crowd:
    """Many sockets in another process; times are of the machine's one monotonic clock."""

    def __init__(self, address: str, size: int, *, cookie: str, origin: str, beats: bool) -> None:
        order = {"address": address, "size": size, "cookie": cookie, "origin": origin, "beats": beats}
        self.open = 0
        self.reason = ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.crowd_process", json.dumps(order)],
            cwd=PROJECT_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def new_marker(self) -> str:
        """Return a text that the crowd recognises in a message."""
        return MARK + secrets.token_hex(6)

    def beat(self) -> None:
        """Send every socket's heartbeat and wait until all are answered and quiet."""
        self._ask({"do": "beat"})

    def collect(self, markers: list[str], expected: int, seconds: float) -> list[float]:
        """Return when messages with these markers arrived, once `expected` did or the time is up."""
        answer = self._ask({"do": "collect", "markers": markers, "expected": expected, "seconds": seconds})
        arrivals: list[float] = answer["arrivals"]
        return arrivals

    def __enter__(self) -> "Crowd":
        answer = self._answer()
        self.open, self.reason = answer["open"], answer["reason"]
        if not self.open:
            raise BenchFailed(f"no socket opened: {self.reason}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        if self._process.stdin is None:
            raise BenchFailed("the crowd does not listen")
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout is not None else ""
        if not line:
            raise BenchFailed("the crowd's process ended")
        answer: dict[str, Any] = json.loads(line)
        return answer
