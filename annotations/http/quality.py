"""Quality: figures, panels and their consensus, and frames of known truth."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_frame, access_project
from annotations.actions.mark_truth import mark_truth, unmark_truth
from annotations.actions.merge_panel import Choice, merge_panel, undo_merge
from annotations.domain.actor import Actor
from annotations.domain.consensus import Proposal
from annotations.domain.panel import Panel, PanelStatus, Route, Seat
from annotations.domain.project import Project
from annotations.domain.quality_counts import TruthScore
from annotations.domain.quality_figures import Figures, read_figures
from annotations.domain.record import Record
from annotations.domain.truth import Truth
from annotations.domain.views import FrameView, view_frame
from annotations.errors import NotFound
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer, Page
from annotations.http.render import answer
from annotations.queries.consensus import read_consensus
from annotations.store import answers, assets, panels, quality, truths

router = Router(tags=["quality"])


class QualityAnswer(Record):
    """The figures, how many panels there are by status, and how many frames of known truth."""

    figures: Figures
    panels: dict[PanelStatus, int]
    truths: int


class PanelView(Record):
    """A panel in a list."""

    frame_id: str
    asset_id: str
    asset_name: str
    wanted: int
    seats: list[Seat]
    status: PanelStatus
    route: Route | None
    agreed: int
    objects: int
    mean_iou: float | None
    merged_by: Actor | None
    merged_at: datetime | None
    opened_at: datetime


class PanelsAnswer(Record):
    """Panels and the cursor of the next page."""

    panels: list[PanelView]
    next: str | None


class VoterView(Record):
    """Who says something of a panel's frame."""

    id: str
    name: str
    kind: Literal["person", "model"]
    objects: int


class ConsensusAnswer(Record):
    """A panel with what its voters say, and the objects that come of it."""

    panel: PanelView
    frame: FrameView
    voters: list[VoterView]
    proposals: list[Proposal]
    model_votes: bool


class MergeBody(Record):
    """Which proposals are kept, and whose word of each; without choices all that enough voters say."""

    choices: Annotated[list[Choice], Field(max_length=5_000)] | None = None
    model_votes: bool | None = None
    approve: bool = True


class UnmergeAnswer(Record):
    """The panel after its merge was taken back, and how many objects stayed since somebody changed them."""

    panel: PanelView
    kept: int


class TruthView(Record):
    """A frame of known truth."""

    frame_id: str
    asset_id: str
    asset_name: str
    objects: int
    marked_by: Actor
    marked_at: datetime


class TruthsAnswer(Record):
    """Frames of known truth and the cursor of the next page."""

    truths: list[TruthView]
    next: str | None


class ScoreView(Record):
    """One comparison of an answer with the known truth."""

    id: str
    frame_id: str
    asset_id: str
    asset_name: str
    person: Actor
    score: TruthScore
    at: datetime


class ScoresAnswer(Record):
    """Comparisons and the cursor of the next page."""

    scores: list[ScoreView]
    next: str | None


class Unmarked(Record):
    """Whether the frame was of known truth."""

    unmarked: bool


class PanelsPage(Page):
    """A stretch of a project's panels, perhaps of one status or route."""

    status: PanelStatus | None = None
    route: Route | None = None


class ScoresPage(Page):
    """A stretch of a project's comparisons, perhaps of one person."""

    person: Annotated[str, Field(max_length=100)] | None = None


class ConsensusQuery(Record):
    """Whether the model votes too; by the project's policy if not said."""

    model_votes: bool | None = None


@router.get("/projects/{project_id}/quality", response=QualityAnswer)
def figures(request: HttpRequest, project_id: str) -> HttpResponse:
    """Return how far people agree, with each other and with known truth, and what they accept."""
    project = access_project(who(request), project_id, "reviewer")
    read = read_figures(quality.read_counts(project.id), quality.read_people(project.id))
    counted = panels.count_panels(project.id)
    return answer(
        QualityAnswer.model_validate(
            {"figures": read, "panels": counted, "truths": truths.count_truths(project.id)}
        )
    )


@router.get("/projects/{project_id}/panels", response=PanelsAnswer)
def list_panels(request: HttpRequest, project_id: str, page: Query[PanelsPage]) -> HttpResponse:
    """List the frames that several people label, the newest frames first."""
    project = access_project(who(request), project_id, "reviewer")
    found = panels.page_panels(
        project.id, status=page.status, route=page.route, after=page.after, limit=page.limit
    )
    names = assets.find_names([panel.asset_id for panel in found])
    following = found[-1].id if len(found) == page.limit else None
    return answer(PanelsAnswer(panels=[_view(panel, names) for panel in found], next=following))


@router.get("/frames/{frame_id}/consensus", response=ConsensusAnswer)
def consensus(request: HttpRequest, frame_id: str, page: Query[ConsensusQuery]) -> HttpResponse:
    """Return who said what of a frame, and what comes of it."""
    panel, project = _panel(request, frame_id)
    frame = assets.find_frame(panel.id)
    if frame is None:
        message = "The frame is gone."
        raise NotFound(message)
    model_votes = project.quality.panels.model_votes if page.model_votes is None else page.model_votes
    read = read_consensus(panel, project, model_votes=model_votes)
    voters = [
        VoterView(
            id=voter.id,
            name=voter.name,
            kind="person" if voter.kind == "person" else "model",
            objects=len(voter.drawn),
        )
        for voter in read.voters
    ]
    return answer(
        ConsensusAnswer(
            panel=_view(panel),
            frame=view_frame(frame),
            voters=voters,
            proposals=read.proposals,
            model_votes=model_votes,
        )
    )


@router.post("/frames/{frame_id}/consensus/merge", response={200: PanelView, 409: ErrorAnswer})
def merge(request: HttpRequest, frame_id: str, body: MergeBody) -> HttpResponse:
    """Merge the answers into the frame as corrections of the caller, and approve it."""
    panel, project = _panel(request, frame_id)
    merged = merge_panel(
        panel=panel,
        project=project,
        choices=body.choices,
        actor=who(request).as_actor(),
        model_votes=body.model_votes,
        approve=body.approve,
    )
    return answer(_view(merged))


@router.post("/frames/{frame_id}/consensus/undo", response={200: UnmergeAnswer, 409: ErrorAnswer})
def undo(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Take a merge back; what somebody has changed since stays."""
    panel, project = _panel(request, frame_id)
    undone, kept = undo_merge(panel=panel, project=project, actor=who(request).as_actor())
    return answer(UnmergeAnswer(panel=_view(undone), kept=kept))


@router.put("/frames/{frame_id}/truth", response={200: TruthView, 409: ErrorAnswer})
def mark(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Take an approved frame as known truth, as it is now."""
    account = who(request)
    frame, _project = access_frame(account, frame_id, "reviewer")
    truth = mark_truth(frame=frame, actor=account.as_actor())
    return answer(_view_truth(truth, assets.find_names([truth.asset_id])))


@router.delete("/frames/{frame_id}/truth", response=Unmarked)
def unmark(request: HttpRequest, frame_id: str) -> HttpResponse:
    """Take a frame as known truth no more. Harmless to repeat."""
    frame, _project = access_frame(who(request), frame_id, "reviewer")
    return answer(Unmarked(unmarked=unmark_truth(frame)))


@router.get("/projects/{project_id}/truths", response=TruthsAnswer)
def list_truths(request: HttpRequest, project_id: str, page: Query[Page]) -> HttpResponse:
    """List the frames of known truth, the newest frames first."""
    project = access_project(who(request), project_id, "reviewer")
    found = truths.page_truths(project.id, after=page.after, limit=page.limit)
    names = assets.find_names([truth.asset_id for truth in found])
    following = found[-1].id if len(found) == page.limit else None
    return answer(TruthsAnswer(truths=[_view_truth(truth, names) for truth in found], next=following))


@router.get("/projects/{project_id}/truths/scores", response=ScoresAnswer)
def list_scores(request: HttpRequest, project_id: str, page: Query[ScoresPage]) -> HttpResponse:
    """List how answers compared with known truth, the newest first."""
    project = access_project(who(request), project_id, "reviewer")
    found = truths.page_scores(project.id, person_id=page.person, after=page.after, limit=page.limit)
    names = assets.find_names([scored.asset_id for scored in found])
    following = found[-1].id if len(found) == page.limit else None
    shown = [
        ScoreView(
            id=scored.id,
            frame_id=scored.frame_id,
            asset_id=scored.asset_id,
            asset_name=names.get(scored.asset_id, ""),
            person=scored.person,
            score=scored.score,
            at=scored.at,
        )
        for scored in found
    ]
    return answer(ScoresAnswer(scores=shown, next=following))


def _panel(request: HttpRequest, frame_id: str) -> tuple[Panel, Project]:
    """Return a panel to somebody who may see what others say: not to who still has a voice in it."""
    account = who(request)
    frame, project = access_frame(account, frame_id, "reviewer")
    panel = panels.find_panel(frame.id)
    if panel is None or answers.find_open(frame.id, account.id) is not None:
        message = "There are no answers of several people here, or you are still at your own."
        raise NotFound(message)
    return panel, project


def _view(panel: Panel, names: dict[str, str] | None = None) -> PanelView:
    names = assets.find_names([panel.asset_id]) if names is None else names
    shown = panel.model_dump(include=set(PanelView.model_fields) - {"frame_id", "asset_name"})
    return PanelView(**shown, frame_id=panel.id, asset_name=names.get(panel.asset_id, ""))


def _view_truth(truth: Truth, names: dict[str, str]) -> TruthView:
    return TruthView(
        frame_id=truth.id,
        asset_id=truth.asset_id,
        asset_name=names.get(truth.asset_id, ""),
        objects=len(truth.objects),
        marked_by=truth.marked_by,
        marked_at=truth.marked_at,
    )
