"""Remove propagations that were taken over or dropped long ago: the ledger keeps what people took of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from annotations.domain.record import utc_now
from annotations.store import propagations

KEPT = timedelta(days=30)
"""How long they stay: a browser that was offline may still send what its person took over."""
BATCH = 100


def sweep_propagations(*, clock: Callable[[], datetime] = utc_now) -> int:
    """Remove some of what is over; ghosts that still stand stay, however old.

    Returns:
        The number of propagations removed.
    """
    return propagations.remove_settled(clock() - KEPT, limit=BATCH)
