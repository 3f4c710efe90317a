"""Measure a save through HTTP to the majority commit, beside the same three writes by PyMongo alone."""

import json
import subprocess
import sys
from collections.abc import Iterator

from portal.env import PROJECT_ROOT
from tests.bench.bare_writes import BareSaves
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, cpu_figures, milliseconds
from tests.bench.portal import BenchPortal

MANY = 8
SECONDS = 6.0
WARM_SECONDS = 1.0
GOAL_ONE_MS, GOAL_ONE_RATIO, GOAL_MANY_MS, GOAL_RATE = 5.0, 5.0, 25.0, 400.0


def run(bench: Bench) -> Iterator[Figure]:
    """Save with one client and with eight; the bare transactions before and after each."""
    client, portal = bench.client, bench.portal
    frames = client.predicted_frames(client.create_project("Bench: save"), bench.photographs(MANY))
    client.add_box(frames[0])
    bare = BareSaves(portal.mongo(), portal.database(), frames[0])
    bare.latencies(threads=MANY, seconds=WARM_SECONDS)
    save_over_http(portal, client.token, frames, seconds=WARM_SECONDS)

    for clients in (1, MANY):
        # Half of the limit before and half after, so that the machine's drift falls on both alike.
        limit = bare.latencies(threads=clients, seconds=SECONDS / 2)
        before = portal.cpu_seconds()
        ours = save_over_http(portal, client.token, frames[:clients], seconds=SECONDS)
        after = portal.cpu_seconds()
        limit += bare.latencies(threads=clients, seconds=SECONDS / 2)
        word = "1 client" if clients == 1 else f"{clients} clients"
        p50, bare_p50 = milliseconds(ours, 0.5), milliseconds(limit, 0.5)
        one, many = clients == 1, clients > 1
        yield Figure(
            "save",
            f"{word}, p50",
            p50,
            "ms",
            "bare transaction",
            bare_p50,
            f"≤ {GOAL_ONE_MS:.0f} ms or < {GOAL_ONE_RATIO:.0f}x" if one else "",
            p50 <= GOAL_ONE_MS or p50 < GOAL_ONE_RATIO * bare_p50 if one else None,
        )
        p95 = milliseconds(ours, 0.95)
        yield Figure(
            "save",
            f"{word}, p95",
            p95,
            "ms",
            "bare transaction",
            milliseconds(limit, 0.95),
            f"< {GOAL_MANY_MS:.0f} ms" if many else "",
            p95 < GOAL_MANY_MS if many else None,
        )
        rate = len(ours) / SECONDS
        yield Figure(
            "save",
            f"{word}, saves",
            rate,
            "/s",
            "bare transactions",
            len(limit) / SECONDS,
            f"≥ {GOAL_RATE:.0f} /s" if many else "",
            rate >= GOAL_RATE if many else None,
        )

        if many:
            yield from cpu_figures("save", before, after, count=len(ours), per="save")


def save_over_http(portal: BenchPortal, token: str, frames: list[str], *, seconds: float) -> list[float]:
    """Save from another process, one keep-alive client per frame, and return each save's seconds.

    Raises:
        BenchFailed: a save was refused.
    """
    order = {"port": portal.port, "token": token, "frames": frames, "seconds": seconds}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.save_clients"],
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        cwd=PROJECT_ROOT,
        text=True,
        timeout=seconds + 60,
        check=True,
    )
    answer = json.loads(done.stdout)
    if answer["refused"]:
        raise BenchFailed(f"a save was refused: {answer['refused'][0]}")
    latencies: list[float] = answer["latencies"]
    return latencies
