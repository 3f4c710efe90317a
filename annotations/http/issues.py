"""Issues pinned to frames, and what is said of them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import RANKS, access_frame, access_issue, access_project, role_in
from annotations.actions.discuss import (
    answer_issue,
    pin_issue,
    remove_issue,
    settle_issue,
    withdraw_comment,
)
from annotations.domain.ids import AnnotationId
from annotations.domain.issue import MOST_TEXT, IssueStatus, IssueView, view_issue
from annotations.domain.record import Record
from annotations.errors import Forbidden
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.people import people_named
from annotations.http.render import answer
from annotations.store import issues

router = Router(tags=["issues"])
MOST_OF_FRAME = 500
Coordinate = Annotated[float, Field(strict=True, ge=0, le=1_000_000, allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]


class IssueBody(Record):
    """A new pin, in image pixels; `index` says which frame of a video was open."""

    x: Coordinate
    y: Coordinate
    text: Text
    annotation_id: AnnotationId | None = None
    index: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class CommentBody(Record):
    """Something said in a thread."""

    text: Text


class IssueChange(Record):
    """What of a pin is to be otherwise."""

    status: IssueStatus | None = None
    removed: bool | None = None


class CommentChange(Record):
    """Whether one's own comment is withdrawn."""

    withdrawn: bool


class IssuesPage(Page):
    """A stretch of a project's pins, perhaps of one status; `q` is how their text begins."""

    status: IssueStatus | None = None
    q: Annotated[str, Field(max_length=200)] | None = None


class IssuesAnswer(Record):
    """Pins and the cursor of the next page."""

    issues: list[IssueView]
    next: str | None


@router.get("/frames/{frame_id}/issues", response=IssuesAnswer)
def list_of_frame(request: HttpRequest, frame_id: str) -> HttpResponse:
    """List the pins of a frame's picture, or of all frames of its video."""
    frame, _project = access_frame(who(request), frame_id)
    found = issues.list_issues(frame.asset_id, limit=MOST_OF_FRAME)
    return answer(IssuesAnswer(issues=[view_issue(one) for one in found], next=None))


@router.post("/frames/{frame_id}/issues", response={201: IssueView, 400: ErrorAnswer})
def pin(request: HttpRequest, frame_id: str, body: IssueBody) -> HttpResponse:
    """Pin an issue to a point, perhaps to an object; `@name` tells somebody of the project."""
    account = who(request)
    frame, _project = access_frame(account, frame_id, "annotator")
    made = pin_issue(
        frame=frame,
        index=body.index,
        x=body.x,
        y=body.y,
        annotation_id=body.annotation_id,
        text=body.text,
        people=people_named(frame.project_id),
        actor=account.as_actor(),
    )
    return answer(view_issue(made), 201)


@router.get("/projects/{project_id}/issues", response=IssuesAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[IssuesPage]) -> HttpResponse:
    """List a project's pins, newest first; a search gives them by their text."""
    access_project(who(request), project_id)
    begins = page.q.strip().casefold() if page.q else None
    found = issues.page_issues(
        project_id, status=page.status, begins=begins or None, after=page.after, limit=page.limit
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(IssuesAnswer(issues=[view_issue(one) for one in found], next=following))


@router.patch("/issues/{issue_id}", response={200: IssueView, 403: ErrorAnswer})
def change(request: HttpRequest, issue_id: str, body: IssueChange) -> HttpResponse:
    """Resolve a pin or open it again; take it away or put it back (its author, or a manager)."""
    account = who(request)
    issue, _project = access_issue(account, issue_id, "annotator")
    if body.removed is not None and body.removed != issue.removed:
        rank = RANKS[role_in(account, issue.project_id) or "guest"]
        if issue.actor.id != account.id and rank < RANKS["manager"]:
            message = "Only who pinned an issue, or a manager, can take it away. Resolve it instead."
            raise Forbidden(message)
        issue = remove_issue(issue=issue, removed=body.removed)
    if body.status is not None:
        issue = settle_issue(issue=issue, status=body.status, actor=account.as_actor())
    return answer(view_issue(issue))


@router.post("/issues/{issue_id}/comments", response={201: IssueView, 400: ErrorAnswer, 409: ErrorAnswer})
def comment(request: HttpRequest, issue_id: str, body: CommentBody) -> HttpResponse:
    """Answer in a thread; those who took part and those named are told."""
    account = who(request)
    issue, _project = access_issue(account, issue_id, "annotator")
    people = people_named(issue.project_id)
    return answer(
        view_issue(answer_issue(issue=issue, text=body.text, people=people, actor=account.as_actor())), 201
    )


@router.patch("/issues/{issue_id}/comments/{comment_id}", response={200: IssueView, 404: ErrorAnswer})
def change_comment(request: HttpRequest, issue_id: str, comment_id: str, body: CommentChange) -> HttpResponse:
    """Withdraw one's own comment, or say it again."""
    account = who(request)
    issue, _project = access_issue(account, issue_id, "annotator")
    changed = withdraw_comment(
        issue=issue, comment_id=comment_id, withdrawn=body.withdrawn, actor=account.as_actor()
    )
    return answer(view_issue(changed))
