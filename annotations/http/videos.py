"""Videos: what a timeline needs, frames by number, and their pixels in runs."""

from __future__ import annotations

from io import BytesIO
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_asset
from annotations.actions.read_pixels import fitting_side, need_video, read_run
from annotations.domain.record import Record
from annotations.domain.views import FrameView, VideoView, view_frame
from annotations.errors import NotFound, NotReady, RangeInvalid
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.media import serve_made, serve_stored
from annotations.http.render import answer
from annotations.media.tile_pack import write_pack
from annotations.queries.video import read_video
from annotations.store import assets

MOST_PIXELS = 60
router = Router(tags=["videos"])


class PixelsRange(Record):
    """Successive frames, perhaps scaled to a longest side; the next larger one of a few is given."""

    first: Annotated[int, Field(ge=0)] = 0
    count: Annotated[int, Field(ge=1, le=MOST_PIXELS)] = 24
    side: Annotated[int, Field(ge=16, le=40_000)] | None = None


@router.get("/assets/{asset_id}/video", response={200: VideoView, 409: ErrorAnswer})
def get(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Return times, key frames, scenes and the density of predictions of a video."""
    asset, project = access_asset(who(request), asset_id)
    return answer(read_video(need_video(asset), project))


@router.get("/assets/{asset_id}/frames/{index}", response={200: FrameView, 404: ErrorAnswer})
def frame(request: HttpRequest, asset_id: str, index: int) -> HttpResponse:
    """Return a frame by its number in order of presentation, the first one being 0."""
    asset, _project = access_asset(who(request), asset_id)
    found = assets.find_asset_frame(asset, index)
    if found is None:
        message = f"The asset has no frame {index}; its frames are 0 to {asset.frame_count - 1}."
        raise NotFound(message)
    return answer(view_frame(found))


@router.get("/assets/{asset_id}/sprite", response={200: bytes})
def sprite(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Return small pictures of key frames, side by side in one file."""
    asset, _project = access_asset(who(request), asset_id)
    drawn = need_video(asset).video
    if drawn is None or drawn.sprite is None:
        message = "The video has no small pictures yet."
        raise NotReady(message)
    return serve_stored(request, drawn.sprite.name, "image/jpeg")


@router.get("/assets/{asset_id}/pixels", response={200: bytes, 416: ErrorAnswer, 503: ErrorAnswer})
def pixels(request: HttpRequest, asset_id: str, span: Query[PixelsRange]) -> HttpResponse:
    """Return successive frames as a pack of JPEGs; `X-Frames` names the first and the last one in it."""
    asset, _project = access_asset(who(request), asset_id)
    video = need_video(asset).video
    count = video.frame_count if video else 0
    if span.first >= count:
        message = f"The video has no frame {span.first}; its frames are 0 to {count - 1}."
        raise RangeInvalid(message, {"first": f"at most {count - 1}"})
    side = fitting_side(asset, span.side)
    last = min(span.first + span.count, count) - 1
    tag = f'"{asset.sha256}-{span.first}-{last}-{side or "full"}"'

    def make() -> HttpResponse:
        found = read_run(asset, span.first, span.count, side=side)
        run = [found[index] for index in range(span.first, last + 1) if index in found]
        pack = BytesIO()
        write_pack(pack, len(run), run)
        response = HttpResponse(pack.getvalue(), content_type="application/octet-stream")
        response["X-Frames"] = f"{span.first}-{span.first + len(run) - 1}"
        return response

    return serve_made(request, tag, make)
