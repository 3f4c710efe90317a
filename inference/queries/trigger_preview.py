"""Replay past corrections against a trigger policy: when would trainings have begun?"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from annotations.domain.project import TrainingTrigger
from annotations.domain.schedule import find_zone, next_run
from annotations.domain.training import TrainingCause
from inference.domain.acceptance import Acceptance
from inference.store.answers import LedgerEntry, iterate_ledger

MOST_MOMENTS = 500
MOST_TICKS = 100_000


@dataclass(frozen=True)
class Moment:
    """When a training would have begun, why, and after how many corrections."""

    at: datetime
    cause: TrainingCause
    corrections: int


@dataclass
class Replay:
    """What came of a replay; of very many moments the last ones are kept."""

    corrections: int = 0
    count: int = 0
    moments: list[Moment] = field(default_factory=list)


def replay_triggers(project_id: str, policy: TrainingTrigger, *, days: int, now: datetime) -> Replay:
    """Walk through the corrections of the last days as the relay and the clock would have.

    How long trainings take is left out, and so is whether one would have found anything new to learn but for
    this: without a correction since the last one none begins.

    Raises:
        ScheduleInvalid: the cron expression or the time zone cannot be read.
    """
    since = now - timedelta(days=days)
    find_zone(policy.timezone, trigger="training")
    replay = Replay()
    counted = 0
    answers: dict[str, Acceptance] = {}
    merged: Iterator[datetime | LedgerEntry] = heapq.merge(
        iterate_ledger(project_id, since=since), _ticks(policy, since, now), key=_moment_of
    )
    for entry in merged:
        cause: TrainingCause | None = None
        if isinstance(entry, datetime):
            cause = "schedule" if counted else None
        else:
            replay.corrections += 1
            counted += 1
            if entry.version_id is not None and policy.acceptance_below is not None:
                known = answers.get(entry.version_id, Acceptance())
                answers[entry.version_id] = known = known.with_answers(
                    [entry.is_accepted], window=policy.acceptance_window
                )
                if known.is_drift(policy):
                    cause, answers[entry.version_id] = "drift", Acceptance()
            if policy.every_corrections and counted >= policy.every_corrections:
                cause = "corrections"
        if cause is not None:
            replay.count += 1
            replay.moments = [*replay.moments[1 - MOST_MOMENTS :], Moment(_moment_of(entry), cause, counted)]
            counted = 0
    return replay


def _moment_of(entry: datetime | LedgerEntry) -> datetime:
    return entry if isinstance(entry, datetime) else entry.at


def _ticks(policy: TrainingTrigger, since: datetime, now: datetime) -> Iterator[datetime]:
    if policy.cron is None:
        return
    at = next_run(policy.cron, policy.timezone, after=since, trigger="training")
    for _ in range(MOST_TICKS):
        if at > now:
            return
        yield at
        at = next_run(policy.cron, policy.timezone, after=at, trigger="training")
