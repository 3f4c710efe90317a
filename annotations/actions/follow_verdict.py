"""What a verdict does to a frame's way through the work: whose it is next, and who is told."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.actions.rate_frame import rate_again
from annotations.actions.tell_person import tell_people
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.project import Project, Role
from annotations.domain.review import Review
from annotations.domain.work import (
    MOST_SKIPPERS,
    NEVER,
    STAGE_OF,
    Mark,
    WorkItem,
    decide_look,
    marked,
    name_key,
)
from annotations.store import assets, corrections, projects, work
from annotations.store.client import Session

MANAGERS: frozenset[Role] = frozenset({"manager"})


@dataclass(frozen=True)
class Followed:
    """The frame's item after a verdict, and whether the frame waits for somebody else again."""

    item: WorkItem
    waits_again: bool


def follow_verdict(
    frame: Frame, project: Project, review: Review, *, difference: float | None, session: Session
) -> Followed:
    """Move a frame on by a verdict, and tell whom it concerns.

    Args:
        frame: As it is after the verdict was numbered.
        project: Its policy says who looks at what, and what becomes of skipped frames.
        review: The verdict.
        difference: How much the work differs from the model's; None where no model spoke or nobody asks.
        session: The transaction of the verdict.
    """
    before = work.find_item(frame.id, session=session) or _first(frame, review, session)
    mark = Mark(
        stage=STAGE_OF[review.verdict], actor=review.actor, at=review.created_at, comment=review.comment
    )
    item = before.model_copy(
        update={
            "stage": mark.stage,
            "to_review": False,
            "held_by": None,
            "held_until": NEVER,
            "changed_at": mark.at,
            "history": marked(before, mark),
        }
    )
    waits_again = False
    if review.verdict == "submitted":
        item = _submitted(item, project, review.actor, difference, session)
    elif review.verdict == "skipped":
        item, waits_again = _skipped(item, frame, project, review, session)
    else:
        item = _judged(item, frame, review, session)
    work.keep_item(item, session=session)
    return Followed(item, waits_again)


def begin_item(frame_id: str, name: str, asset_id: str, project_id: str, mark: Mark) -> WorkItem:
    """Return the item of a frame with which somebody begins."""
    return WorkItem(
        id=frame_id,
        project_id=project_id,
        asset_id=asset_id,
        name=name,
        name_key=name_key(name),
        stage=mark.stage,
        author=mark.actor,
        changed_at=mark.at,
        history=[mark],
    )


def _first(frame: Frame, review: Review, session: Session) -> WorkItem:
    asset = assets.find_asset(frame.asset_id, session=session)
    name = asset.name if asset else ""
    return WorkItem(
        id=frame.id,
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        name=name,
        name_key=name_key(name),
        changed_at=review.created_at,
    )


def _submitted(
    item: WorkItem, project: Project, actor: Actor, difference: float | None, session: Session
) -> WorkItem:
    if item.judged and item.reviewer is not None:
        # It came back corrected: whoever returned it looks at it, whatever the rule draws.
        return item.model_copy(
            update={"author": actor, "to_review": True, "why": f"Returned by {item.reviewer.name} before"}
        )
    returned, judged = (
        work.read_record(project.id, actor.id, session=session) if project.review.rule == "author" else (0, 0)
    )
    look = decide_look(project.review, item.id, difference=difference, returned=returned, judged=judged)
    return item.model_copy(update={"author": actor, "to_review": look.wanted, "why": look.why})


def _judged(item: WorkItem, frame: Frame, review: Review, session: Session) -> WorkItem:
    author = item.author
    if author is None:
        people = corrections.list_people([frame.id]).get(frame.id, [])
        others = [person for person in people if person.kind == "person" and person.id != review.actor.id]
        author = others[-1] if others else None
    changes: dict[str, object] = {"author": author, "reviewer": review.actor, "why": None}
    if author is not None and author.id != review.actor.id:
        changes["judged"] = True
    if review.verdict == "returned":
        changes |= {"assignee": author or item.assignee, "returns": item.returns + 1}
    if author is not None:
        tell_people(
            [author.id],
            "returned" if review.verdict == "returned" else "approved",
            project_id=frame.project_id,
            actor=review.actor,
            at=review.created_at,
            asset_id=frame.asset_id,
            frame_id=frame.id,
            text=review.comment or item.name,
            session=session,
        )
    return item.model_copy(update=changes)


def _skipped(
    item: WorkItem, frame: Frame, project: Project, review: Review, session: Session
) -> tuple[WorkItem, bool]:
    actor = review.actor
    skippers = [*dict.fromkeys([*item.skipped_by, actor.id])]
    item = item.model_copy(update={"skipped_by": skippers})
    rule = project.review.skipped
    if rule == "dropped":
        return item, False
    if rule == "others" and len(skippers) < MOST_SKIPPERS and frame.is_handed_out:
        return item.model_copy(update={"stage": "open", "assignee": None}), True
    managers = [member.user_id for member in projects.list_members(project.id) if member.role in MANAGERS]
    tell_people(
        managers,
        "skipped",
        project_id=frame.project_id,
        actor=actor,
        at=review.created_at,
        asset_id=frame.asset_id,
        frame_id=frame.id,
        text=f"{item.name}: {review.comment}" if review.comment else item.name,
        session=session,
    )
    return item.model_copy(update={"assignee": None}), False


def wait_again(frame: Frame, *, session: Session) -> None:
    """Let a frame wait for anybody again, as if nobody had touched it."""
    waiting = rate_again(frame.model_copy(update={"parked": False}), session=session)
    assets.set_waiting_again(frame.id, waiting, session=session)
