"""Pin an issue to a frame, answer it, resolve it or open it again, and take it away or put it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from annotations.actions.tell_person import tell_people
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.ids import new_id
from annotations.domain.issue import MOST_COMMENTS, Comment, Issue, IssueStatus, find_mentions, people_of
from annotations.domain.record import utc_now
from annotations.errors import InputInvalid, NotFound, StateConflict
from annotations.store import annotations as objects
from annotations.store import issues
from annotations.store.client import Session, transaction

GONE = "The issue is gone."


def pin_issue(
    *,
    frame: Frame,
    index: int,
    x: float,
    y: float,
    annotation_id: str | None,
    text: str,
    people: Mapping[str, str],
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Issue:
    """Pin an issue to a point of a frame, perhaps to an object; those it names are told.

    Raises:
        InputInvalid: the point lies outside the picture, there is no such object, or nothing is said.
    """
    said = _checked(text)
    if not (0 <= x <= frame.width and 0 <= y <= frame.height):
        raise InputInvalid("The pin lies outside the picture.", {"x": "outside", "y": "outside"})
    if annotation_id is not None:
        found = objects.find_annotation(annotation_id)
        if found is None or found.asset_id != frame.asset_id:
            raise InputInvalid("There is no such object.", {"annotation_id": "unknown"})
    at = clock()
    first = Comment(id=new_id("cmt"), actor=actor, text=said, mentions=find_mentions(said, people), at=at)
    issue = Issue(
        id=new_id("iss"),
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        frame_id=frame.id,
        index=index,
        x=x,
        y=y,
        annotation_id=annotation_id,
        comments=[first],
        actor=actor,
        text_key=said.casefold()[:200],
        created_at=at,
        changed_at=at,
    )

    def work(session: Session) -> Issue:
        issues.add_issue(issue, session=session)
        _tell(issue, first, [], session)
        return issue

    return transaction(work)


def answer_issue(
    *,
    issue: Issue,
    text: str,
    people: Mapping[str, str],
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Issue:
    """Say something in a thread; those named and those who took part are told.

    Raises:
        InputInvalid: nothing is said.
        StateConflict: the thread is full, or was taken away.
    """
    said = _checked(text)
    comment = Comment(
        id=new_id("cmt"), actor=actor, text=said, mentions=find_mentions(said, people), at=clock()
    )

    def work(session: Session) -> Issue:
        changed = issues.append_comment(issue.id, comment, most=MOST_COMMENTS, session=session)
        if changed is None:
            message = "Nothing can be added to this thread: it is full, or was taken away."
            raise StateConflict(message)
        _tell(changed, comment, [one for one in people_of(changed) if one in people.values()], session)
        return changed

    return transaction(work)


def settle_issue(
    *, issue: Issue, status: IssueStatus, actor: Actor, clock: Callable[[], datetime] = utc_now
) -> Issue:
    """Resolve an issue, or open it again; repeating it changes nothing.

    Raises:
        NotFound: it was taken away.
    """
    if issue.status == status and not issue.removed:
        return issue

    def work(session: Session) -> Issue:
        changed = issues.set_status(issue.id, status, actor=actor, at=clock(), session=session)
        if changed is None:
            raise NotFound(GONE)
        return changed

    return transaction(work)


def remove_issue(*, issue: Issue, removed: bool, clock: Callable[[], datetime] = utc_now) -> Issue:
    """Take an issue away, or put it back."""
    changed = issues.set_removed(issue.id, removed=removed, at=clock())
    if changed is None:
        raise NotFound(GONE)
    return changed


def withdraw_comment(
    *,
    issue: Issue,
    comment_id: str,
    withdrawn: bool,
    actor: Actor,
    clock: Callable[[], datetime] = utc_now,
) -> Issue:
    """Withdraw what one said oneself, or say it again.

    Raises:
        NotFound: the thread has no such comment of this person.
    """

    def work(session: Session) -> Issue:
        now = issues.find_issue(issue.id, session=session)
        mine = (
            [said for said in now.comments if said.id == comment_id and said.actor.id == actor.id]
            if now
            else []
        )
        if now is None or not mine:
            message = "There is no such comment, or it is not yours."
            raise NotFound(message)
        comments = [
            said.model_copy(update={"withdrawn": withdrawn}) if said.id == comment_id else said
            for said in now.comments
        ]
        changed = now.model_copy(update={"comments": comments, "changed_at": clock()})
        issues.keep_issue(changed, session=session)
        return changed

    return transaction(work)


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise InputInvalid("Say what it is about.", {"text": "empty"})
    return said


def _tell(issue: Issue, said: Comment, took_part: list[str], session: Session) -> None:
    tell = partial(
        tell_people,
        project_id=issue.project_id,
        actor=said.actor,
        at=said.at,
        asset_id=issue.asset_id,
        frame_id=issue.frame_id,
        issue_id=issue.id,
        text=said.text,
        session=session,
    )
    tell(said.mentions, "mentioned")
    tell([one for one in took_part if one not in said.mentions], "replied")
