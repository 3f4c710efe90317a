"""Keep an act for the audit trail: written down before it is done, so that none is done unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.audit import ACT_STALE_SECONDS, NOBODY, Act, ActRequest, ActSubject
from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.noted import Noted
from annotations.store import acts

BATCH = 200


def begin_act(*, actor: Actor, act: str, subject: ActSubject, request: ActRequest) -> Act:
    """Write down that somebody is about to do something. Without this row it is not done."""
    begun = Act(
        id=new_id("act"),
        at=utc_now(),
        status="begun",
        actor=actor,
        act=act,
        subject=subject,
        request=request,
    )
    return acts.add_act(begun)


def end_act(*, begun: Act, status: Literal["done", "unknown"], noted: Noted) -> None:
    """Tell how an act ended and what was noted of it; one taken for lost meanwhile is told once more."""
    ended = noted.onto(begun).model_copy(update={"status": status})
    changes = ended.model_dump(exclude={"id", "at", "request"})
    if acts.end_act(begun.id, changes) is None:
        acts.add_act(ended.model_copy(update={"id": new_id("act")}))


def keep_act(
    *,
    act: str,
    subject: ActSubject,
    summary: str,
    request: ActRequest,
    actor: Actor = NOBODY,
    status: Literal["done", "unknown", "refused"] = "done",
    noted: Noted | None = None,
) -> None:
    """Keep an act that changes no row of ours, such as a sign-in, at once."""
    kept = Act(
        id=new_id("act"),
        at=utc_now(),
        status=status,
        actor=actor,
        act=act,
        subject=subject,
        summary=summary,
        request=request,
    )
    acts.add_act(kept if noted is None else noted.onto(kept))


def settle_acts(*, clock: Callable[[], datetime] = utc_now) -> int:
    """Let acts that nobody ended into the trail as ones of which nobody knows how they ended.

    Returns:
        How many these were.
    """
    stale = acts.list_stale_acts(clock() - timedelta(seconds=ACT_STALE_SECONDS), limit=BATCH)
    return sum(acts.end_act(lost.id, {"status": "unknown"}) is not None for lost in stale)


def forget_act(*, begun: Act) -> None:
    """Leave out an act that was refused before it changed anything."""
    acts.drop_act(begun.id)
