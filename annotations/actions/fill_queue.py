"""Let the frames of a portal from before there was a queue wait too, once."""

from __future__ import annotations

from functools import partial

from annotations.actions.rate_frame import rate_again
from annotations.domain.asset import Frame
from annotations.store import corrections, queue, reviews
from annotations.store.client import Session, transaction


def fill_queue() -> int:
    """Note of every older frame whether somebody has touched it, and how it waits if not; return how many."""
    if queue.is_filled():
        return 0
    count = 0
    for frames in queue.scan_older_frames():
        for frame in frames:
            transaction(partial(_note, frame))
            count += 1
    queue.set_filled()
    return count


def _note(frame: Frame, session: Session) -> None:
    touched = corrections.has_any(frame.id, session=session) or reviews.find_last(frame.id, session=session)
    waiting = None if touched else rate_again(frame, session=session)
    queue.set_waiting(frame.id, waiting, touched=bool(touched), session=session)
