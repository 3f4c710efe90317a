"""The HTTP API: every router of both apps behind one door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from annotations.http import (
    account,
    administration,
    answers,
    assets,
    audit,
    availability,
    console,
    duplicates,
    frames,
    imports,
    invitations,
    issues,
    jobs,
    members,
    my_work,
    notifications,
    passwords,
    projects,
    quality,
    queue,
    session,
    snapshots,
    two_factor,
    uploads,
    videos,
    work,
)
from annotations.http.render import StrictParser, answer_error, handle_errors
from inference.http import (
    evaluations,
    model_versions,
    predictions,
    prompts,
    propagations,
    registry,
    similar,
    suspects,
    trainings,
)
from portal.acts import Witness

api = NinjaAPI(
    title="Tandem",
    version="1",
    description="People and models label images and video together.",
    auth=Witness(),
    parser=StrictParser(),
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)
handle_errors(api)
api.add_router("", session.router)
api.add_router("", account.router)
api.add_router("", two_factor.router)
api.add_router("/projects", projects.router)
api.add_router("", passwords.router)
api.add_router("", members.router)
api.add_router("", invitations.router)
api.add_router("", assets.router)
api.add_router("", uploads.router)
api.add_router("", videos.router)
api.add_router("/frames", frames.router)
api.add_router("", queue.router)
api.add_router("", work.router)
api.add_router("", console.router)
api.add_router("", my_work.router)
api.add_router("", availability.router)
api.add_router("", issues.router)
api.add_router("", notifications.router)
api.add_router("", quality.router)
api.add_router("", duplicates.router)
api.add_router("", answers.router)
api.add_router("", similar.router)
api.add_router("", suspects.router)
api.add_router("", snapshots.router)
api.add_router("", imports.router)
api.add_router("", jobs.router)
api.add_router("", audit.router)
api.add_router("", administration.router)
api.add_router("", model_versions.router)
api.add_router("", registry.router)
api.add_router("", evaluations.router)
api.add_router("", trainings.router)
api.add_router("", prompts.router)
api.add_router("", predictions.router)
api.add_router("", propagations.router)


@csrf_exempt  # like every call of the API: those that exist check for themselves, since tokens need none
def unknown_call(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer a path of the API that does not exist in the API's own form."""
    return answer_error("not_found", f"There is no call /api/{rest}. See /api/openapi.json.", 404)
