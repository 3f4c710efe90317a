"""Record how far a frame is: submitted or skipped by its annotator, approved or returned by a reviewer.

A verdict on the reel of a video is one on the video: its tracks, and the objects on single frames of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from annotations.actions.follow_verdict import follow_verdict, wait_again
from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.answer import as_drawn
from annotations.domain.asset import Frame, Verdict
from annotations.domain.attribute import Value, missing_attributes
from annotations.domain.geometry import Track
from annotations.domain.ids import new_id
from annotations.domain.interpolation import place_at
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.review import Review
from annotations.domain.rules import find_breaches
from annotations.domain.video import REEL_INDEX, split_video_frame_id, video_frame_id
from annotations.errors import AttributesMissing, InputInvalid, NotFound, RulesBroken
from annotations.queries.difference import read_difference
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
            `annotations.ID.attributes.NAME`; objects on single frames of a judged video as
            `frames.INDEX.annotations.ID.attributes.NAME`.
        NotFound: the frame is gone.
    """
    refuse_silent_skip(verdict, comment)
    asked = verdict == "submitted" and project.review.rule == "disagreement"
    difference = read_difference(frame, project) if asked else None

    def work(session: Session) -> Review:
        # Advanced first: a correction that comes meanwhile collides with this write, and the work repeats.
        advanced = assets.advance_frame(frame.id, 1, touched=True, session=session)
        if advanced is None:
            message = "The frame is gone."
            raise NotFound(message)
        if verdict in FINISHED:
            _refuse_gaps(frame, project, session)
            if actor.kind == "person" and project.rules.on_submit == "refuse" and frame.index != REEL_INDEX:
                refuse_breaches(objects.list_annotations(frame.id, session=session), frame, project)
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
        followed = follow_verdict(advanced, project, review, difference=difference, session=session)
        if followed.waits_again:
            wait_again(advanced, session=session)
        assets.set_reviewed(frame.asset_id, None if followed.waits_again else verdict, session=session)
        return review

    return transaction(work)


def refuse_silent_skip(verdict: Verdict, comment: str | None) -> None:
    """Refuse to skip a frame without a reason.

    Raises:
        InputInvalid: none is given.
    """
    if verdict == "skipped" and not (comment and comment.strip()):
        message = "Say why you skip this picture."
        raise InputInvalid(message, {"comment": "a skip needs its reason"})


def _refuse_gaps(frame: Frame, project: Project, session: Session) -> None:
    asking = {label.name: label for label in project.labels if any(ask.required for ask in label.attributes)}
    if not asking:
        return
    refuse_gaps(_list_judged(frame, sorted(asking), session), frame, project)


def refuse_gaps(judged: Sequence[Annotation], frame: Frame, project: Project) -> None:
    """Refuse a verdict while objects lack required answers.

    Raises:
        AttributesMissing: they do.
    """
    asking = {label.name: label for label in project.labels if any(ask.required for ask in label.attributes)}
    gaps = {
        f"{_where(found, frame)}annotations.{found.id}.attributes.{name}": "required"
        for found in judged
        if found.label in asking
        for name in missing_attributes(asking[found.label].attributes, _answers(found))
    }
    if gaps:
        count = len({place.rsplit(".attributes.", 1)[0] for place in gaps})
        noun = "object lacks" if count == 1 else "objects lack"
        message = f"{count} {noun} a required attribute. Fill them in, then submit."
        raise AttributesMissing(message, gaps)


def refuse_breaches(judged: Sequence[Annotation], frame: Frame, project: Project) -> None:
    """Refuse a verdict while objects break a rule, where the project wants that.

    Raises:
        RulesBroken: they do.
    """
    if project.rules.on_submit != "refuse" or not project.rules.is_on:
        return
    drawn = [as_drawn(found) for found in judged]
    found = find_breaches(drawn, project.rules, width=frame.width, height=frame.height)
    if found:
        fields = {
            f"annotations.{breach.object_id}.rules.{breach.rule}"
            if breach.object_id
            else f"labels.{breach.label}.rules.{breach.rule}": f"{breach.label}: {breach.message}"
            for breach in found
        }
        first = f"{found[0].label}: {found[0].message}"
        message = f"{first}. Mend it, then submit." if len(found) == 1 else f"{len(found)} rules are broken."
        raise RulesBroken(message, fields)


def _list_judged(frame: Frame, labels: list[str], session: Session) -> list[Annotation]:
    """Return the objects that a verdict on a frame is about: that on a reel is about the whole video."""
    if frame.index != REEL_INDEX:
        return objects.list_annotations(frame.id, session=session)
    return objects.list_labelled(video_frame_id(frame.asset_id, 0), frame.id, labels, session=session)


def _where(found: Annotation, judged: Frame) -> str:
    named = split_video_frame_id(found.frame_id) if found.frame_id != judged.id else None
    return f"frames.{named[1]}." if named else ""


def _answers(found: Annotation) -> dict[str, Value]:
    """Return the answers of an object; those of a track as they are when it comes into the picture."""
    if not isinstance(found.shape, Track):
        return found.attributes
    begins = next((entry.frame for entry in found.shape.keyframes if not entry.outside), None)
    placed = None if begins is None else place_at(found.shape, begins)
    return found.attributes | (placed.attributes if placed else {})
