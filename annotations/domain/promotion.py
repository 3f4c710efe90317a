"""Promotions: the ledger of which model version took whose place in a project, when, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.record import Record

PromotionCause = Literal["person", "gate", "rollback", "start"]


class Promotion(Record):
    """One change of champion; never changed itself. `from_id` is None where no model predicted before."""

    id: str
    project_id: str
    from_id: str | None
    to_id: str
    cause: PromotionCause
    reason: str | None = None
    evaluation_id: str | None = None
    actor: Actor
    at: datetime


def find_earlier(ledger: Sequence[Promotion], champion_id: str | None) -> str | None:
    """Return the version that a rollback goes back to; None when there was none before.

    Rolling back twice goes back two steps, and not to where it began: a rollback takes the step back that it
    undoes.

    Args:
        ledger: A project's promotions, oldest first.
        champion_id: Who predicts now.
    """
    stack: list[str] = []
    for entry in ledger:
        if entry.from_id is not None and (not stack or stack[-1] != entry.from_id):
            stack.append(entry.from_id)  # who came in by no promotion: before the ledger, or past it
        if entry.cause == "rollback" and entry.to_id in stack:
            while stack[-1] != entry.to_id:
                stack.pop()
        elif not stack or stack[-1] != entry.to_id:
            stack.append(entry.to_id)
    if stack and stack[-1] == champion_id:
        stack.pop()
    return next((identity for identity in reversed(stack) if identity != champion_id), None)
