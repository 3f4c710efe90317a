"""Running a model on one frame now, over HTTP."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from annotations.access import access_frame
from annotations.domain.record import Record
from annotations.domain.region import Region
from annotations.domain.views import JobView, view_job
from annotations.hints import send_hint
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from inference.actions.request_prediction import request_prediction

router = Router(tags=["models"])


class PredictionBody(Record):
    """Which version runs, and on which part of the frame; without a region on all of it."""

    model_version_id: Annotated[str, Field(max_length=100)]
    region: Region | None = None


@router.post("/frames/{frame_id}/predictions", response={202: JobView, 400: ErrorAnswer, 409: ErrorAnswer})
def predict(request: HttpRequest, frame_id: str, body: PredictionBody) -> HttpResponse:
    """Run a model version on this frame. Its predictions arrive as an event."""
    frame, _project = access_frame(who(request), frame_id, "annotator")
    job, hint = request_prediction(frame=frame, model_version_id=body.model_version_id, region=body.region)
    if hint is not None:
        send_hint(hint)
    return answer(view_job(job), 202)
