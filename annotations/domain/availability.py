"""When a person works: the days they are away, and their weekly hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from annotations.domain.record import Record

MOST_AWAY = 20
LOOKED_AHEAD = timedelta(days=60)
"""Who works in none of these days is taken for away whatever is due later."""


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        message = "not a day, such as 2026-05-31"
        raise ValueError(message) from fault


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        message = "there is no such time zone; use a name such as Europe/Berlin or UTC"
        raise ValueError(message) from fault
    return name


Day = Annotated[str, StringConstraints(max_length=10), AfterValidator(_day)]
Zone = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_zone)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Weekday = Annotated[int, Field(strict=True, ge=0, le=6)]


class Away(Record):
    """Days on which a person does not work, the first and the last one included."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            message = "the last day comes before the first one"
            raise ValueError(message)
        return self


class Shift(Record):
    """The hours of a week: on which days (Monday is 0), from when to when by the person's own clock."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            message = "the end comes before the start"
            raise ValueError(message)
        return self


class Hours(Record):
    """When a person works, in their time zone; without a shift, at any hour that they are not away."""

    timezone: Zone = "UTC"
    away: Annotated[tuple[Away, ...], Field(max_length=MOST_AWAY)] = ()
    shift: Shift | None = None


class Availability(Hours):
    """When a person works; the id is theirs."""

    id: str
    changed_at: datetime


def away_until(hours: Hours, at: datetime) -> str | None:
    """Return the last day of a person's absence if they are away at a moment; what adjoins it counts too."""
    day = at.astimezone(ZoneInfo(hours.timezone)).date()
    last: date | None = None
    for away in sorted(hours.away, key=lambda one: one.first):
        reached = last + timedelta(days=1) if last else day
        if away.first <= reached.isoformat() <= away.last:
            last = date.fromisoformat(away.last)
    return last.isoformat() if last else None


def works_before(hours: Hours, at: datetime, due: datetime | None) -> bool:
    """Tell whether a person has an hour of work between a moment and a due time."""
    if due is None:
        return away_until(hours, at) is None
    zone = ZoneInfo(hours.timezone)
    end = min(due, at + LOOKED_AHEAD)
    day = at.astimezone(zone).date()
    while datetime.combine(day, time.min, zone) < end:
        for start, stop in _stretches(hours, day, zone):
            if start < end and stop > at:
                return True
        day += timedelta(days=1)
    return False


def _stretches(hours: Hours, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    if any(away.first <= day.isoformat() <= away.last for away in hours.away):
        return []
    shift = hours.shift
    if shift is None:
        start = datetime.combine(day, time.min, zone)
        return [(start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time.min, zone))]
    if day.weekday() not in shift.days:
        return []
    return [
        (
            datetime.combine(day, time.fromisoformat(shift.start), zone),
            datetime.combine(day, time.fromisoformat(shift.end), zone),
        )
    ]
