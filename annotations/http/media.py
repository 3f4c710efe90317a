"""Pictures that we wrote, served with a fixed type and cached by their content's name."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from annotations.store import files

DAY = 86_400


def serve_stored(request: HttpRequest, name: str, content_type: str) -> HttpResponse:
    """Serve stored bytes. The name is their hash, so they never change."""
    tag = f'"{PurePosixPath(name).stem}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(files.open_stored(name), content_type=content_type)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={DAY}, immutable"
    return response  # type: ignore[return-value]  # ninja passes any Django response on
