"""Running a model on one frame now, over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from annotations.access import access_asset, access_frame
from annotations.domain.record import Record
from annotations.domain.region import Region
from annotations.domain.views import JobView, view_job
from annotations.hints import send_hint
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from inference.actions.request_link import request_link
from inference.actions.request_prediction import request_prediction
from inference.actions.request_scan import request_scan

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


class ScanBody(Record):
    """Which version runs, the champion if none is named, and over which frames of a video."""

    model_version_id: Annotated[str, Field(max_length=100)] | None = None
    frames: Literal["keys", "every"]
    step: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1
    first: Annotated[int, Field(strict=True, ge=0)] = 0
    last: Annotated[int, Field(strict=True, ge=0)] | None = None


@router.post("/assets/{asset_id}/predictions", response={202: JobView, 400: ErrorAnswer, 409: ErrorAnswer})
def scan(request: HttpRequest, asset_id: str, body: ScanBody) -> HttpResponse:
    """Run a model version over frames of this video. Its predictions arrive as events, part by part."""
    asset, project = access_asset(who(request), asset_id, "annotator")
    job, hint = request_scan(
        asset=asset,
        project=project,
        model_version_id=body.model_version_id,
        frames=body.frames,
        step=body.step,
        first=body.first,
        last=body.last,
    )
    if hint is not None:
        send_hint(hint)
    return answer(view_job(job), 202)


class LinkBody(Record):
    """Whose predictions are linked: those of a version, the champion's if none is named."""

    model_version_id: Annotated[str, Field(max_length=100)] | None = None


@router.post("/assets/{asset_id}/links", response={202: JobView, 400: ErrorAnswer, 409: ErrorAnswer})
def link(request: HttpRequest, asset_id: str, body: LinkBody) -> HttpResponse:
    """Link a version's predictions on this video into proposed tracks. They arrive as its reel's event."""
    asset, project = access_asset(who(request), asset_id, "annotator")
    job, hint = request_link(asset=asset, project=project, model_version_id=body.model_version_id)
    if hint is not None:
        send_hint(hint)
    return answer(view_job(job), 202)
