"""Say when one works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.availability import Availability, Hours
from annotations.domain.record import utc_now
from annotations.store import availabilities


def set_availability(*, actor: Actor, hours: Hours, clock: Callable[[], datetime] = utc_now) -> Availability:
    """Keep when a person works, instead of what they said before."""
    said = {name: getattr(hours, name) for name in Hours.model_fields}
    made = Availability(id=actor.id, changed_at=clock(), **said)
    availabilities.keep_availability(made)
    return made
