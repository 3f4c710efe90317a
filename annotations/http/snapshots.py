"""Snapshots, exports and their files."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router

from annotations.access import access_export, access_project, access_snapshot
from annotations.actions.freeze_snapshot import request_snapshot
from annotations.actions.request_export import request_export
from annotations.domain.job import JobStatus
from annotations.domain.project import ExportFormat
from annotations.domain.views import ExportView, SnapshotView, view_export, view_snapshot
from annotations.errors import FormatUnknown, NotReady, StateConflict
from annotations.formats.renderers import RENDERERS
from annotations.http.auth import who
from annotations.http.bodies import (
    ErrorAnswer,
    ExportBody,
    ExportsAnswer,
    SnapshotBody,
    SnapshotsAnswer,
)
from annotations.http.lists import AgedPage, NamedPage, searched
from annotations.http.render import answer
from annotations.store import exports, files, snapshots

router = Router(tags=["snapshots"])


class ExportsPage(AgedPage):
    """A stretch of a project's exports, perhaps of one status or format."""

    status: JobStatus | None = None
    format: ExportFormat | None = None


@router.get("/projects/{project_id}/snapshots", response=SnapshotsAnswer)
def list_all(
    request: HttpRequest,
    project_id: str,
    page: Query[NamedPage],
) -> HttpResponse:
    """List snapshots, newest first unless asked otherwise; a search by name sorts by name."""
    access_project(who(request), project_id)
    found = snapshots.list_snapshots(
        project_id, after=page.after, limit=page.limit, sort=page.sort, q=searched(page.q)
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(SnapshotsAnswer(snapshots=[view_snapshot(entry) for entry in found], next=following))


@router.post("/projects/{project_id}/snapshots", response={201: SnapshotView})
def freeze(request: HttpRequest, project_id: str, body: SnapshotBody | None = None) -> HttpResponse:
    """Ask for a snapshot; a worker freezes it."""
    account = who(request)
    project = access_project(account, project_id, "reviewer")
    made = request_snapshot(
        project=project,
        name=body.name if body else None,
        batch=body.batch if body else None,
        actor=account.as_actor(),
    )
    return answer(view_snapshot(made), 201)


@router.get("/snapshots/{snapshot_id}", response=SnapshotView)
def get(request: HttpRequest, snapshot_id: str) -> HttpResponse:
    """Return a snapshot."""
    snapshot, _project = access_snapshot(who(request), snapshot_id)
    return answer(view_snapshot(snapshot))


@router.post("/snapshots/{snapshot_id}/exports", response={201: ExportView, 400: ErrorAnswer})
def export(request: HttpRequest, snapshot_id: str, body: ExportBody) -> HttpResponse:
    """Ask for a file of a snapshot."""
    account = who(request)
    snapshot, project = access_snapshot(account, snapshot_id, "reviewer")
    known = next((name for name in RENDERERS if name == body.format), None)
    if known is None:
        message = f"There is no format “{body.format}”. Known formats: {', '.join(RENDERERS)}."
        raise FormatUnknown(message, {"format": f"one of {', '.join(RENDERERS)}"})
    made = request_export(
        project_id=project.id,
        snapshot_id=snapshot.id,
        export_format=known,
        actor=account.as_actor(),
        include_images=body.include_images,
        interpolated=body.interpolated,
    )
    if made is None:
        message = "The export was asked for already."
        raise StateConflict(message)
    return answer(view_export(made), 201)


@router.get("/projects/{project_id}/exports", response=ExportsAnswer)
def list_exports(
    request: HttpRequest,
    project_id: str,
    page: Query[ExportsPage],
) -> HttpResponse:
    """List exports, newest first unless asked otherwise."""
    access_project(who(request), project_id)
    found = exports.list_exports(
        project_id,
        after=page.after,
        limit=page.limit,
        sort=page.sort,
        status=page.status,
        export_format=page.format,
    )
    following = found[-1].id if len(found) == page.limit else None
    return answer(ExportsAnswer(exports=[view_export(entry) for entry in found], next=following))


@router.get("/exports/{export_id}", response=ExportView)
def get_export(request: HttpRequest, export_id: str) -> HttpResponse:
    """Return an export."""
    found, _project = access_export(who(request), export_id)
    return answer(view_export(found))


@router.get("/exports/{export_id}/download", response={200: bytes})
def download(request: HttpRequest, export_id: str) -> FileResponse:
    """Return an export's file."""
    found, _project = access_export(who(request), export_id)
    if found.status != "finished" or found.storage_name is None or found.file_name is None:
        message = f"The export is {found.status}; its file can be fetched once it is finished."
        raise NotReady(message)
    response = FileResponse(
        files.open_stored(found.storage_name), as_attachment=True, filename=found.file_name
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
