"""Hand out the next submitted frame to a reviewer: none twice, and seldom one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.project import Project
from annotations.domain.record import Record, utc_now
from annotations.domain.work import WorkItem
from annotations.store import assets, work

REMEMBERED = timedelta(hours=24)
"""For how long what came back corrected waits for the reviewer who returned it."""
NONE_WAITS = "Nothing waits for review: all that was handed in is looked at, or is your own work."


class ReviewDraw(Record):
    """A submitted frame in a reviewer's hands, or why there is none."""

    frame: Frame | None
    item: WorkItem | None
    reason: str


def next_review(
    *, project: Project, actor: Actor, after: str | None = None, clock: Callable[[], datetime] = utc_now
) -> ReviewDraw:
    """Hand out a submitted frame: first what the reviewer returned before, then the most urgent.

    Args:
        project: Its policy says whether one may review one's own work, and how long a lease is.
        actor: Who asks; what they hold already they get again.
        after: The frame one has now, which is not handed out again.
        clock: What time it is.
    """
    at = clock()
    until = at + timedelta(minutes=project.queue.lease_minutes)
    held = [item for item in work.list_held(project.id, actor.id, at=at) if item.id != after]
    tries: list[dict[str, Any]] = [{"_id": item.id} for item in held[:1]]
    tries += [
        {"reviewer.id": actor.id},
        {"reviewer": None},
        {"changed_at": {"$lte": at - REMEMBERED}},
        # Nobody should wait for somebody who is away while a reviewer has nothing to do.
        {},
    ]
    left_out = [after] if after else []
    for among in tries:
        item = work.claim_review(
            project.id, actor, at=at, until=until, own=project.review.own, left_out=left_out, among=among
        )
        frame = assets.find_frame(item.id) if item is not None else None
        if item is not None and frame is not None:
            return ReviewDraw(frame=frame, item=item, reason=item.why or "Waits for review")
    return ReviewDraw(frame=None, item=None, reason=NONE_WAITS)
