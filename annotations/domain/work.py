"""A frame's way through the work: how far it is, whose it is, and who looked at it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Literal, get_args

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.asset import Verdict
from annotations.domain.record import Record

Stage = Literal["open", "in_progress", "submitted", "returned", "approved", "skipped"]
ReviewRule = Literal["all", "share", "disagreement", "author"]
SkipRule = Literal["dropped", "others", "managers"]
Priority = Annotated[int, Field(strict=True, ge=0, le=3)]

STAGES: frozenset[Stage] = frozenset(get_args(Stage))
NORMAL: Priority = 1
UNDUE = datetime(9999, 1, 1, tzinfo=UTC)
"""When what has no due time is due: sorted, it comes last."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
STARTED: frozenset[Stage] = frozenset({"in_progress", "returned", "submitted", "approved"})
TO_DO: frozenset[Stage] = frozenset({"open", "in_progress", "returned"})
"""Stages in which a frame is its annotator's."""
MARKS_KEPT = 30
MOST_SKIPPERS = 3
"""After so many people a skipped frame goes to the project's managers, whatever the rule."""
NEW_AUTHOR_DOUBT = 0.5
"""How likely work is returned of somebody of whom little was looked at yet."""
PRIOR = 4
"""How many frames that first guess weighs."""


class ReviewPolicy(Record):
    """Which submitted frames a reviewer is handed, who may review, and what becomes of skipped ones.

    Attributes:
        rule: All, a share, those that differ much from the model, or by the author's record.
        share: How much is looked at by `share`; by `author` the least of anybody's.
        differs: From which difference to the champion's predictions a frame is looked at.
        own: Whether people may be handed their own work.
        skipped: What becomes of skipped frames: nothing, somebody else gets them, or the managers decide.
    """

    rule: ReviewRule = "all"
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.2
    differs: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.2
    own: bool = False
    skipped: SkipRule = "dropped"


class Mark(Record):
    """A stage that a frame came to, by whom and why."""

    stage: Stage
    actor: Actor
    at: datetime
    comment: str | None = None


class WorkItem(Record):
    """One frame in the work; the id is the frame's.

    `author` did the work, `assignee` is who should do it, `reviewer` looked at it last. `to_review` says
    whether a reviewer is handed it, `why` gives the reason.
    """

    id: str
    project_id: str
    asset_id: str
    name: str
    name_key: str
    stage: Stage = "open"
    author: Actor | None = None
    assignee: Actor | None = None
    reviewer: Actor | None = None
    to_review: bool = False
    why: str | None = None
    priority: Priority = NORMAL
    due: datetime = UNDUE
    batch: str | None = None
    returns: int = 0
    judged: bool = False
    """Whether a second person ever said something of it."""
    held_by: Actor | None = None
    held_until: datetime = NEVER
    skipped_by: list[str] = Field(default_factory=list)
    changed_at: datetime
    history: list[Mark] = Field(default_factory=list)


class WorkView(Record):
    """A frame in the work, as the interface shows it; `due` is None for what has no due time."""

    frame_id: str
    project_id: str
    asset_id: str
    name: str
    stage: Stage
    author: Actor | None
    assignee: Actor | None
    reviewer: Actor | None
    to_review: bool
    why: str | None
    priority: int
    due: datetime | None
    batch: str | None
    returns: int
    changed_at: datetime
    history: list[Mark]


class Look(Record):
    """Whether a submitted frame is handed to a reviewer, and why or why not."""

    wanted: bool
    why: str


def view_work(item: WorkItem) -> WorkView:
    """Show a frame in the work."""
    shown = item.model_dump(include=set(WorkView.model_fields) - {"frame_id", "due"})
    return WorkView(**shown, frame_id=item.id, due=None if item.due >= UNDUE else item.due)


def reason_given(item: WorkItem) -> str:
    """Say why a frame that was given to somebody comes next."""
    if item.stage == "returned":
        name = item.reviewer.name if item.reviewer else "a reviewer"
        return f"Returned by {name}"
    if item.due < UNDUE:
        return f"Given to you, due {item.due:%d %b %H:%M} UTC"
    return "Given to you"


def name_key(name: str) -> str:
    """Return what a name is searched and sorted by."""
    return name.casefold()[:200]


def marked(item: WorkItem, mark: Mark) -> list[Mark]:
    """Return an item's history with a mark more, the oldest ones forgotten."""
    return [*item.history, mark][-MARKS_KEPT:]


def decide_look(
    policy: ReviewPolicy, frame_id: str, *, difference: float | None, returned: int, judged: int
) -> Look:
    """Say whether a reviewer is handed a submitted frame.

    Args:
        policy: The project's.
        frame_id: Decides by its hash: the same frame is always drawn, or never.
        difference: From 0 to 1, how much the work differs from the model's; None where no model spoke.
        returned: How many of the author's frames were ever returned …
        judged: … of those that were looked at.
    """
    if policy.rule == "all":
        return Look(wanted=True, why="Everything is reviewed")
    drawn = draw_of(frame_id)
    if policy.rule == "share":
        wanted = drawn < policy.share
        return Look(
            wanted=wanted, why=f"One of the {policy.share:.0%} that are drawn" if wanted else "Not drawn"
        )
    if policy.rule == "disagreement":
        if difference is None:
            return Look(wanted=True, why="No model has seen it")
        wanted = difference >= policy.differs
        words = f"{difference:.0%} other than the model"
        return Look(wanted=wanted, why=words)
    share = author_share(policy.share, returned=returned, judged=judged)
    words = f"{returned} of {judged} returned so far" if judged else "The author is new"
    return Look(wanted=drawn < share, why=f"{words}: {share:.0%} is looked at")


def author_share(least: float, *, returned: int, judged: int) -> float:
    """Return how much of a person's work is looked at: twice the share that comes back, or `least`."""
    doubt = (returned + PRIOR * NEW_AUTHOR_DOUBT) / (judged + PRIOR)
    return round(min(1.0, max(least, 2 * doubt)), 4)


def draw_of(frame_id: str) -> float:
    """Return a number from 0 up to 1 that belongs to a frame for ever."""
    hashed = hashlib.blake2b(b"review:" + frame_id.encode(), digest_size=6).digest()
    return int.from_bytes(hashed, "big") / 2**48


def share_in_turn(count: int, loads: dict[str, int], *, by_load: bool) -> list[str]:
    """Return who gets each of some frames: each in turn, or whoever has least to do.

    Args:
        count: How many frames there are.
        loads: How many frames each person has to do already, in the order of the people.
        by_load: Give to whoever has least.
    """
    people, now = list(loads), dict(loads)
    given: list[str] = []
    for number in range(count):
        chosen = min(people, key=lambda person: now[person]) if by_load else people[number % len(people)]
        now[chosen] += 1
        given.append(chosen)
    return given


STAGE_OF: dict[Verdict, Stage] = {
    "submitted": "submitted",
    "skipped": "skipped",
    "approved": "approved",
    "returned": "returned",
}
