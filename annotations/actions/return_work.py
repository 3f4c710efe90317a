"""Let others have what one person has in hand: leases, reviews, and what is not handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from annotations.actions.follow_verdict import wait_again
from annotations.actions.take_seat import leave_seat
from annotations.domain.record import utc_now
from annotations.domain.work import WorkItem
from annotations.store import answers, assets, leases, work
from annotations.store.client import Session, transaction

AT_ONCE = 50
"""Frames of one transaction."""


def return_work(*, project_id: str, person_id: str, clock: Callable[[], datetime] = utc_now) -> int:
    """Free everything that a person holds in a project; repeating it finishes what was cut short.

    What they drew stays on the frames: whoever gets one next goes on with it.

    Returns:
        How many frames wait for somebody else now.
    """
    leases.remove_all(project_id, person_id)
    work.release_reviews(project_id, person_id)
    for answer in answers.list_open(project_id, person_id):
        leave_seat(answer, at=clock())
    freed = 0
    while True:
        items = work.list_unfinished(project_id, person_id, limit=AT_ONCE)
        if not items:
            return freed
        transaction(partial(_free, items, clock()))
        freed += len(items)


def _free(items: Sequence[WorkItem], at: datetime, session: Session) -> None:
    now = work.find_items([item.id for item in items], session=session)
    for item in now.values():
        stage = "open" if item.stage == "in_progress" else item.stage
        nobodys = {"assignee": None, "author": None, "stage": stage, "changed_at": at}
        if item.judged:
            del nobodys["author"]  # what was said of it belongs to their record
        work.keep_item(item.model_copy(update=nobodys), session=session)
        frame = assets.find_frame(item.id, session=session)
        if frame is not None and frame.is_handed_out and frame.waiting is None:
            wait_again(frame, session=session)
