"""The model registry over HTTP."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from annotations.access import access_project
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.domain.views import ModelVersionView, view_model_version
from annotations.errors import InputInvalid, NotFound, StateConflict
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.lists import NamedPage, searched
from annotations.http.render import answer
from annotations.store.model_versions import find_model_version
from inference.actions.promote_model_version import promote_model_version
from inference.actions.register_model_version import register_model_version
from inference.http.access import NO_VERSION
from inference.manifest import Manifest, parse_manifest_json, parse_manifest_toml
from inference.store import model_versions

MOST_MANIFEST_BYTES = 1_000_000
router = Router(tags=["models"])


class ModelVersionsAnswer(Record):
    """A page of the versions a project can use, newest first."""

    model_versions: list[ModelVersionView]
    next: str | None


class PromoteBody(Record):
    """Which project, needed only for a version that every project may use, and why.

    Who names the champion that they saw is refused when another one predicts by now.
    """

    project_id: str | None = None
    reason: Annotated[str, Field(max_length=4_000)] | None = None
    expected_champion_id: Annotated[str, Field(max_length=100)] | None = None


class ManifestForm(Record):
    """A manifest sent as text instead of a file."""

    manifest: str | None = None


NO_FORM = ManifestForm()


@router.get("/projects/{project_id}/model-versions", response=ModelVersionsAnswer)
def list_all(request: HttpRequest, project_id: str, page: Query[NamedPage]) -> HttpResponse:
    """List the versions a project can use."""
    project = access_project(who(request), project_id)
    found = model_versions.list_model_versions(
        project_id, after=page.after, limit=page.limit, sort=page.sort, q=searched(page.q)
    )
    following = found[-1].id if len(found) == page.limit else None
    shown = [_show(version, project) for version in found]
    return answer(ModelVersionsAnswer(model_versions=shown, next=following))


@router.post("/projects/{project_id}/model-versions", response={201: ModelVersionView, 400: ErrorAnswer})
def register(
    request: HttpRequest,
    project_id: str,
    model: File[UploadedFile],
    manifest: File[UploadedFile | None] = None,
    decoder: File[UploadedFile | None] = None,
    form: Form[ManifestForm] = NO_FORM,
) -> HttpResponse:
    """Register an ONNX file with its manifest, in JSON or TOML, as a file or as text.

    A model for prompts after Segment Anything has a second file, its decoder.
    """
    project = access_project(who(request), project_id, "manager")
    text = _manifest_text(manifest, form.manifest)
    with tempfile.TemporaryDirectory(prefix="model-") as folder:
        path = _write(model, Path(folder) / "model.onnx")
        second = _write(decoder, Path(folder) / "decoder.onnx") if decoder is not None else None
        version = register_model_version(
            project_id=project.id, manifest=_parse(text), path=path, decoder_path=second
        )
    return answer(_show(version, project), 201)


@router.post("/model-versions/{version_id}/promote", response={200: ModelVersionView, 409: ErrorAnswer})
def promote(request: HttpRequest, version_id: str, body: PromoteBody | None = None) -> HttpResponse:
    """Make a version the one that predicts from now on."""
    account = who(request)
    version = find_model_version(version_id)
    owner = (version.project_id if version else None) or (body.project_id if body else None)
    if version is None or owner is None:
        if version is not None and account.is_admin:
            message = 'This version belongs to no project: say which one, {"project_id": …}.'
            raise InputInvalid(message, {"project_id": "missing"})
        raise NotFound(NO_VERSION)
    try:
        project = access_project(account, owner, "manager")
    except NotFound as fault:
        raise NotFound(NO_VERSION) from fault
    if body and body.expected_champion_id and body.expected_champion_id != project.champion_id:
        message = "Another version predicts by now. Look at which one, and choose again."
        raise StateConflict(message, {"expected_champion_id": "changed"})
    promoted = promote_model_version(
        project=project, version=version, actor=account.as_actor(), reason=body.reason if body else None
    )
    return answer(_show(promoted, project.model_copy(update={"champion_id": promoted.id})))


def _write(file: UploadedFile, path: Path) -> Path:
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path


def _show(version: ModelVersion, project: Project) -> ModelVersionView:
    """A version for all is champion only where the project has chosen it."""
    status = version.status
    if version.project_id is None and version.task != PROMPT_TASK:
        status = "champion" if project.champion_id == version.id else "archived"
    return view_model_version(version.model_copy(update={"status": status}))


def _manifest_text(file: UploadedFile | None, text: str | None) -> str:
    if file is None:
        if text:
            return text
        message = "Send the manifest beside the model, as a file or as text in the field “manifest”."
        raise InputInvalid(message, {"manifest": "missing"})
    if (file.size or 0) > MOST_MANIFEST_BYTES:
        message = "A manifest has at most 1 MB."
        raise InputInvalid(message, {"manifest": "too large"})
    try:
        return bytes(file.read()).decode()
    except UnicodeDecodeError as fault:
        message = "The manifest is not UTF-8 text."
        raise InputInvalid(message, {"manifest": "not text"}) from fault


def _parse(text: str) -> Manifest:
    return parse_manifest_json(text) if text.lstrip().startswith("{") else parse_manifest_toml(text)
