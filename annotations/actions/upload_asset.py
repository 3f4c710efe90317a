"""Take a file into a project: store its bytes by content and note an asset; all else follows from the row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from annotations import gauges
from annotations.domain.asset import Asset, Fault
from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.media import refusals
from annotations.media.records import Refusal
from annotations.media.sniff import HEAD_BYTES, Container, identify
from annotations.store import assets, files

INTERACTIVE_BACKLOG = 12
"""Files of a project that may wait before further ones go to the bulk queue."""


def upload_asset(
    *, project_id: str, name: str, source: BinaryIO, clock: Callable[[], datetime] = utc_now
) -> tuple[Asset, bool]:
    """Store a file and its row; an empty or unknown file becomes a failed asset that says why.

    Returns:
        The asset, and whether the project held the same bytes before.
    """
    sha256, byte_size = files.hash_of(source)
    same = assets.find_asset_by_content(project_id, sha256)
    if same is not None:
        return same, True
    source.seek(0)
    head = source.read(HEAD_BYTES)
    gauges.count("upload_bytes", byte_size)
    asset = _new_asset(project_id, name, sha256, byte_size, clock())
    container = identify(head)
    if container is None:
        refusal = refuse(head)
        fault = Fault(code=refusal.code.value, message=refusal.message)
        return assets.add_asset(asset.model_copy(update={"status": "failed", "error": fault}))
    return _add(asset, container, files.save_by_content("originals", source, sha256=sha256))


def adopt_file(
    *,
    project_id: str,
    name: str,
    path: Path,
    container: Container,
    sha256: str,
    byte_size: int,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[Asset, bool]:
    """Take in a file on our own disk whose hash and container are known: it is moved, not copied.

    May be repeated when it was interrupted.

    Returns:
        The asset, and whether the project held the same bytes before.
    """
    same = assets.find_asset_by_content(project_id, sha256)
    if same is not None:
        return same, True
    stored = files.adopt_by_content("originals", path, sha256=sha256)
    return _add(_new_asset(project_id, name, sha256, byte_size, clock()), container, stored)


def refuse(head: bytes) -> Refusal:
    """Say why a file that begins like this is not taken, after `identify` did not know it."""
    return refusals.unsupported(head) if head else refusals.empty()


def _new_asset(project_id: str, name: str, sha256: str, byte_size: int, now: datetime) -> Asset:
    return Asset(
        id=new_id("ast"),
        project_id=project_id,
        position=new_id("ast"),
        name=plain_name(name),
        status="uploaded",
        sha256=sha256,
        byte_size=byte_size,
        created_at=now,
    )


def _add(asset: Asset, container: Container, stored: str) -> tuple[Asset, bool]:
    backlog = assets.count_unfinished(asset.project_id, limit=INTERACTIVE_BACKLOG)
    known = {
        "image_uri": stored,
        "kind": "video" if container.is_video else "image",
        "content_type": container.media_type,
        "queue": "bulk" if backlog >= INTERACTIVE_BACKLOG else "interactive",
    }
    return assets.add_asset(asset.model_copy(update=known))


def plain_name(name: str) -> str:
    """Keep the last part of a client's file name, as text to show; it never becomes a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(letter for letter in last if letter.isprintable())
    return shown[:200] or "unnamed"
