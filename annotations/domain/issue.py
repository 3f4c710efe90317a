"""Issues: what somebody pinned to a place or an object of a frame, and what was said of it since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.record import Record

IssueStatus = Literal["open", "resolved"]
MOST_COMMENTS = 200
MOST_TEXT = 4_000
MENTION = re.compile(r"(?<![\w@])@([\w.+-]{1,150})")


class Comment(Record):
    """One thing said; a withdrawn one has no text any more."""

    id: str
    actor: Actor
    text: str
    mentions: list[str] = Field(default_factory=list)
    at: datetime
    withdrawn: bool = False


class Issue(Record):
    """A pin: at a point in image pixels, or at an object, or both; the first comment says what it is about.

    `index` is the frame of a video that was open. A removed one is kept, and can be restored.
    """

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    index: int = 0
    x: float
    y: float
    annotation_id: str | None = None
    status: IssueStatus = "open"
    comments: list[Comment]
    actor: Actor
    resolved_by: Actor | None = None
    removed: bool = False
    text_key: str
    """The beginning of the first comment, by which issues are searched."""
    created_at: datetime
    changed_at: datetime


class IssueView(Record):
    """A pin as the interface shows it."""

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    index: int
    x: float
    y: float
    annotation_id: str | None
    status: IssueStatus
    comments: list[Comment]
    actor: Actor
    resolved_by: Actor | None
    removed: bool
    created_at: datetime
    changed_at: datetime


def view_issue(issue: Issue) -> IssueView:
    """Show a pin."""
    shown = {name: getattr(issue, name) for name in IssueView.model_fields}
    # What somebody withdrew is kept, so that it can be said again, and shown to nobody.
    shown["comments"] = [
        said.model_copy(update={"text": ""}) if said.withdrawn else said for said in issue.comments
    ]
    return IssueView.model_construct(**shown)


def find_mentions(text: str, people: Mapping[str, str]) -> list[str]:
    """Return the ids of the people that a text names with an @, each once, in order.

    Args:
        text: What somebody wrote.
        people: Sign-in name -> id of those who can be named.
    """
    known = {name.casefold(): identity for name, identity in people.items()}
    found = (
        known.get(name) or known.get(name.rstrip(".-+")) for name in map(str.casefold, MENTION.findall(text))
    )
    return list(dict.fromkeys(identity for identity in found if identity is not None))


def people_of(issue: Issue) -> list[str]:
    """Return who took part in a thread, each once."""
    return list(dict.fromkeys([issue.actor.id, *(said.actor.id for said in issue.comments)]))
