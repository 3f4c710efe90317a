"""Record how far a frame is: submitted or skipped by its annotator, approved or returned by a reviewer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.asset import Frame, Verdict
from annotations.domain.attribute import missing_attributes
from annotations.domain.ids import new_id
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.review import Review
from annotations.errors import AttributesMissing, InputInvalid, NotFound
from annotations.store import annotations as objects
from annotations.store import assets, reviews
from annotations.store.client import Session, transaction

OWN_VERDICTS: frozenset[Verdict] = frozenset({"submitted", "skipped"})
"""What everybody who may annotate may say of a frame; the rest is for reviewers."""

FINISHED: frozenset[Verdict] = frozenset({"submitted", "approved"})
"""What may only be said of a frame on which nothing required is missing."""


def review_frame(
    *,
    frame: Frame,
    project: Project,
    verdict: Verdict,
    comment: str | None,
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Review:
    """Record a verdict on a frame.

    Raises:
        InputInvalid: a frame is skipped without a reason.
        AttributesMissing: objects lack required answers; `fields` names each as
            `annotations.ID.attributes.NAME`.
        NotFound: the frame is gone.
    """
    if verdict == "skipped" and not (comment and comment.strip()):
        message = "Say why you skip this picture."
        raise InputInvalid(message, {"comment": "a skip needs its reason"})

    def work(session: Session) -> Review:
        # Advanced first: a correction that comes meanwhile collides with this write, and the work repeats.
        advanced = assets.advance_frame(frame.id, 1, session=session)
        if advanced is None:
            message = "The frame is gone."
            raise NotFound(message)
        if verdict in FINISHED:
            _refuse_gaps(frame, project, session)
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


def _refuse_gaps(frame: Frame, project: Project, session: Session) -> None:
    asking = {label.name: label for label in project.labels if any(ask.required for ask in label.attributes)}
    if not asking:
        return
    gaps = {
        f"annotations.{found.id}.attributes.{name}": "required"
        for found in objects.list_annotations(frame.id, session=session)
        if found.label in asking
        for name in missing_attributes(asking[found.label].attributes, found.attributes)
    }
    if gaps:
        count = len({place.split(".", 2)[1] for place in gaps})
        noun = "object lacks" if count == 1 else "objects lack"
        message = f"{count} {noun} a required attribute. Fill them in, then submit."
        raise AttributesMissing(message, gaps)
