"""The gate over HTTP: evaluations, a person's word on them, and blind comparison."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_evaluation, access_project
from annotations.domain.blind import BlindPair, BlindSet, BlindShape, Choice
from annotations.domain.evaluation import Blind, Evaluation, GateVerdict
from annotations.domain.job import JobStatus
from annotations.domain.record import Record
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.lists import AgedPage
from annotations.http.render import answer
from annotations.store import evaluations
from inference.actions.accept_candidate import accept_candidate
from inference.actions.judge_blind import show_pair, vote
from inference.actions.request_evaluation import request_evaluation
from inference.queries.differences import DifferingFrame, read_differences
from inference.store import blind

Id = Annotated[str, Field(min_length=1, max_length=100)]
router = Router(tags=["gate"])


class EvaluationsPage(AgedPage):
    """A stretch of a project's evaluations, perhaps of one candidate or status."""

    candidate_id: Id | None = None
    status: JobStatus | None = None


class EvaluationsAnswer(Record):
    """Evaluations, newest first."""

    evaluations: list[Evaluation]
    next: str | None


class EvaluationBody(Record):
    """Which version is measured beside the champion."""

    candidate_id: Id


class AcceptBody(Record):
    """Why a candidate is let in; needed where the gate does not advise it."""

    reason: Annotated[str, Field(max_length=4_000)] | None = None


class BlindPairView(Record):
    """One frame with two sets of predictions; `number` counts the person's pairs from 1."""

    pair_id: str
    frame_id: str
    asset_id: str
    width: int
    height: int
    a: list[BlindShape]
    b: list[BlindShape]
    number: int
    total: int


class BlindAnswer(Record):
    """What to compare next, or why there is nothing; `wanted` is how many votes the gate waits for."""

    pair: BlindPairView | None
    reason: str | None
    votes: Blind
    wanted: int


class VoteBody(Record):
    """Which side of a pair is better."""

    pair_id: Id
    choice: Choice


class VoteAnswer(Record):
    """What all votes come to, and the verdict with them."""

    votes: Blind
    wanted: int
    verdict: GateVerdict | None


class DifferencesAnswer(Record):
    """The frames on which the two differ most; at most 12."""

    frames: list[DifferingFrame]


NO_REASON = AcceptBody()


@router.get("/projects/{project_id}/evaluations", response=EvaluationsAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[EvaluationsPage]) -> HttpResponse:
    """List what was compared in a project."""
    project = access_project(who(request), project_id)
    found = evaluations.list_evaluations(
        project.id,
        candidate_id=page.candidate_id,
        after=page.after,
        sort=page.sort,
        status=page.status,
        limit=page.limit,
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(EvaluationsAnswer(evaluations=found, next=following))


@router.post(
    "/projects/{project_id}/evaluations", response={201: Evaluation, 400: ErrorAnswer, 409: ErrorAnswer}
)
def evaluate(request: HttpRequest, project_id: str, body: EvaluationBody) -> HttpResponse:
    """Measure a version beside the champion. The verdict arrives as an event."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    row = request_evaluation(project=project, candidate_id=body.candidate_id, actor=account.as_actor())
    return answer(row, 201)


@router.get("/evaluations/{evaluation_id}", response=Evaluation)
def get(request: HttpRequest, evaluation_id: str) -> HttpResponse:
    """Return an evaluation."""
    row, _project = access_evaluation(who(request), evaluation_id)
    return answer(row)


@router.get("/evaluations/{evaluation_id}/differences", response={200: DifferencesAnswer, 409: ErrorAnswer})
def differences(request: HttpRequest, evaluation_id: str) -> HttpResponse:
    """Return what candidate, champion and people say of the frames on which the two differ most."""
    account = who(request)
    row, _project = access_evaluation(account, evaluation_id)
    return answer(DifferencesAnswer(frames=read_differences(row, account.id)))


@router.post(
    "/evaluations/{evaluation_id}/accept", response={200: Evaluation, 400: ErrorAnswer, 409: ErrorAnswer}
)
def accept(request: HttpRequest, evaluation_id: str, body: AcceptBody = NO_REASON) -> HttpResponse:
    """Let the candidate in: as the gate advises, or against it with a written reason."""
    account = who(request)
    row, _project = access_evaluation(account, evaluation_id, "manager")
    reason = (body.reason or "").strip() or None
    return answer(accept_candidate(row, account.as_actor(), reason=reason))


@router.get("/evaluations/{evaluation_id}/blind", response=BlindAnswer)
def next_pair(request: HttpRequest, evaluation_id: str) -> HttpResponse:
    """Return two sets of predictions of one frame, without saying whose they are."""
    account = who(request)
    row, _project = access_evaluation(account, evaluation_id, "annotator")
    shown = show_pair(row, account.as_actor())
    pair = _view(shown.pair, shown.seen, account.id) if shown.pair and shown.seen else None
    return answer(BlindAnswer(pair=pair, reason=shown.reason, votes=row.blind, wanted=row.policy.blind_votes))


@router.post(
    "/evaluations/{evaluation_id}/blind", response={200: VoteAnswer, 400: ErrorAnswer, 409: ErrorAnswer}
)
def vote_on_pair(request: HttpRequest, evaluation_id: str, body: VoteBody) -> HttpResponse:
    """Say which of the two is better; once for each pair."""
    account = who(request)
    row, _project = access_evaluation(account, evaluation_id, "annotator")
    now = vote(row, account.as_actor(), pair_id=body.pair_id, choice=body.choice)
    return answer(VoteAnswer(votes=now.blind, wanted=now.policy.blind_votes, verdict=now.verdict))


def _view(pair: BlindPair, seen: BlindSet, person_id: str) -> BlindPairView:
    first, second = (seen.champion, seen.candidate) if pair.is_swapped else (seen.candidate, seen.champion)
    return BlindPairView(
        pair_id=pair.id,
        frame_id=seen.frame_id,
        asset_id=seen.asset_id,
        width=seen.width,
        height=seen.height,
        a=first,
        b=second,
        number=blind.count_votes(pair.evaluation_id, person_id) + 1,
        total=blind.count_sets(pair.evaluation_id),
    )
