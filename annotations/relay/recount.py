"""Count the work anew from the ledger, in the relay's place: what it has not counted yet is left to it."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from annotations.actions.count_work import Seen, see
from annotations.domain.correction import Correction
from annotations.domain.record import utc_now
from annotations.domain.review import Review
from annotations.domain.work import Stage
from annotations.domain.work_days import DayCounts, add_up, count_days, count_verdicts
from annotations.queries.answered import read_answered
from annotations.queries.submitters import read_submitters
from annotations.relay.derive import Change, derive_events
from annotations.relay.reconcile import untold
from annotations.relay.runner import CURSOR, Fenced
from annotations.store import cursors, work_days
from annotations.store.table import Table
from annotations.store.tables import CORRECTIONS, REVIEWS, WORK

PAGE = 500
SLACK = timedelta(hours=1)
"""How far the clocks of those who save may be apart from the relay's."""


@dataclass
class Counted:
    """What the ledger adds up to."""

    days: DayCounts = field(default_factory=dict)
    seen: Seen = field(default_factory=dict)
    entries: int = 0

    def add(self, days: DayCounts, seen: Seen, entries: int) -> None:
        """Take more in."""
        for place, amounts in days.items():
            known = self.days.setdefault(place, Counter())
            for name, amount in amounts.items():
                known[name] += amount
        for person, (who, at) in seen.items():
            if person not in self.seen or self.seen[person][1] < at:
                self.seen[person] = who, at
        self.entries += entries


def recount() -> int:
    """Write the counters of the work anew; return how many corrections and verdicts they are made of.

    The relay stands by meanwhile: it takes its cursor back once this process has ended or been silent.

    Raises:
        Fenced: another process took the cursor; nothing was written, or all of it.
    """
    before = cursors.read_cursor(CURSOR)
    held = cursors.take_cursor(CURSOR, f"{socket.gethostname()}:{os.getpid()}")
    beat = _Beat(held.fence, held.token)
    since = (before.at if before else utc_now()) - SLACK
    counted = Counted()
    for made in _ledger(CORRECTIONS, "at", since, beat):
        counted.add(count_days(made, read_answered(made)), see(made, ()), len(made))
    for judged in _ledger(REVIEWS, "created_at", since, beat):
        counted.add(count_verdicts(judged, read_submitters(judged)), see((), judged), len(judged))
    work_days.replace_all(counted.days, counted.seen, _stages(beat))
    beat()
    return counted.entries


class _Beat:
    """Keeps the cursor where it stands and ours."""

    def __init__(self, fence: int, token: Any) -> None:
        self._fence = fence
        self._token = token

    def __call__(self) -> None:
        if not cursors.set_cursor(CURSOR, self._fence, token=self._token):
            raise Fenced


def _ledger(table: Table[Any], date: str, since: datetime, beat: _Beat) -> Iterator[list[Any]]:
    """Yield what the relay has counted, in pages."""
    for rows in table.scan({}, size=PAGE):
        beat()
        recent = [row for row in rows if getattr(row, date) >= since]
        fresh = [Change(inserted=True, row=row, fields=frozenset(), at=getattr(row, date)) for row in recent]
        left = {change.row.id for change, _made in untold([(one, derive_events(one)) for one in fresh])}
        yield [row for row in rows if row.id not in left]


def _stages(beat: _Beat) -> Iterator[Sequence[tuple[str, str, Stage]]]:
    # Where frames are moves no counter twice: the relay compares with what is written here.
    for items in WORK.scan({}, size=PAGE):
        beat()
        yield [(item.id, item.project_id, item.stage) for item in items]


def count_ledger(corrections: Sequence[Correction], reviews: Sequence[Review]) -> DayCounts:
    """Count corrections and verdicts as the relay does: what the counters have to equal."""
    verdicts = count_verdicts(reviews, read_submitters(reviews))
    return add_up(count_days(corrections, read_answered(corrections)), verdicts)
