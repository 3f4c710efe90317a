"""Reviews, append-only."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.review import Review
from annotations.store.client import Session
from annotations.store.tables import REVIEWS


def append_review(review: Review, *, session: Session) -> None:
    """Append a verdict."""
    REVIEWS.insert(review, session=session)


def list_reviews(frame_id: str) -> list[Review]:
    """Return a frame's verdicts, newest first."""
    return REVIEWS.page({"frame_id": frame_id}, sort=[("created_at", -1)], limit=100)


def find_last(frame_id: str, *, session: Session) -> Review | None:
    """Return the last verdict on a frame."""
    found = REVIEWS.page({"frame_id": frame_id}, sort=[("frame_seq", -1)], limit=1, session=session)
    return found[0] if found else None


def list_submitted(frame_ids: Sequence[str]) -> dict[str, list[Review]]:
    """Return the hand-ins of frames, by frame."""
    found: dict[str, list[Review]] = {}
    for review in REVIEWS.page({"frame_id": {"$in": list(frame_ids)}, "verdict": "submitted"}):
        found.setdefault(review.frame_id, []).append(review)
    return found
