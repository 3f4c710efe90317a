"""Whether every part of the portal is there, with the figures an operator looks at first."""

from __future__ import annotations

import threading
import time

from celery import current_app
from kombu.exceptions import KombuError, OperationalError
from redis.exceptions import RedisError

from annotations.domain.job import QUEUES
from annotations.domain.record import Record, utc_now
from annotations.errors import StoreUnavailable
from annotations.hints import count_waiting
from annotations.store import cursors, jobs
from annotations.store.client import left_open_seconds, ping

RELAY_SILENCE_SECONDS = 15.0
QUEUE_AGE_SECONDS = 600.0
WORKERS_REMEMBERED_SECONDS = 5.0
LEFT_OPEN_MOST_SECONDS = 30

SET_LEFT_OPEN = (
    "A process that is killed blocks its successor for as long as transactionLifetimeLimitSeconds says: "
    "start mongod with --setParameter transactionLifetimeLimitSeconds=5."
)

_lock = threading.Lock()
_workers: tuple[float, int] = (0.0, 0)


class Part(Record):
    """One part: well or ill, its figures, and what to do when it is ill."""

    ok: bool
    figures: dict[str, float]
    advice: str = ""


class Readiness(Record):
    """All parts."""

    ready: bool
    parts: dict[str, Part]


def read_readiness() -> Readiness:
    """Ask every part."""
    parts = {"mongo": _mongo()}
    parts["redis"] = _redis()
    if parts["mongo"].ok:
        parts["relay"], parts["queue"] = _relay(), _queue()
    if parts["redis"].ok:
        parts["workers"] = _worker_count()
    return Readiness(ready=len(parts) == 5 and all(part.ok for part in parts.values()), parts=parts)


def _mongo() -> Part:
    started = time.perf_counter()
    try:
        ping()
        ping_ms = (time.perf_counter() - started) * 1000
        left_open = left_open_seconds()
    except StoreUnavailable:
        return Part(
            ok=False, figures={}, advice="MongoDB does not answer: see log/mongod.log or MONGODB_URI."
        )
    figures = {"ping_ms": ping_ms}
    if left_open is not None:
        figures["left_open_seconds"] = float(left_open)
    slow = left_open is not None and left_open > LEFT_OPEN_MOST_SECONDS
    return Part(ok=True, figures=figures, advice=SET_LEFT_OPEN if slow else "")


def _redis() -> Part:
    try:
        waiting = sum(count_waiting(queue) for queue in QUEUES)
    except (RedisError, OperationalError, KombuError, OSError):
        return Part(
            ok=False, figures={}, advice="Redis does not answer: saving works, live push and jobs wait."
        )
    return Part(ok=True, figures={"hints_waiting": float(waiting)})


def _relay() -> Part:
    try:
        cursor = cursors.read_cursor("relay")
    except StoreUnavailable:
        cursor = None
    if cursor is None:
        return Part(ok=False, figures={}, advice="The relay has never run: start manage.py relay.")
    silence = (utc_now() - cursor.at).total_seconds()
    advice = "The relay is silent: see log/relay.log." if silence > RELAY_SILENCE_SECONDS else ""
    return Part(ok=not advice, figures={"lag_seconds": silence}, advice=advice)


def _queue() -> Part:
    oldest = jobs.oldest_queued_seconds()
    advice = "Jobs wait long: start more workers." if oldest > QUEUE_AGE_SECONDS else ""
    return Part(ok=True, figures={"oldest_seconds": oldest}, advice=advice)


def _worker_count() -> Part:
    """Count the workers that answer; asking takes a moment, so the answer is kept for a few seconds."""
    global _workers  # one small memory per process
    with _lock:
        asked, count = _workers
        if time.monotonic() - asked > WORKERS_REMEMBERED_SECONDS:
            try:
                count = len(current_app.control.ping(timeout=0.5) or [])
            except (RedisError, OperationalError, KombuError, OSError):
                count = 0
            _workers = (time.monotonic() if count >= 2 else 0.0, count)
    advice = "" if count >= 2 else "Workers are missing: an interactive and a bulk one are needed."
    return Part(ok=not advice, figures={"count": float(count)}, advice=advice)
