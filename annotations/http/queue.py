"""The next frame, and whose hands frames are in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_frame, access_project
from annotations.actions.next_frame import give_back_frame, hold_frame, next_frame
from annotations.domain.actor import Actor
from annotations.domain.ids import AnyId
from annotations.domain.queue import Lease, Strategy
from annotations.domain.record import Record
from annotations.domain.views import FrameView, view_frame
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from annotations.queries.preview_queue import COUNTED, QueuedFrame, preview_queue

router = Router(tags=["queue"])


class NextBody(Record):
    """By which strategy, the project's mix if none is named, and which frame one has now."""

    strategy: Strategy | None = None
    after: AnyId | None = None


class LeaseView(Record):
    """Whose hands a frame is in, and until when."""

    frame_id: str
    holder: Actor
    until: datetime


class NextAnswer(Record):
    """The next frame and why it is; or none, and why not."""

    frame: FrameView | None
    lease: LeaseView | None
    strategy: Strategy | None
    score: float | None
    reason: str
    independent: bool = False


class ShareView(Record):
    """What part of the draws a strategy gets, and whether it has candidates at present."""

    strategy: Strategy
    share: float
    available: bool


class QueueAnswer(Record):
    """Who comes next, whose hands frames are in, and how many wait: `at_least` says there are more."""

    frames: list[QueuedFrame]
    shares: list[ShareView]
    leases: list[LeaseView]
    waiting: int
    at_least: bool


class GivenBack(Record):
    """Whether one held the frame that is given back."""

    given_back: bool


class Preview(Record):
    """How many of the next frames are shown."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.post("/projects/{project_id}/queue/next", response={200: NextAnswer, 400: ErrorAnswer})
def take_next(request: HttpRequest, project_id: str, body: NextBody) -> HttpResponse:
    """Hand out the next frame that nobody has touched; it is leased to the caller, and to nobody else."""
    account = who(request)
    project = access_project(account, project_id, "annotator")
    drawn = next_frame(project=project, actor=account.as_actor(), strategy=body.strategy, after=body.after)
    return answer(
        NextAnswer(
            frame=view_frame(drawn.frame) if drawn.frame else None,
            lease=_view_lease(drawn.lease) if drawn.lease else None,
            strategy=drawn.lease.strategy if drawn.lease else None,
            score=drawn.lease.score if drawn.lease else None,
            reason=drawn.reason,
            independent=drawn.independent,
        )
    )


@router.get("/projects/{project_id}/queue", response=QueueAnswer)
def preview(request: HttpRequest, project_id: str, page: Query[Preview]) -> HttpResponse:
    """Show who comes next if nothing changes. Nothing is handed out."""
    shown = preview_queue(access_project(who(request), project_id), limit=page.limit)
    return answer(
        QueueAnswer(
            frames=shown.frames,
            shares=[
                ShareView(strategy=name, share=share, available=name in shown.available)
                for name, share in shown.shares.items()
            ],
            leases=[_view_lease(lease) for lease in shown.leases],
            waiting=shown.waiting,
            at_least=shown.waiting == COUNTED,
        )
    )


@router.post("/frames/{frame_id}/lease", response={200: LeaseView, 409: ErrorAnswer})
def hold(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Take the frame one works on, or keep it for longer."""
    account = who(request)
    frame, project = access_frame(account, frame_id, "annotator")
    return answer(_view_lease(hold_frame(frame=frame, project=project, actor=account.as_actor())))


@router.delete("/frames/{frame_id}/lease", response=GivenBack)
def give_back(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Give a frame back, so that others get it. Harmless when one does not hold it."""
    account = who(request)
    frame, _project = access_frame(account, frame_id, "annotator")
    return answer(GivenBack(given_back=give_back_frame(frame=frame, actor=account.as_actor())))


def _view_lease(lease: Lease) -> LeaseView:
    return LeaseView(frame_id=lease.id, holder=lease.holder, until=lease.until)
