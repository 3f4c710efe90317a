"""A model version's kin and files, and the ledger of who predicted when, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import orjson
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from annotations.access import access_project
from annotations.domain.actor import Actor
from annotations.domain.model_version import ModelStatus, ModelVersion
from annotations.domain.promotion import Promotion, PromotionCause
from annotations.domain.record import Record
from annotations.domain.views import ModelVersionView, view_model_version
from annotations.errors import NotFound, StateConflict
from annotations.http.auth import who
from annotations.http.bodies import ErrorAnswer
from annotations.http.lists import AgedPage
from annotations.http.render import JSON, answer
from annotations.store import files, promotions
from annotations.store.model_versions import find_model_version
from inference.actions.promote_model_version import roll_back
from inference.http.access import access_version
from inference.manifest import SamDecoder, parse_manifest_json
from inference.queries.lineage import read_lineage
from inference.store import model_versions

Reason = Annotated[str, Field(max_length=4_000)]
router = Router(tags=["models"])


class VersionShort(Record):
    """Enough of a version to show it in a lineage."""

    id: str
    name: str
    version: str
    status: ModelStatus
    created_at: datetime


class ProjectShort(Record):
    """A project by its name."""

    id: str
    name: str


class LineageAnswer(Record):
    """A version and its kin: forebears nearest first, children newest first."""

    model_version: ModelVersionView
    parents: list[VersionShort]
    children: list[VersionShort]
    evaluation_ids: list[str]
    champion_in: list[ProjectShort]


class PromotionView(Record):
    """One change of champion; `before` is None where no model predicted before."""

    id: str
    project_id: str
    before: VersionShort | None
    promoted: VersionShort | None
    cause: PromotionCause
    reason: str | None
    evaluation_id: str | None
    actor: Actor
    at: datetime


class PromotionsAnswer(Record):
    """Promotions, newest first, and the cursor of the next page."""

    promotions: list[PromotionView]
    next: str | None


class RollbackBody(Record):
    """Why, and whom the person saw predicting: then a second click does not go back a second step."""

    reason: Reason | None = None
    expected_champion_id: Annotated[str, Field(max_length=100)] | None = None


class FileQuery(Record):
    """Which of a version's files; the decoder is the second one of a pair that answers prompts."""

    part: Literal["model", "decoder"] = "model"


@router.get("/model-versions/{version_id}", response=LineageAnswer)
def get(request: HttpRequest, version_id: str) -> HttpResponse:
    """Return a version with its kin, its comparisons, and the projects in which it predicts."""
    account = who(request)
    version = access_version(account, version_id)
    kin = read_lineage(account, version)
    return answer(
        LineageAnswer(
            model_version=view_model_version(version),
            parents=[_short(parent) for parent in kin.parents],
            children=[_short(child) for child in kin.children],
            evaluation_ids=kin.evaluation_ids,
            champion_in=[ProjectShort(id=project.id, name=project.name) for project in kin.champion_in],
        )
    )


@router.get("/model-versions/{version_id}/file", response={200: bytes})
def file(request: HttpRequest, version_id: str, query: Query[FileQuery]) -> FileResponse:
    """Return a version's ONNX file."""
    version = access_version(who(request), version_id, "manager")
    name, ending = version.storage_name, ""
    if query.part == "decoder":
        decoder = parse_manifest_json(version.manifest).decoder
        if not isinstance(decoder, SamDecoder) or decoder.sha256 is None:
            message = "This version has one file only."
            raise NotFound(message)
        name, ending = files.name_by_content("models", decoder.sha256, ".onnx"), "-decoder"
    response = FileResponse(
        files.open_stored(name),
        as_attachment=True,
        filename=f"{version.name}-{version.version}{ending}.onnx",
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.get("/model-versions/{version_id}/manifest", response={200: bytes})
def manifest(request: HttpRequest, version_id: str) -> HttpResponse:
    """Return a version's manifest, with the hash of its file: both together register it elsewhere."""
    version = access_version(who(request), version_id, "manager")
    text = orjson.dumps(orjson.loads(version.manifest), option=orjson.OPT_INDENT_2)
    response = HttpResponse(text, content_type=JSON)
    response["Content-Disposition"] = f'attachment; filename="{version.name}-{version.version}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.post("/model-versions/{version_id}/archive", response={200: ModelVersionView, 409: ErrorAnswer})
def archive(request: HttpRequest, version_id: str) -> HttpResponse:
    """Put a candidate aside. It stays, and can still be promoted."""
    version = access_version(who(request), version_id, "manager")
    if version.project_id is None:
        message = "This version is there for every project; no project puts it aside."
        raise StateConflict(message)
    archived = model_versions.set_archived(version.id)
    if archived is None:
        message = (
            "The champion cannot be put aside. Promote another version first."
            if version.status == "champion"
            else f"A version that is {version.status} cannot be put aside."
        )
        raise StateConflict(message)
    return answer(view_model_version(archived))


@router.get("/projects/{project_id}/promotions", response=PromotionsAnswer)
def ledger(request: HttpRequest, project_id: str, page: Query[AgedPage]) -> HttpResponse:
    """List who predicted, since when, by whose decision and why, newest first."""
    access_project(who(request), project_id)
    found = promotions.list_promotions(project_id, after=page.after, limit=page.limit, sort=page.sort)
    following = found[-1].id if len(found) == page.limit else None
    named = {entry.from_id for entry in found} | {entry.to_id for entry in found}
    known = {name: find_model_version(name) for name in sorted(name for name in named if name)}
    return answer(PromotionsAnswer(promotions=[_view(entry, known) for entry in found], next=following))


@router.post("/projects/{project_id}/rollback", response={200: ModelVersionView, 409: ErrorAnswer})
def rollback(request: HttpRequest, project_id: str, body: RollbackBody | None = None) -> HttpResponse:
    """Let the version predict again that did before; what it said then is shown again."""
    account = who(request)
    project = access_project(account, project_id, "manager")
    if body and body.expected_champion_id and body.expected_champion_id != project.champion_id:
        message = "Another version predicts by now. Look at which one, and choose again."
        raise StateConflict(message, {"expected_champion_id": "changed"})
    promoted = roll_back(project=project, actor=account.as_actor(), reason=body.reason if body else None)
    return answer(view_model_version(promoted.model_copy(update={"status": "champion"})))


def _short(version: ModelVersion) -> VersionShort:
    return VersionShort(**version.model_dump(include=set(VersionShort.model_fields)))


def _view(entry: Promotion, known: dict[str, ModelVersion | None]) -> PromotionView:
    before, promoted = known.get(entry.from_id or ""), known.get(entry.to_id)
    return PromotionView(
        **entry.model_dump(include=set(PromotionView.model_fields) - {"before", "promoted"}),
        before=_short(before) if before else None,
        promoted=_short(promoted) if promoted else None,
    )
