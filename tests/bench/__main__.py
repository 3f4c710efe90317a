"""`python -m tests.bench`: start a portal, measure it, print and keep the figures, leave nothing behind."""

import argparse
import os
import platform
import resource
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType

import httpx
from playwright.sync_api import Error as BrowserError
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError
from websockets.exceptions import WebSocketException

from portal.env import read_environment
from tests.bench import (
    canvas,
    consoles,
    draws,
    fanout,
    lists,
    live,
    opening,
    pipeline,
    prompt,
    propagation,
    save,
    seen,
    start,
    tiles,
    timeline,
    video,
)
from tests.bench.client import PortalClient
from tests.bench.context import Bench, Benchmark
from tests.bench.figures import BenchFailed, Figure, table, write_figures
from tests.bench.portal import BenchPortal

BENCHMARKS: dict[str, Benchmark] = {
    "start": start.run,
    "save": save.run,
    "seen": seen.run,
    "live-socket": live.run_socket,
    "live": live.run_browser,
    "open": opening.run,
    "fanout": fanout.run,
    "pipeline": pipeline.run,
    "tiles": tiles.run,
    "prompt": prompt.run,
    "video": video.run,
    "timeline": timeline.run,
    "propagation": propagation.run,
    "queue": draws.run,
    "lists": lists.run,
    "consoles": consoles.run,
}
# Needs no portal, and is measured while none runs.
CANVAS = "canvas"
OPEN_FILES = 16_384
FAULTS = (
    BenchFailed,
    AssertionError,  # a wait that was in vain
    BrowserError,
    OSError,
    PyMongoError,
    RedisError,
    WebSocketException,
    httpx.HTTPError,
    subprocess.SubprocessError,
)


def main(arguments: Sequence[str]) -> int:
    """Run the chosen benchmarks; 1 when one could not be carried out. A slow figure is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Tandem.")
    parser.add_argument("--only", choices=[CANVAS, *BENCHMARKS], help="run one benchmark")
    parser.add_argument(
        "--minutes", type=float, default=1.0, help="how long the canvas is worked on for its memory"
    )
    asked = parser.parse_args(arguments)
    only: str | None = asked.only
    chosen = {name: run for name, run in BENCHMARKS.items() if only in (None, name)}
    signal.signal(signal.SIGTERM, _interrupt)
    _raise_open_files()
    home = read_environment().home
    figures: list[Figure] = []
    failures: dict[str, str] = {}
    code = 0
    try:
        if only in (None, CANVAS):
            _carry_out(CANVAS, partial(canvas.run, home, asked.minutes), figures, failures)
        if chosen:
            _with_portal(home, chosen, figures, failures)
    except BenchFailed as fault:
        print(fault)
        code = 1
    except KeyboardInterrupt:
        print("Interrupted")
        code = 130
    if code and not figures:
        return code
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = home / "bench" / f"{stamp}.json"
    write_figures(path, figures, failures, _machine())
    print(f"\n{table(figures)}\n")
    for name, reason in failures.items():
        print(f"{name} could not be carried out: {reason}")
    print(f"Written to {path}")
    return code or (1 if failures else 0)


def _with_portal(
    home: Path, chosen: Mapping[str, Benchmark], figures: list[Figure], failures: dict[str, str]
) -> None:
    portal = BenchPortal(home / "bench" / "run" / secrets.token_hex(4), lent=home)
    try:
        print("Starting a portal of the run's own …", flush=True)
        first = portal.start()
        bench = Bench(home, portal, first, PortalClient(portal))
        for name, run in chosen.items():
            _carry_out(name, partial(run, bench), figures, failures)
        bench.client.close()
    finally:
        portal.discard()


def _carry_out(
    name: str, run: Callable[[], Iterator[Figure]], figures: list[Figure], failures: dict[str, str]
) -> None:
    print(f"{name} …", flush=True)
    began = time.monotonic()
    kept = len(figures)
    try:
        figures.extend(run())
    except FAULTS as fault:
        failures[name] = str(fault) or type(fault).__name__
        print(f"{name} failed: {failures[name]}", flush=True)
    if len(figures) > kept:
        print(table(figures[kept:]))
    print(f"{name} took {time.monotonic() - began:.0f} s\n", flush=True)


def _raise_open_files() -> None:
    """Allow a thousand sockets in one process; what is started inherits it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _machine() -> dict[str, object]:
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
    }


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
