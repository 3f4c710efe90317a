"""Resumable uploads: tus 1.0 with creation, creation-with-upload, termination, checksum and expiration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from annotations.access import access_project, access_upload
from annotations.actions.extend_upload import extend_upload
from annotations.actions.finish_upload import cancel_upload, settle_upload
from annotations.actions.open_upload import open_upload
from annotations.domain.audit import ActSubject
from annotations.domain.upload import (
    CHECKSUM_BYTES,
    Upload,
    read_checksum,
    read_length,
    read_metadata,
    read_offset,
    read_sha256,
)
from annotations.domain.views import view_upload
from annotations.errors import (
    ContentTypeWrong,
    InputInvalid,
    PortalError,
    TusVersionUnknown,
    UploadTooLarge,
)
from annotations.http.auth import who
from annotations.http.bodies import UploadsAnswer
from annotations.http.render import answer, answer_error
from annotations.noted import note
from annotations.store import uploads

router = Router(tags=["uploads"])

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
OFFSET_STREAM = "application/offset+octet-stream"
UNKNOWN_EXTENSIONS = ("Upload-Defer-Length", "Upload-Concat")

View = Callable[..., HttpResponse]


def speaks_tus(view: View) -> View:
    """Check the protocol's version before a view; put its headers on every answer, also on errors."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _check_version(request)
            response = view(request, *args, **kwargs)
        except PortalError as fault:
            response = answer_error(fault.code, fault.message, fault.http_status, fault.fields)
            if isinstance(fault, TusVersionUnknown):
                response.headers["Tus-Version"] = VERSION
            if isinstance(fault, UploadTooLarge):
                response.headers["Tus-Max-Size"] = str(settings.UPLOAD_MAX_BYTES)
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


@router.api_operation(["OPTIONS"], "/projects/{project_id}/uploads", include_in_schema=False)
def describe(request: HttpRequest, project_id: str) -> HttpResponse:
    """Tell what this server speaks."""
    access_project(who(request), project_id)
    return _description()


@router.api_operation(["OPTIONS"], "/uploads/{upload_id}", include_in_schema=False)
def describe_one(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Tell what this server speaks."""
    access_upload(who(request), upload_id)
    return _description()


@router.get("/projects/{project_id}/uploads", response=UploadsAnswer)
def list_own(request: HttpRequest, project_id: str) -> HttpResponse:
    """List one's own unfinished uploads into a project."""
    account = who(request)
    access_project(account, project_id)
    found = uploads.list_unfinished_uploads(project_id, account.id)
    return answer(UploadsAnswer(uploads=[view_upload(upload) for upload in found]))


@router.post("/projects/{project_id}/uploads", response={201: None})
@speaks_tus
def create(request: HttpRequest, project_id: str) -> HttpResponse:
    """Begin an upload (tus: creation). A body of the type of PATCH is its first bytes."""
    account = who(request)
    access_project(account, project_id, "annotator")
    for name in UNKNOWN_EXTENSIONS:
        if name in request.headers:
            message = f"{name} belongs to an extension of tus that is not here; there are {EXTENSIONS}."
            raise InputInvalid(message, {name: "not supported"})
    checksum = read_checksum(request.headers.get("Upload-Checksum"))
    upload = open_upload(
        project_id=project_id,
        actor_id=account.id,
        length=read_length(request.headers.get("Upload-Length")),
        metadata=read_metadata(request.headers.get("Upload-Metadata")),
    )
    note(
        subject=ActSubject(kind="upload", id=upload.id, name=upload.name),
        summary=f"began to upload {upload.name}, {upload.length} bytes",
    )
    with_bytes = request.content_type == OFFSET_STREAM
    if with_bytes:
        try:
            upload = extend_upload(
                upload_id=upload.id, offset=0, body=request, announced=_announced(request), checksum=checksum
            )
        except PortalError:
            # Its address was never told, so nobody could go on with it.
            cancel_upload_quietly(upload)
            raise
    response = HttpResponse(status=201)
    response.headers["Location"] = f"/api/uploads/{upload.id}"
    if with_bytes:
        response.headers["Upload-Offset"] = str(upload.offset)
    return _described(response, upload)


@router.api_operation(["HEAD"], "/uploads/{upload_id}", include_in_schema=False)
@speaks_tus
def head(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Tell how many bytes are safe."""
    found = access_upload(who(request), upload_id)
    upload = settle_upload(found.id) if found.status != "finished" else found
    response = HttpResponse(status=200)
    response.headers["Upload-Offset"] = str(upload.offset)
    response.headers["Upload-Length"] = str(upload.length)
    return _described(response, upload)


@router.patch("/uploads/{upload_id}", response={204: None})
@speaks_tus
def extend(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Append bytes from `Upload-Offset` on; the answer to the last ones names the asset (Tandem-Asset)."""
    upload = access_upload(who(request), upload_id)
    if request.content_type != OFFSET_STREAM:
        message = f"The body must be announced as Content-Type: {OFFSET_STREAM}."
        raise ContentTypeWrong(message, {"Content-Type": request.content_type or "missing"})
    upload = extend_upload(
        upload_id=upload.id,
        offset=read_offset(request.headers.get("Upload-Offset")),
        body=request,
        announced=_announced(request),
        checksum=read_checksum(request.headers.get("Upload-Checksum")),
        sha256=read_sha256(request.headers.get("Tandem-Sha256")),
    )
    response = HttpResponse(status=204)
    response.headers["Upload-Offset"] = str(upload.offset)
    return _described(response, upload)


@router.delete("/uploads/{upload_id}", response={204: None})
@speaks_tus
def terminate(request: HttpRequest, upload_id: str) -> HttpResponse:
    """End an upload and remove its bytes (tus: termination); the asset of a finished one stays."""
    upload = access_upload(who(request), upload_id)
    cancel_upload(upload.id)
    return HttpResponse(status=204)


@router.post("/uploads/{upload_id}", include_in_schema=False)
def override(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Do what `X-HTTP-Method-Override` names, for clients that can send only GET and POST."""
    meant = request.headers.get("X-HTTP-Method-Override", "").upper()
    views = {"PATCH": extend, "DELETE": terminate, "HEAD": head}
    if meant not in views:
        message = f"X-HTTP-Method-Override must be one of {', '.join(views)}."
        raise InputInvalid(message, {"X-HTTP-Method-Override": meant or "missing"})
    return views[meant](request, upload_id)


def cancel_upload_quietly(upload: Upload) -> None:
    """End an upload that may be gone already."""
    try:
        cancel_upload(upload.id)
    except PortalError:
        return


def _check_version(request: HttpRequest) -> None:
    version = request.headers.get("Tus-Resumable")
    if version != VERSION:
        message = f"The header Tus-Resumable must be {VERSION}: the portal speaks this version of tus only."
        raise TusVersionUnknown(message, {"Tus-Resumable": version or "missing"})


def _announced(request: HttpRequest) -> int:
    length = request.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _description() -> HttpResponse:
    response = HttpResponse(status=204)
    response.headers["Tus-Resumable"] = response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Extension"] = EXTENSIONS
    response.headers["Tus-Checksum-Algorithm"] = ",".join(CHECKSUM_BYTES)
    response.headers["Tus-Max-Size"] = str(settings.UPLOAD_MAX_BYTES)
    return response


def _described(response: HttpResponse, upload: Upload) -> HttpResponse:
    if upload.asset_id is None:
        response.headers["Upload-Expires"] = _http_date(upload.expires_at)
    else:
        response.headers["Tandem-Asset"] = upload.asset_id
        response.headers["Tandem-Duplicate"] = "true" if upload.duplicate else "false"
    return response


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
