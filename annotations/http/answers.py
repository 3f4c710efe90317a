"""Answering predictions of many frames together, and taking all of it back."""

from __future__ import annotations

from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, StringConstraints, model_validator

from annotations.access import access_project
from annotations.actions.answer_together import AnswerKind, GroupResult, answer_together, undo_together
from annotations.domain.ids import PredictionId
from annotations.domain.name import Name
from annotations.domain.record import Record
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer

GroupId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{8,40}$")]
router = Router(tags=["queue"])


class AnswersBody(Record):
    """Predictions and the one answer to all of them. `group` makes a repeat harmless and names it to undo."""

    group: GroupId
    prediction_ids: Annotated[list[PredictionId], Field(min_length=1, max_length=200)]
    kind: AnswerKind
    label: Name | None = None
    time_spent_ms: Annotated[int, Field(strict=True, ge=0, le=86_400_000)] | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.prediction_ids)) < len(self.prediction_ids):
            raise ValueError("a prediction is answered once")
        return self


class AnswersAnswer(Record):
    """What became of each answer."""

    group: str
    results: list[GroupResult]


@router.post("/projects/{project_id}/answers", response={200: AnswersAnswer, 400: ErrorAnswer})
def answer_all(request: HttpRequest, project_id: str, body: AnswersBody) -> HttpResponse:
    """Answer predictions of many frames at once, each as an ordinary correction of the caller."""
    account = who(request)
    results = answer_together(
        project=access_project(account, project_id, "annotator"),
        group=body.group,
        prediction_ids=body.prediction_ids,
        kind=body.kind,
        label=body.label,
        time_spent_ms=body.time_spent_ms,
        actor=account.as_actor(),
    )
    return answer(AnswersAnswer(group=body.group, results=results))


@router.post("/projects/{project_id}/answers/{group}/undo", response=AnswersAnswer)
def undo_all(request: HttpRequest, project_id: str, group: str) -> HttpResponse:
    """Take a group of one's own answers back; what somebody has changed since stays, and is told."""
    account = who(request)
    project = access_project(account, project_id, "annotator")
    results = undo_together(project=project, group=group, actor=account.as_actor())
    return answer(AnswersAnswer(group=group, results=results))
