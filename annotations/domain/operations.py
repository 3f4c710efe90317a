"""How the portal runs: what an administrator sees at a glance, and the figures it is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

from annotations.domain.job import Queue
from annotations.domain.record import Record

STEP = 1.2
"""Each bucket of durations reaches this much further than the one before: a percentile is as exact."""
LEAST_MS = 0.1
MOST_COUNTED = 10_000
"""So many waiting jobs are counted at most; beyond that it says “at least”."""


class QueueGauge(Record):
    """What waits in one queue and runs from it; `depth` is at least that where `at_least` says so."""

    queue: Queue
    depth: int
    at_least: bool
    oldest_seconds: float
    running: int


class ModelGauge(Record):
    """How one model answers, over the last minute: runs a second, and how long a run takes."""

    model: str
    rate: float
    p50_ms: float | None
    p95_ms: float | None


class PartGauge(Record):
    """One part of the portal: well or ill, and what to do when it is ill."""

    part: str
    ok: bool
    advice: str


class Point(Record):
    """One moment of the last minutes; None where nobody could say."""

    at: datetime
    upload_bytes: float | None
    queued: int
    oldest_seconds: float
    inferences: float | None
    inference_p95_ms: float | None
    lag_ms: float | None
    events: float | None
    sockets: int | None
    requests: float | None
    request_p95_ms: float | None
    errors: float | None


class Operations(Record):
    """The portal now. Rates are a second's; what only Redis knows is None while it is away."""

    point: Point
    uploads_open: int
    queues: list[QueueGauge]
    failed: int
    quarantined: int
    models: list[ModelGauge]
    relay_silent_seconds: float | None
    disk_free: int
    disk_total: int
    parts: list[PartGauge]


def bucket_of(milliseconds: float) -> int:
    """Return the bucket that a duration is counted in."""
    return max(0, math.ceil(math.log(max(milliseconds, LEAST_MS) / LEAST_MS) / math.log(STEP)))


def percentile_of(buckets: Mapping[int, int], share: float) -> float | None:
    """Return the milliseconds within which a share of the counted durations stayed; None for none."""
    whole = sum(buckets.values())
    if whole <= 0:
        return None
    seen = 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        if seen >= share * whole:
            return float(round(LEAST_MS * STEP**bucket, 1))
    return None
