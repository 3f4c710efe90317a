"""Cron schedules in a time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from annotations.errors import ScheduleInvalid


def next_run(cron: str, timezone: str, *, after: datetime, trigger: str = "export") -> datetime:
    """Return the first moment after `after`, in UTC, that a five-field cron expression names in its zone.

    Raises:
        ScheduleInvalid: the expression or the zone cannot be read, or never comes.
    """
    zone = find_zone(timezone, trigger=trigger)
    try:
        return next(CronSim(cron, after.astimezone(zone))).astimezone(UTC)
    except (CronSimError, StopIteration) as fault:
        message = (
            f"“{cron}” is not a cron expression of five fields, such as 0 2 * * * for every night at two."
        )
        raise ScheduleInvalid(message, {f"triggers.{trigger}.cron": "not a cron expression"}) from fault


def find_zone(timezone: str, *, trigger: str = "export") -> ZoneInfo:
    """Return a time zone by name.

    Raises:
        ScheduleInvalid: there is none.
    """
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        message = f"There is no time zone “{timezone}”. Use a name such as Europe/Berlin or UTC."
        raise ScheduleInvalid(message, {f"triggers.{trigger}.timezone": "unknown time zone"}) from fault
