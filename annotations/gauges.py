"""Small counters kept where things happen: added up in this process, handed to Redis once a second.

They are for people who look on. Nothing waits for them, and nothing is lost but a figure when Redis is away.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from annotations.domain.operations import bucket_of
from annotations.domain.record import Record

log = logging.getLogger(__name__)
TOTALS, NOW, HISTORY = "tandem:gauges:totals", "tandem:gauges:now", "tandem:gauges:history"
FLUSH_SECONDS = 1.0
FRESH_SECONDS = 10.0
"""A process that has not said its share for so long is gone."""
REMEMBERED_SECONDS = 86_400
POINTS = 180


class Readings(Record):
    """What all processes have counted since a while ago, and what they say of this moment."""

    totals: dict[str, int]
    now: dict[str, float]


class Buffer:
    """This process's share. A forked child begins with an empty one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._added: Counter[str] = Counter()
        self._noted: dict[str, float] = {}
        self._thread: threading.Thread | None = None

    def add(self, amounts: Counter[str]) -> None:
        """Add to what is counted."""
        with self._lock:
            self._added.update(amounts)
            self._start()

    def note(self, name: str, value: float) -> None:
        """Say how much there is of something in this process, over and over."""
        with self._lock:
            self._noted[name] = value
            self._start()

    def flush(self) -> bool:
        """Hand what was counted to Redis; False when it is away, and then it is counted with the next."""
        with self._lock:
            added, self._added = self._added, Counter()
            noted = dict(self._noted)
        if not added and not noted:
            return True
        pipe = _redis().pipeline(transaction=False)
        for name, amount in added.items():
            pipe.hincrby(TOTALS, name, amount)
        for name, value in noted.items():
            pipe.hset(NOW, f"{name}|{os.getpid()}", f"{value}|{time.time()}")
        pipe.expire(TOTALS, REMEMBERED_SECONDS)
        pipe.expire(NOW, REMEMBERED_SECONDS)
        try:
            pipe.execute()
        except (RedisError, OSError) as fault:
            log.debug("gauges are kept back: %s", fault)
            with self._lock:
                self._added.update(added)
            return False
        return True

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="gauges", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        never = threading.Event()
        while not never.wait(FLUSH_SECONDS):
            self.flush()


BUFFER = Buffer()


def _begin_anew() -> None:
    # Neither the thread nor what the parent counted is the child's.
    global BUFFER
    BUFFER = Buffer()
    _redis.cache_clear()


os.register_at_fork(after_in_child=_begin_anew)


def count(name: str, amount: int = 1) -> None:
    """Count that something happened."""
    BUFFER.add(Counter({name: amount}))


def note(name: str, value: float) -> None:
    """Say how much there is of something in this process."""
    BUFFER.note(name, value)


def time_taken(name: str, seconds: float) -> None:
    """Count how long something took."""
    BUFFER.add(Counter({name: 1, f"{name}|b{bucket_of(seconds * 1_000)}": 1}))


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Count how long what happens within took, when it ends well."""
    began = time.perf_counter()
    yield
    time_taken(name, time.perf_counter() - began)


def read() -> Readings | None:
    """Return what all processes say; None while Redis is away."""
    try:
        pipe = _redis().pipeline(transaction=False)
        pipe.hgetall(TOTALS)
        pipe.hgetall(NOW)
        totals, said = cast("list[dict[bytes, bytes]]", pipe.execute())
    except (RedisError, OSError):
        return None
    now: dict[str, float] = {}
    for name, text in said.items():
        value, _, at = text.decode().partition("|")
        if float(at) > time.time() - FRESH_SECONDS:
            whole, _, _process = name.decode().rpartition("|")
            now[whole] = now.get(whole, 0.0) + float(value)
    return Readings(totals={name.decode(): int(value) for name, value in totals.items()}, now=now)


def keep_point(text: str) -> None:
    """Keep one moment for those who look on later; the oldest ones are forgotten."""
    try:
        pipe = _redis().pipeline(transaction=False)
        pipe.lpush(HISTORY, text)
        pipe.ltrim(HISTORY, 0, POINTS - 1)
        pipe.execute()
    except (RedisError, OSError) as fault:
        log.debug("a moment is not kept: %s", fault)


def read_points() -> list[str]:
    """Return the kept moments, the oldest first; none while Redis is away."""
    try:
        rows = cast("list[bytes]", _redis().lrange(HISTORY, 0, POINTS - 1))
    except (RedisError, OSError):
        return []
    return [row.decode() for row in reversed(rows)]


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1)
