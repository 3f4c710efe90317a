"""What is known of the act in hand beyond its address: its thread carries it until the call is answered."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import orjson

from annotations.domain.actor import Actor
from annotations.domain.audit import Act, ActSubject, short_text


@dataclass
class Noted:
    """Notes on one act; what nobody noted stays as the call's address tells it."""

    actor: Actor | None = None
    act: str | None = None
    project_id: str | None = None
    subject: ActSubject | None = None
    summary: str | None = None
    asked: str | None = None
    before: str | None = None
    after: str | None = None

    def onto(self, act: Act) -> Act:
        """Return the act with the notes on it."""
        noted = {name: value for name, value in vars(self).items() if value is not None}
        return act.model_copy(update=noted)


NOTED: ContextVar[Noted | None] = ContextVar("noted", default=None)


def note(
    *,
    actor: Actor | None = None,
    act: str | None = None,
    project_id: str | None = None,
    subject: ActSubject | None = None,
    summary: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note something on the act in hand; where there is none, as in a job, nothing happens."""
    noted = NOTED.get()
    if noted is None:
        return
    noted.actor = actor or noted.actor
    noted.act = act or noted.act
    noted.project_id = project_id or noted.project_id
    noted.subject = subject or noted.subject
    noted.summary = summary or noted.summary
    noted.before = noted.before if before is None else as_text(before)
    noted.after = noted.after if after is None else as_text(after)


def note_project(project_id: str) -> None:
    """Note the first project that an act met."""
    noted = NOTED.get()
    if noted is not None and noted.project_id is None:
        noted.project_id = project_id


def as_text(values: Mapping[str, Any]) -> str:
    """Return values as JSON, cut to what a row of the trail holds."""
    return short_text(orjson.dumps(values, default=str, option=orjson.OPT_NON_STR_KEYS).decode())
