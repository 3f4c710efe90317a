"""Measure how long the portal takes to its ready line, beside its database servers alone."""

from collections.abc import Iterator

from tests.bench.context import Bench
from tests.bench.figures import Figure

GOAL_SECONDS = 10.0


def run(bench: Bench) -> Iterator[Figure]:
    """Stop the run's portal, start its servers alone, and start it a second time."""
    bench.portal.stop()
    servers = bench.portal.start_services()
    bench.portal.stop()
    again = bench.portal.start()
    goal = f"< {GOAL_SECONDS:.0f} s"
    yield Figure(
        "start",
        "second start to the ready line",
        again,
        "s",
        "database servers alone",
        servers,
        goal,
        again < GOAL_SECONDS,
    )
    yield Figure(
        "start", "first start, models at hand", bench.first_start_seconds, "s", "second start", again
    )
    ended = bench.portal.stop()
    yield Figure("start", "stop", ended, "s", "database servers alone", servers)
    bench.portal.start()
