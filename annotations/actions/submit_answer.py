"""Submit or skip one's own answer: it goes to its panel, or is compared with the known truth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from annotations.actions.review_frame import refuse_breaches, refuse_gaps, refuse_silent_skip
from annotations.actions.take_seat import change_panel
from annotations.domain.actor import Actor
from annotations.domain.answer import Answer
from annotations.domain.asset import Frame, Verdict
from annotations.domain.ids import new_id
from annotations.domain.panel import Panel, Seat
from annotations.domain.project import Project
from annotations.domain.quality_counts import TruthScore, score_truth
from annotations.domain.record import Record, utc_now
from annotations.domain.review import Review
from annotations.domain.truth import Scored, Truth
from annotations.errors import StateConflict, StoreUnavailable
from annotations.store import answers, quality, truths
from annotations.store.client import Session, transaction


class Submitted(Record):
    """What is told of an answer: its verdict as of any frame, and how it went where the project says so."""

    review: Review
    feedback: TruthScore | None


def submit_answer(
    *,
    answer: Answer,
    frame: Frame,
    project: Project,
    verdict: Verdict,
    comment: str | None,
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Submitted:
    """End an answer. An approval is no more than a submission: a person judges nobody else's work here.

    Raises:
        InputInvalid: it is skipped without a reason.
        AttributesMissing: objects lack required answers.
        StateConflict: it is in already.
    """
    status: Literal["skipped", "submitted"] = "skipped" if verdict == "skipped" else "submitted"
    refuse_silent_skip(status, comment)
    at = clock()

    def work(session: Session) -> Submitted:
        now = answers.find_answer(frame.id, actor.id, session=session)
        if now is None or now.status != "open":
            message = "You have submitted this picture already."
            raise StateConflict(message, {"answer": "submitted"})
        if status == "submitted":
            standing = [made for made in now.objects if not made.removed]
            refuse_gaps(standing, frame, project)
            refuse_breaches(standing, frame, project)
        ended = now.model_copy(update={"status": status, "comment": comment, "ended_at": at})
        if not answers.replace_answer(ended, before=now, session=session):
            message = "The answer changed at this moment. Try again."
            raise StoreUnavailable(message)
        score = None
        if now.purpose == "panel":
            _leave(ended, at, session)
        elif status == "submitted":
            truth = truths.find_truth(frame.id)
            score = _score(ended, truth, project, at, session) if truth else None
        review = Review(
            id=new_id("rev"),
            project_id=frame.project_id,
            asset_id=frame.asset_id,
            frame_id=frame.id,
            frame_seq=now.seq,
            verdict=status,
            comment=comment,
            actor=actor,
            created_at=at,
        )
        return Submitted(review=review, feedback=score if project.quality.truth.feedback else None)

    return transaction(work)


def _leave(ended: Answer, at: datetime, session: Session) -> None:
    """Note at the panel that an answer is in; who skips makes room for another."""
    seat = Seat(person=ended.actor, status=ended.status, until=at)

    def change(panel: Panel) -> Panel:
        return panel.with_seat(seat, at=at)

    if change_panel(ended, change, session=session) is None:
        message = "Others are submitting this picture at this moment. Try again."
        raise StoreUnavailable(message)


def _score(ended: Answer, truth: Truth, project: Project, at: datetime, session: Session) -> TruthScore:
    least = project.quality.panels.overlap
    score, counts = score_truth(ended.drawn(), truth.objects, person_id=ended.actor.id, least=least)
    scored = Scored(
        id=new_id("scr"),
        project_id=project.id,
        asset_id=ended.asset_id,
        frame_id=ended.frame_id,
        person=ended.actor,
        score=score,
        at=at,
    )
    truths.add_score(scored, session=session)
    quality.add_counts(project.id, counts, session=session)
    quality.name_people(project.id, [ended.actor], session=session)
    return score
