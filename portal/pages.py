"""The one page of the front end, and what is shown when something breaks."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from annotations.http.render import JSON, answer_error

log = logging.getLogger(__name__)
NOT_BUILT = "The front end is not built yet. Run make up, which builds it, or npm run build in frontend/."


@require_safe
@ensure_csrf_cookie
def application(request: HttpRequest) -> HttpResponse:
    """Serve the front end for every page address; it routes by itself."""
    index = settings.FRONTEND_DIST / "index.html"
    if not index.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain")
    return HttpResponse(index.read_bytes(), headers={"Cache-Control": "no-cache"})


class ApiFaults:
    """Gives what the framework itself refuses under /api/ the form of every other error of the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self.get_response(request)
        if not request.path.startswith("/api/") or response.headers.get("Content-Type") == JSON:
            return response
        if response.status_code == 404:
            return answer_error("not_found", "There is no such call. See /api/openapi.json.", 404)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            message = f"{request.method} is not for this address; it knows {allowed}."
            response = answer_error("method_not_allowed", message, 405)
            response.headers["Allow"] = allowed
        return response


def server_fault(request: HttpRequest, *args: Any) -> HttpResponse:
    """Answer a defect of ours with a reference for the log, and nothing else."""
    reference = secrets.token_hex(6)
    log.error("reference %s: %s %s", reference, request.method, request.path)
    message = f"Something broke on our side. Tell an administrator this reference: {reference}."
    return answer_error("internal", message, 500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses, such as one with an unknown host."""
    return answer_error("input_invalid", f"The request was refused: {type(exception).__name__}.", 400)
