"""Read how the portal runs: the rows, the gauges of all processes, and the health of every part."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter, deque
from datetime import timedelta

from django.conf import settings
from pydantic import ValidationError

from annotations import gauges
from annotations.domain.ids import id_of_moment
from annotations.domain.job import QUEUES, Queue
from annotations.domain.operations import (
    MOST_COUNTED,
    ModelGauge,
    Operations,
    PartGauge,
    Point,
    QueueGauge,
    percentile_of,
)
from annotations.domain.record import utc_now
from annotations.gauges import Readings
from annotations.queries.readiness import RELAY_SILENCE_SECONDS, read_readiness
from annotations.store import cursors, jobs, uploads

RATE_SECONDS = 5.0
MINUTE_SECONDS = 60.0
HEALTH_SECONDS = 5.0
DAY = timedelta(days=1)


class Watch:
    """Looks at the portal for one process: rates are what grew since the looks before."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, Readings]] = deque()
        self._parts: list[PartGauge] = []
        self._asked = -HEALTH_SECONDS
        self._lock = threading.Lock()

    def look(self, *, health: bool = True) -> Operations:
        """Return how the portal runs now; without `health` no part is asked how it is.

        Raises:
            StoreUnavailable: MongoDB does not answer.
        """
        with self._lock:
            return self._look(health=health)

    def _look(self, *, health: bool) -> Operations:
        now = time.monotonic()
        read = gauges.read()
        lately, minute = self._since(now, RATE_SECONDS), self._since(now, MINUTE_SECONDS)
        if read is None:
            self._looks.clear()
        else:
            self._looks.append((now, read))
        grown = _Grown(read, lately, now)
        over_minute = _Grown(read, minute, now)
        cursor = cursors.read_cursor("relay")
        silent = (utc_now() - cursor.at).total_seconds() if cursor else None
        queues = [_queue(name) for name in QUEUES]
        since = id_of_moment("job", utc_now() - DAY)
        free = shutil.disk_usage(settings.HOME)
        return Operations(
            point=Point(
                at=utc_now(),
                upload_bytes=grown.rate("upload_bytes"),
                queued=sum(gauge.depth for gauge in queues),
                oldest_seconds=max(gauge.oldest_seconds for gauge in queues),
                inferences=grown.rate("inference"),
                inference_p95_ms=over_minute.percentile("inference", 0.95),
                lag_ms=_lag(read, silent),
                events=grown.rate("events"),
                sockets=None if read is None else int(read.now.get("sockets", 0)),
                requests=grown.rate("http"),
                request_p95_ms=over_minute.percentile("http", 0.95),
                errors=grown.rate("http_errors"),
            ),
            uploads_open=uploads.count_open(limit=MOST_COUNTED),
            queues=queues,
            failed=jobs.count_ended("failed", since=since, limit=MOST_COUNTED),
            quarantined=jobs.count_ended("quarantined", since=since, limit=MOST_COUNTED),
            models=over_minute.models(),
            relay_silent_seconds=silent,
            disk_free=free.free,
            disk_total=free.total,
            parts=self._health(now) if health else [],
        )

    def _since(self, now: float, seconds: float) -> tuple[float, Readings] | None:
        """Return the look of so long ago, or the oldest there is."""
        while self._looks and self._looks[0][0] < now - MINUTE_SECONDS - RATE_SECONDS:
            self._looks.popleft()
        older = [look for look in self._looks if look[0] <= now - seconds]
        return older[-1] if older else self._looks[0] if self._looks else None

    def _health(self, now: float) -> list[PartGauge]:
        """Return how the parts were when they were asked last; nobody waits for the slowest of them."""
        if now - self._asked >= HEALTH_SECONDS:
            self._asked = now
            threading.Thread(target=self._ask, name="health", daemon=True).start()
        return self._parts

    def _ask(self) -> None:
        found = read_readiness().parts
        self._parts = [PartGauge(part=name, ok=part.ok, advice=part.advice) for name, part in found.items()]


class _Grown:
    """What the totals grew by between two looks."""

    def __init__(self, read: Readings | None, before: tuple[float, Readings] | None, now: float) -> None:
        self.is_known = read is not None and before is not None and now > before[0]
        self._seconds = now - before[0] if before else 1.0
        self._by: Counter[str] = Counter()
        if read is not None and before is not None:
            for name, total in read.totals.items():
                self._by[name] = max(0, total - before[1].totals.get(name, 0))

    def rate(self, name: str) -> float | None:
        """Return how much a second; None while nobody can say."""
        return round(self._by[name] / self._seconds, 3) if self.is_known else None

    def percentile(self, name: str, share: float) -> float | None:
        """Return the milliseconds within which a share of what was timed stayed."""
        start = f"{name}|b"
        buckets = {
            int(known.removeprefix(start)): amount
            for known, amount in self._by.items()
            if known.startswith(start)
        }
        return percentile_of(buckets, share)

    def models(self) -> list[ModelGauge]:
        """Return how each model answered that was asked."""
        start = "inference|model|"
        names = sorted(
            name.removeprefix(start)
            for name, amount in self._by.items()
            if name.startswith(start) and "|b" not in name and amount
        )
        return [
            ModelGauge(
                model=name,
                rate=round(self._by[start + name] / self._seconds, 3),
                p50_ms=self.percentile(start + name, 0.5),
                p95_ms=self.percentile(start + name, 0.95),
            )
            for name in names
        ]


def _queue(name: Queue) -> QueueGauge:
    depth = jobs.count_in(name, "queued", limit=MOST_COUNTED)
    return QueueGauge(
        queue=name,
        depth=depth,
        at_least=depth >= MOST_COUNTED,
        oldest_seconds=round(jobs.oldest_in(name), 1) if depth else 0.0,
        running=jobs.count_in(name, "running", limit=MOST_COUNTED),
    )


def _lag(read: Readings | None, silent: float | None) -> float | None:
    """Return how far the relay is behind: its own word, or its silence where that is worse."""
    if silent is not None and silent > RELAY_SILENCE_SECONDS:
        return round(silent * 1_000, 1)
    return None if read is None else read.now.get("lag_ms")


WATCH = Watch()


def read_moments() -> list[Point]:
    """Return the last quarter of an hour, as far as it was kept; none while Redis is away."""
    found = []
    for text in gauges.read_points():
        try:
            found.append(Point.model_validate_json(text))
        except ValidationError:
            continue  # another release's
    return found
