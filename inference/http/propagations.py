"""The machine's continuations of tracks: ask for one, look at it, stop it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_asset, access_propagation
from annotations.actions.open_propagation import open_propagation
from annotations.domain.geometry import FrameIndex
from annotations.domain.ids import AnnotationId
from annotations.domain.propagation import (
    Direction,
    FrameCount,
    PropagationShort,
    PropagationView,
    view_ghosts,
    view_propagation,
)
from annotations.domain.record import Record
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer
from annotations.store import propagations
from inference.tracking.ghosts import thin_ghosts

MOST_LISTED = 1_000
STOPPED = "It was stopped."
router = Router(tags=["videos"])


class PropagationBody(Record):
    """Which track goes on, from where, over how many frames, and which way.

    It ends where a scene does, unless `past_scenes` asks to go on.
    """

    annotation_id: AnnotationId
    first: FrameIndex
    frames: FrameCount
    direction: Direction = "forward"
    past_scenes: bool = False


class GhostsWanted(Record):
    """Whether ghosts are left out that the others give back within some pixels."""

    tolerance: Annotated[float, Field(ge=0, le=50, allow_inf_nan=False)] | None = None


class PropagationsAnswer(Record):
    """The continuations of a video whose ghosts stand, newest first."""

    propagations: list[PropagationShort]


@router.post(
    "/assets/{asset_id}/propagations", response={202: PropagationView, 400: ErrorAnswer, 409: ErrorAnswer}
)
def start(request: HttpRequest, asset_id: str, body: PropagationBody) -> HttpResponse:
    """Let the machine go on with a track. What it finds arrives as events, step by step."""
    person = who(request)
    asset, _project = access_asset(person, asset_id, "annotator")
    row = open_propagation(
        asset=asset,
        annotation_id=body.annotation_id,
        first=body.first,
        frames=body.frames,
        direction=body.direction,
        past_scenes=body.past_scenes,
        actor=person.as_actor(),
    )
    return answer(view_ghosts(row, []), 202)


@router.get("/assets/{asset_id}/propagations", response=PropagationsAnswer)
def list_standing(request: HttpRequest, asset_id: str) -> HttpResponse:
    """List the continuations of a video that nobody took over or dropped, without their ghosts."""
    asset, _project = access_asset(who(request), asset_id)
    found = propagations.list_standing(asset.id, limit=MOST_LISTED)
    return answer(PropagationsAnswer(propagations=[view_propagation(row) for row in found]))


@router.get("/propagations/{propagation_id}", response=PropagationView)
def get(request: HttpRequest, propagation_id: str, wanted: Query[GhostsWanted]) -> HttpResponse:
    """Return a continuation with its ghosts, all of them or those that are needed."""
    row, _project = access_propagation(who(request), propagation_id)
    ghosts = propagations.list_ghosts(row.id)
    if wanted.tolerance is not None:
        # Where it began there need be no keyframe, so the ghost that follows stays.
        stay = [anchor for anchor in row.anchors if anchor.frame != row.first]
        ghosts = thin_ghosts(ghosts, stay, tolerance=wanted.tolerance)
    return answer(view_ghosts(row, ghosts))


@router.delete("/propagations/{propagation_id}", response=PropagationView)
def stop(request: HttpRequest, propagation_id: str) -> HttpResponse:
    """Stop a continuation, or drop its ghosts; one that is over stays as it is."""
    row, _project = access_propagation(who(request), propagation_id, "annotator")
    stopped = propagations.set_cancelled(row.id, reason=STOPPED)
    now = stopped or propagations.find_propagation(row.id) or row
    return answer(view_ghosts(now, propagations.list_ghosts(row.id)))
