"""Pictures that we wrote, served with a fixed type and cached by their content's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from annotations.media.sniff import HEAD_BYTES, Container, identify
from annotations.media.tile_pack import read_tile
from annotations.store import files

DAY = 86_400


def serve_stored(request: HttpRequest, name: str, content_type: str) -> HttpResponse:
    """Serve stored bytes. The name is their hash, so they never change."""
    tag = f'"{PurePosixPath(name).stem}"'
    if _is_known(request, tag):
        return _cached(HttpResponseNotModified(), tag)
    return _cached(_safe(FileResponse(files.open_stored(name), content_type=content_type)), tag)


def serve_tile(request: HttpRequest, pack: str, place: int) -> HttpResponse:
    """Serve one tile of a stored pack. The pack's name is the hash of all its tiles."""
    tag = f'"{PurePosixPath(pack).stem}-{place}"'
    if _is_known(request, tag):
        return _cached(HttpResponseNotModified(), tag)
    with files.open_stored(pack) as source:
        tile = read_tile(source, place)
    is_png = identify(tile[:HEAD_BYTES]) is Container.PNG
    return _cached(_safe(HttpResponse(tile, content_type="image/png" if is_png else "image/jpeg")), tag)


def serve_made(request: HttpRequest, tag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Serve bytes that are made only for who does not have them yet; the tag names their content."""
    if _is_known(request, tag):
        return _cached(HttpResponseNotModified(), tag)
    return _cached(_safe(make()), tag)


def _is_known(request: HttpRequest, tag: str) -> bool:
    return request.headers.get("If-None-Match") == tag


def _safe(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _cached(response: HttpResponseBase, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={DAY}, immutable"
    return response  # type: ignore[return-value]  # ninja passes any Django response on
