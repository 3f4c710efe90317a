"""Taking in tracks that were made elsewhere."""

from __future__ import annotations

from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from annotations.access import access_asset, access_job, access_project
from annotations.actions.request_import import request_import
from annotations.actions.take_back_import import TakenBack, take_back_import
from annotations.domain.record import Record
from annotations.domain.views import JobView, view_job
from annotations.errors import FormatUnknown, NotFound
from annotations.formats.readers import READERS
from annotations.hints import send_hint
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.render import answer

router = Router(tags=["imports"])


class ImportForm(Record):
    """Which format the file has, and which video its tracks are of."""

    format: Annotated[str, Field(max_length=40)]
    asset_id: Annotated[str, Field(max_length=100)]
    create_labels: bool = False


@router.post("/projects/{project_id}/imports", response={202: JobView, 400: ErrorAnswer, 409: ErrorAnswer})
def import_file(
    request: HttpRequest, project_id: str, file: File[UploadedFile], form: Form[ImportForm]
) -> HttpResponse:
    """Import the tracks of a file into a video. The job says how far it is, and what is wrong with the file.

    Missing labels are created for managers who ask for it.
    """
    account = who(request)
    access_project(account, project_id, "manager" if form.create_labels else "annotator")
    known = next((name for name in READERS if name == form.format), None)
    if known is None:
        message = f"Tracks cannot be imported from “{form.format}”. Known formats: {', '.join(READERS)}."
        raise FormatUnknown(message, {"format": f"one of {', '.join(READERS)}"})
    asset, _project = access_asset(account, form.asset_id, "annotator")
    if asset.project_id != project_id:
        message = "There is no such asset in this project."
        raise NotFound(message, {"asset_id": message})
    job, hint = request_import(
        asset=asset,
        source=cast(BinaryIO, file.file),
        name=file.name or "",
        byte_size=file.size or 0,
        import_format=known,
        create_labels=form.create_labels,
        actor=account.as_actor(),
    )
    if hint is not None:
        send_hint(hint)
    return answer(view_job(job), 202)


@router.post("/imports/{job_id}/take-back", response={200: TakenBack, 409: ErrorAnswer})
def take_back(request: HttpRequest, job_id: str) -> HttpResponse:
    """Remove what an ended import added and nobody changed since. To be repeated while some are `left`."""
    account = who(request)
    job, project = access_job(account, job_id, "annotator")
    return answer(take_back_import(job=job, project=project, actor=account.as_actor()))
