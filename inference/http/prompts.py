"""Masks by pointing, over HTTP."""

from __future__ import annotations

import time
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, FiniteFloat

from annotations.access import access_frame
from annotations.domain.asset import Frame
from annotations.domain.geometry import Box, Mask, Polygon, shape_fault
from annotations.domain.record import Record
from annotations.domain.region import Region
from annotations.errors import InputInvalid, ShapeInvalid
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from inference.actions.prompt_frame import choose_prompt_version, prompt_frame
from inference.prompting.prompt import Prompt

MOST_POINTS = 100
router = Router(tags=["models"])


class PromptPoint(Record):
    """A click on the object, or on something that does not belong to it, in frame pixels."""

    x: FiniteFloat
    y: FiniteFloat
    positive: bool = True


class PromptBody(Record):
    """What a person points at: a box, clicks, or both."""

    box: Region | None = None
    points: Annotated[list[PromptPoint], Field(max_length=MOST_POINTS)] = Field(default_factory=list)
    model_version_id: Annotated[str, Field(max_length=100)] | None = None


class PromptAnswer(Record):
    """The mask found. It is stored nowhere: accepting it is an ordinary correction."""

    shape: Mask
    polygon: Polygon | None
    score: float
    model_version_id: str
    milliseconds: int


@router.post(
    "/frames/{frame_id}/prompts",
    response={200: PromptAnswer, 400: ErrorAnswer, 409: ErrorAnswer, 429: ErrorAnswer, 503: ErrorAnswer},
)
def prompt(request: HttpRequest, frame_id: str, body: PromptBody) -> HttpResponse:
    """Find the object that a box or clicks mean."""
    began = time.perf_counter()
    frame, project = access_frame(who(request), frame_id, "annotator")
    asked = _read(body, frame)
    version = choose_prompt_version(project, body.model_version_id)
    found = prompt_frame(frame=frame, version=version, prompt=asked)
    return answer(
        PromptAnswer(
            shape=found.shape,
            polygon=found.polygon,
            score=found.score,
            model_version_id=found.model_version_id,
            milliseconds=round((time.perf_counter() - began) * 1000),
        )
    )


def _read(body: PromptBody, frame: Frame) -> Prompt:
    if body.box is None and not any(point.positive for point in body.points):
        message = "Point at the object: with a box, or with at least one click on it."
        raise InputInvalid(message, {"box": "missing", "points": "no click on the object"})
    box = body.box
    if box is not None:
        shape = Box(x=box.x, y=box.y, width=box.width, height=box.height)
        if reason := shape_fault(shape, frame.width, frame.height):
            raise ShapeInvalid(f"The box cannot be used: {reason}.", {"box": reason})
    for place, point in enumerate(body.points):
        if not (0 <= point.x <= frame.width and 0 <= point.y <= frame.height):
            reason = f"outside the picture of {frame.width} × {frame.height} pixels"
            raise ShapeInvalid(f"Click {place + 1} lies {reason}.", {f"points.{place}": reason})
    return Prompt(
        (box.x, box.y, box.width, box.height) if box else None,
        tuple((point.x, point.y) for point in body.points if point.positive),
        tuple((point.x, point.y) for point in body.points if not point.positive),
    )
