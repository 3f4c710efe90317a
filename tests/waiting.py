"""Own waiting in tests: poll a condition against a deadline instead of sleeping."""

import threading
import time
from collections.abc import Callable

POLL_SECONDS = 0.05


def wait_until(
    predicate: Callable[[], object],
    timeout: float = 10.0,
    *,
    for_what: str = "",
    every: float = POLL_SECONDS,
) -> None:
    """Return as soon as `predicate` is true; fail the test when `timeout` seconds pass first."""
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while not predicate():
        if time.monotonic() >= deadline:
            raise AssertionError(f"waited {timeout:.0f} s in vain for {for_what or predicate}")
        pause.wait(every)
