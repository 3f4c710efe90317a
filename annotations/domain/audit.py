"""The audit trail: who did what when, each row chained to the one before it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.record import Record

Outcome = Literal["done", "unknown", "refused"]
"""`unknown`: it was asked for, and the process ended, or failed, before anybody was told how it went."""
ActStatus = Literal["begun", "done", "unknown", "refused"]

NOBODY = Actor(id="nobody", name="not signed in")
MOST_TEXT = 1_000
MOST_WORDS = 24
MOST_PREFIX_WORDS = 200
"""Words that a beginning may stand for: the database walks as many stretches of its index side by side."""
ACT_STALE_SECONDS = 900
"""After this long an act that nobody ended is taken in as one of which nobody knows how it ended."""
_WORD = re.compile(r"[^\W_]+")


class ActSubject(Record):
    """What an act was about: a kind of thing, its id and what people call it."""

    kind: str
    id: str
    name: str | None = None


class ActRequest(Record):
    """Where an act came from: a call of the API or of the admin with its address, or a job."""

    method: str | None = None
    path: str | None = None
    address: str | None = None
    job_id: str | None = None


class Act(Record):
    """One act on its way into the trail: written before it is done, ended after it, taken in by the relay.

    `asked`, `before` and `after` are JSON texts of at most 1,000 characters, without secrets.
    """

    id: str
    at: datetime
    status: ActStatus
    actor: Actor
    act: str
    project_id: str | None = None
    subject: ActSubject
    summary: str = ""
    asked: str | None = None
    before: str | None = None
    after: str | None = None
    request: ActRequest = ActRequest()


class AuditEntry(Record):
    """One row of the trail. Rows are numbered from 1; `hash` covers the row and the hash before it.

    `source` names what the row tells of, so that nothing is told twice. `keys` is what the row is found by.
    """

    id: str
    number: int
    source: str
    at: datetime
    actor: Actor
    act: str
    project_id: str | None
    subject: ActSubject
    summary: str
    asked: str | None
    before: str | None
    after: str | None
    request: ActRequest
    outcome: Outcome
    keys: tuple[str, ...]
    previous: str
    hash: str


class AuditView(Record):
    """One row of the trail as people see it."""

    id: str
    number: int
    at: datetime
    actor: Actor
    act: str
    project_id: str | None
    subject: ActSubject
    summary: str
    asked: str | None
    before: str | None
    after: str | None
    request: ActRequest
    outcome: Outcome
    hash: str


def view_entry(entry: AuditEntry) -> AuditView:
    """Show a row of the trail."""
    return AuditView.model_construct(**{name: getattr(entry, name) for name in AuditView.model_fields})


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are searched for: folded, each once, in order."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return list(dict.fromkeys(_WORD.findall(folded)))


def keys_of(act: Act) -> tuple[str, ...]:
    """Return what an act is found by: its person, its kind, both together, its subject and its words."""
    noun = act.act.partition(".")[0]
    told = " ".join([act.actor.name, act.act, act.subject.name or "", act.summary])
    keys = [
        f"actor:{act.actor.id}",
        f"name:{act.actor.name.casefold()}",
        f"act:{act.act}",
        f"act:{noun}",
        f"actor:{act.actor.id} act:{noun}",
        f"actor:{act.actor.id} act:{act.act}",
        f"subject:{act.subject.id}",
        f"outcome:{act.status}",
        *(f"word:{word}" for word in words_of(told)[:MOST_WORDS]),
    ]
    return tuple(dict.fromkeys(keys))


def short_text(text: str) -> str:
    """Cut a text to what a row holds."""
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
