"""Record a second person's verdict on a frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.asset import Frame, Verdict
from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.domain.review import Review
from annotations.errors import NotFound
from annotations.store import assets, reviews
from annotations.store.client import Session, transaction


def review_frame(
    *,
    frame: Frame,
    verdict: Verdict,
    comment: str | None,
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Review:
    """Approve or return a frame."""

    def work(session: Session) -> Review:
        advanced = assets.advance_frame(frame.id, 1, session=session)
        if advanced is None:
            message = "The frame is gone."
            raise NotFound(message)
        review = Review(
            id=new_id("rev"),
            project_id=frame.project_id,
            asset_id=frame.asset_id,
            frame_id=frame.id,
            frame_seq=advanced.seq,
            verdict=verdict,
            comment=comment,
            actor=actor,
            created_at=clock(),
        )
        reviews.append_review(review, session=session)
        assets.set_reviewed(frame.asset_id, verdict, session=session)
        return review

    return transaction(work)
