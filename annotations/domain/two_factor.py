"""A second factor: the secret a person's device shares with the portal, and codes for when it is lost."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.record import Record

STEP_SECONDS = 30
STEPS_AROUND = 1
"""How many steps the device's clock may be off, either way."""
RECOVERY_CODES = 10


class TwoFactor(Record):
    """What is kept of a person's second factor; `id` is the person.

    `sealed` is the encrypted secret. `last_step` is the newest time step whose code was used: no code of it
    or before it counts again. `recovery` holds hashes of the recovery codes that were not used.
    """

    id: str
    sealed: str
    confirmed: bool
    last_step: int = 0
    recovery: tuple[str, ...] = ()
    created_at: datetime


def steps_around(now: float) -> range:
    """Return the time steps whose codes count at a moment in seconds."""
    step = int(now) // STEP_SECONDS
    return range(step - STEPS_AROUND, step + STEPS_AROUND + 1)


def plain_code(code: str) -> str:
    """Return a code as it is compared: without what people put between its characters."""
    return "".join(character for character in code.lower() if character.isalnum())
