"""Take a file of tracks and queue its import into one video."""

from __future__ import annotations

from typing import BinaryIO

from annotations.actions.read_pixels import need_video
from annotations.actions.start_job import ask_for_job
from annotations.actions.upload_asset import plain_name
from annotations.domain.actor import Actor
from annotations.domain.asset import Asset
from annotations.domain.incoming import ImportFormat, ImportSource
from annotations.domain.job import Job, JobHint, Subject
from annotations.errors import UploadRefused, UploadTooLarge
from annotations.formats.parcel import MOST_BYTES
from annotations.store import files

FOLDER = "imports"


def request_import(
    *,
    asset: Asset,
    source: BinaryIO,
    name: str,
    byte_size: int,
    import_format: ImportFormat,
    create_labels: bool,
    actor: Actor,
) -> tuple[Job, JobHint | None]:
    """Queue an import; the same one that waits or goes on already is returned instead.

    Returns:
        The job, and the hint to send when it is a new one.

    Raises:
        StateConflict: the asset is no video.
        NotReady: the video is still being read.
        UploadRefused: the file is empty.
        UploadTooLarge: it is larger than what is read.
    """
    need_video(asset)
    if byte_size == 0:
        message = "The file is empty."
        raise UploadRefused(message, {"file": message})
    if byte_size > MOST_BYTES:
        message = f"The file has {byte_size >> 20:,} MB; files of tracks have at most {MOST_BYTES >> 20} MB."
        raise UploadTooLarge(message, {"file": f"at most {MOST_BYTES >> 20} MB"})
    sha256, _size = files.hash_of(source)
    files.save_by_content(FOLDER, source, sha256=sha256)
    given = ImportSource(
        format=import_format, name=plain_name(name), sha256=sha256, create_labels=create_labels, actor=actor
    )
    subject = Subject(asset_id=asset.id, source=given)
    return ask_for_job("import", asset.project_id, "video", subject)
