"""Work: how far frames are, whose they are, and what waits for review."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from annotations.access import access_frame, access_project
from annotations.actions.assign_work import Assigned, Given, Rule, assign_work, leave_out_away, share_work
from annotations.actions.next_review import next_review
from annotations.domain.ids import AnyId
from annotations.domain.prediction import Prediction
from annotations.domain.record import Record, utc_now
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.domain.views import AnnotationView, FrameView, view_annotation, view_frame
from annotations.domain.work import NORMAL, TO_DO, Priority, Stage, WorkView, name_key, view_work
from annotations.errors import InputInvalid
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.people import people_who_may
from annotations.http.render import answer
from annotations.queries.difference import read_versions
from annotations.store import issues, work
from annotations.store.work import WorkSort

router = Router(tags=["work"])
MOST_COUNTED = 1_000
MOST_GIVEN = 500
FEEDBACK = 10


class Batch(Record):
    """Pictures that were given under one name, by stage."""

    name: str
    pictures: int
    stages: dict[Stage, int]


class BatchesAnswer(Record):
    """The batches of a project by name, and the cursor of the next page."""

    batches: list[Batch]
    next: str | None


class NextReviewBody(Record):
    """Which frame one has now."""

    after: AnyId | None = None


class NextReviewAnswer(Record):
    """The next submitted frame and why it is looked at; or none, and why not."""

    frame: FrameView | None
    work: WorkView | None
    reason: str
    waiting: int


class ReviewGivenBack(Record):
    """Whether one held the frame that is given back."""

    given_back: bool


class FrameWork(Record):
    """How far a frame is, and how many of its issues are open; `work` is None before anybody began."""

    work: WorkView | None
    open_issues: int


class VersionsAnswer(Record):
    """One frame three times: as the model said, as it was handed in last, as it is now."""

    model_version_id: str | None
    model: list[Prediction]
    submitted_seq: int | None
    submitted: list[AnnotationView] | None
    now: list[AnnotationView]


class WorkPage(Page):
    """A stretch of the work: `whose` is a person's id or `me`; `q` is how the names begin.

    The stage `to_do` means all in which a frame is its annotator's.
    """

    stage: Stage | Literal["to_do"] | None = None
    whose: Annotated[str, Field(max_length=40)] | None = None
    sort: WorkSort = "urgent"
    q: Annotated[str, Field(max_length=200)] | None = None
    batch: Annotated[str, Field(max_length=100)] | None = None


class WorkAnswer(Record):
    """Frames in the work and the cursor of the next page."""

    work: list[WorkView]
    next: str | None


class MyWorkAnswer(Record):
    """A person's work in a project: how far, how much is overdue, and what was said of it of late."""

    stages: dict[Stage, int]
    to_do: int
    overdue: int
    returned_share: float | None
    judged: int
    to_review: int
    feedback: list[WorkView]


class AssignBody(Record):
    """Give assets, or the next ones that wait, to people; to nobody where none is named."""

    asset_ids: Annotated[list[AnyId], Field(min_length=1, max_length=MOST_GIVEN)] | None = None
    waiting: Annotated[int, Field(strict=True, ge=1, le=MOST_GIVEN)] | None = None
    to: Annotated[list[AnyId], Field(max_length=100)] = Field(default_factory=list)
    rule: Rule = "turn"
    priority: Priority = NORMAL
    due: AwareDatetime | None = None
    batch: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class RestoreBody(Record):
    """Whose each asset is to be: what an assignment answered as `before`."""

    before: Annotated[list[Given], Field(min_length=1, max_length=MOST_GIVEN)]


class HandOverBody(Record):
    """From whom to whom all that is still to be done goes."""

    of: AnyId
    to: AnyId


@router.post("/projects/{project_id}/reviews/next", response={200: NextReviewAnswer, 400: ErrorAnswer})
def take_review(request: HttpRequest, project_id: str, body: NextReviewBody) -> HttpResponse:
    """Hand out the next submitted frame; for a while it is the caller's, and nobody else's."""
    account = who(request)
    project = access_project(account, project_id, "reviewer")
    drawn = next_review(project=project, actor=account.as_actor(), after=body.after)
    return answer(
        NextReviewAnswer(
            frame=view_frame(drawn.frame) if drawn.frame else None,
            work=view_work(drawn.item) if drawn.item else None,
            reason=drawn.reason,
            waiting=work.count_to_review(project.id, limit=MOST_COUNTED),
        )
    )


@router.delete("/frames/{frame_id}/review", response=ReviewGivenBack)
def give_review_back(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Let other reviewers have a frame that one was handed. Harmless when one does not hold it."""
    account = who(request)
    frame, _project = access_frame(account, frame_id, "reviewer")
    return answer(ReviewGivenBack(given_back=work.release_review(frame.id, account.id)))


@router.get("/frames/{frame_id}/work", response=FrameWork)
def of_frame(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Return how far a frame is and its small history; a frame of a video is as far as the video."""
    frame, _project = access_frame(who(request), frame_id)
    judged = video_frame_id(frame.asset_id, REEL_INDEX) if frame.timestamp is not None else frame.id
    item = work.find_item(judged)
    return answer(
        FrameWork(work=view_work(item) if item else None, open_issues=issues.count_open(frame.asset_id))
    )


@router.get("/frames/{frame_id}/versions", response=VersionsAnswer)
def versions(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Return a frame as the model said, as it was handed in last, and as it is now."""
    frame, project = access_frame(who(request), frame_id)
    read = read_versions(frame, project)
    shown = [one for one in map(view_annotation, read.now) if one is not None]
    before = None
    if read.submitted is not None:
        before = [one for one in map(view_annotation, read.submitted) if one is not None]
    return answer(
        VersionsAnswer(
            model_version_id=read.model_version_id,
            model=read.model,
            submitted_seq=read.submitted_seq,
            submitted=before,
            now=shown,
        )
    )


@router.get("/projects/{project_id}/work", response=WorkAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[WorkPage]) -> HttpResponse:
    """List the work of a project, the most urgent first; a search by name sorts by name."""
    account = who(request)
    access_project(account, project_id)
    found = work.page_work(
        project_id,
        sort=page.sort,
        limit=page.limit,
        after=page.after,
        stage=page.stage,
        person_id=account.id if page.whose == "me" else page.whose,
        begins=name_key(page.q.strip()) if page.q and page.q.strip() else None,
        batch=page.batch or None,
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(WorkAnswer(work=[view_work(item) for item in found], next=following))


@router.get("/projects/{project_id}/batches", response=BatchesAnswer)
def batches(request: HttpRequest, project_id: str, page: Query[Page]) -> HttpResponse:
    """List the batches of a project by name, and how far each is."""
    access_project(who(request), project_id)
    counted = work.count_batches(project_id, after=page.after, limit=page.limit)
    found = [
        Batch(name=name, pictures=sum(stages.values()), stages=stages) for name, stages in counted.items()
    ]
    return answer(BatchesAnswer(batches=found, next=found[-1].name if len(found) == page.limit else None))


@router.get("/projects/{project_id}/work/mine", response=MyWorkAnswer)
def mine(request: HttpRequest, project_id: str) -> HttpResponse:
    """Return how far one is with one's own work, and what was said of it of late."""
    account = who(request)
    access_project(account, project_id)
    stages = work.count_stages(project_id, account.id)
    returned, judged = work.read_record(project_id, account.id)
    return answer(
        MyWorkAnswer(
            stages=stages,
            to_do=sum(count for stage, count in stages.items() if stage in TO_DO),
            overdue=work.count_overdue(project_id, account.id, at=utc_now()),
            returned_share=round(returned / judged, 4) if judged else None,
            judged=judged,
            to_review=work.count_to_review(project_id, limit=MOST_COUNTED),
            feedback=[view_work(item) for item in work.list_judged(project_id, account.id, limit=FEEDBACK)],
        )
    )


@router.post("/projects/{project_id}/assignments", response={200: Assigned, 400: ErrorAnswer})
def assign(request: HttpRequest, project_id: str, body: AssignBody) -> HttpResponse:
    """Give work to people, by hand or by rule; what it answers as `before` undoes it."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    if (body.asset_ids is None) == (body.waiting is None):
        message = "Name assets, or say how many of the waiting ones."
        raise InputInvalid(message, {"asset_ids": "either these or waiting"})
    chosen = body.asset_ids
    if chosen is None:
        chosen = work.list_open_assets(project.id, limit=body.waiting or 0)
    there, away = leave_out_away(body.to, due=body.due)
    wanted = share_work(
        project=project,
        asset_ids=chosen,
        people=there,
        rule=body.rule,
        priority=body.priority,
        due=body.due,
        batch=body.batch,
    )
    people = people_who_may(project.id, "annotator")
    done = assign_work(project=project, wanted=wanted, people=people, actor=account.as_actor())
    return answer(done.model_copy(update={"away": away}))


@router.post("/projects/{project_id}/assignments/restore", response={200: Assigned, 400: ErrorAnswer})
def restore(request: HttpRequest, project_id: str, body: RestoreBody) -> HttpResponse:
    """Make everything as it was before an assignment: its undo."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    people = people_who_may(project.id, "annotator")
    return answer(assign_work(project=project, wanted=body.before, people=people, actor=account.as_actor()))


@router.post("/projects/{project_id}/assignments/hand-over", response={200: Assigned, 400: ErrorAnswer})
def hand_over(request: HttpRequest, project_id: str, body: HandOverBody) -> HttpResponse:
    """Give up to 500 frames that somebody still has to do to somebody else, as urgent as they are."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    found = work.list_to_do(project.id, body.of, limit=MOST_GIVEN)
    wanted = [
        Given(
            asset_id=item.asset_id,
            assignee_id=body.to,
            priority=item.priority,
            due=view_work(item).due,
            batch=item.batch,
        )
        for item in found
    ]
    people = people_who_may(project.id, "annotator")
    return answer(assign_work(project=project, wanted=wanted, people=people, actor=account.as_actor()))
