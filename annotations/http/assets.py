"""Upload, list and show assets."""

from __future__ import annotations

from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from annotations.access import access_asset, access_project
from annotations.actions.steer_job import retry_job
from annotations.actions.upload_asset import upload_asset
from annotations.domain.asset import AssetStatus
from annotations.domain.record import Record
from annotations.domain.views import AssetView, FrameView, view_asset, view_frame
from annotations.errors import NotReady, StateConflict, UploadRefused
from annotations.http.auth import who
from annotations.http.bodies import AssetsAnswer, ErrorAnswer, FramesAnswer, FramesPage
from annotations.http.lists import Search, searched
from annotations.http.media import serve_stored
from annotations.http.render import answer, answer_error
from annotations.store import assets
from annotations.store.assets import AssetSort
from annotations.store.tables import JOBS

router = Router(tags=["assets"])


class AssetsPage(Record):
    """A stretch of a project's assets, perhaps of one status; `q` is how the names begin."""

    after: Annotated[str, Field(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    status: AssetStatus | None = None
    sort: AssetSort = "added"
    q: Search | None = None


@router.post("/projects/{project_id}/assets", response={201: AssetsAnswer, 400: ErrorAnswer})
def upload(request: HttpRequest, project_id: str, file: File[list[UploadedFile]]) -> HttpResponse:
    """Take files in, in the order sent. One bad file has its reason and harms no other."""
    access_project(who(request), project_id, "annotator")
    shown: list[AssetView] = []
    for sent in file:
        asset, duplicate = upload_asset(
            project_id=project_id, name=sent.name or "", source=cast(BinaryIO, sent.file)
        )
        shown.append(view_asset(asset, duplicate=duplicate))
    refused = {entry.name: entry.error.message for entry in shown if entry.error is not None}
    if shown and all(entry.status == "failed" for entry in shown):
        message = next(iter(refused.values()))
        bodies = [entry.model_dump(mode="json") for entry in shown]
        return answer_error(UploadRefused.code, message, 400, refused, assets=bodies)
    return answer(AssetsAnswer(assets=shown), 201)


@router.get("/projects/{project_id}/assets", response=AssetsAnswer)
def list_all(
    request: HttpRequest,
    project_id: str,
    page: Query[AssetsPage],
) -> HttpResponse:
    """List a project's assets in order of arrival unless asked otherwise; a search by name sorts by name."""
    access_project(who(request), project_id)
    found = assets.list_assets(
        project_id,
        after=page.after,
        limit=page.limit,
        status=page.status,
        sort=page.sort,
        q=searched(page.q),
    )
    following = found[-1].position if len(found) == page.limit else None
    return answer(AssetsAnswer(assets=[view_asset(asset) for asset in found], next=following))


@router.get("/assets/{asset_id}", response=AssetView)
def get(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Return an asset."""
    asset, _project = access_asset(who(request), asset_id)
    return answer(view_asset(asset))


@router.get("/assets/{asset_id}/frames", response=FramesAnswer)
def frames(
    request: HttpRequest,
    asset_id: str,
    page: Query[FramesPage],
) -> HttpResponse:
    """List an asset's frames in order; of a video perhaps its key frames only."""
    asset, _project = access_asset(who(request), asset_id)
    found = assets.list_frames(asset, after_index=page.after, limit=page.limit, keys_only=page.keys)
    shown: list[FrameView] = [view_frame(frame) for frame in found]
    following = str(found[-1].index) if len(found) == page.limit else None
    return answer(FramesAnswer(frames=shown, next=following))


@router.get("/assets/{asset_id}/thumbnail", response={200: bytes})
def thumbnail(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Return a small picture that we wrote."""
    asset, _project = access_asset(who(request), asset_id)
    if asset.thumbnail is None or asset.thumbnail_type is None:
        message = "The asset has no thumbnail yet."
        raise NotReady(message)
    return serve_stored(request, asset.thumbnail, asset.thumbnail_type)


@router.post("/assets/{asset_id}/retry", response=AssetView)
def retry(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Decode a failed asset again."""
    asset, _project = access_asset(who(request), asset_id, "annotator")
    job = JOBS.find_where({"dedupe": f"ingest:{asset.id}"})
    if job is None or asset.status != "failed":
        message = "Only an asset whose decoding failed can be retried."
        raise StateConflict(message)
    retry_job(job=job)
    return answer(view_asset(assets.find_asset(asset.id) or asset))
