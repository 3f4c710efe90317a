"""Turn an upload whose bytes are all there into an asset, or end it. Every step can be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from annotations.actions.upload_asset import adopt_file, refuse
from annotations.domain.record import utc_now
from annotations.domain.upload import Upload
from annotations.errors import ChecksumMismatch, NotFound, UploadBusy, UploadRefused
from annotations.media.sniff import HEAD_BYTES, identify
from annotations.store import files, parts, uploads


@contextmanager
def hold_upload(upload_id: str) -> Iterator[tuple[Upload, BinaryIO]]:
    """Hold an upload for this request alone, with an offset that is true of the disk.

    Raises:
        NotFound: it is gone.
        UploadBusy: another request holds it.
    """
    with parts.hold_part(upload_id) as part:
        upload = uploads.find_upload(upload_id)
        if upload is None:
            parts.drop_part(upload_id)
            message = "There is no such upload, or it is not yours."
            raise NotFound(message)
        if upload.status == "finished":
            parts.drop_part(upload_id)
        yield _true(upload, parts.size_of(part)), part


def settle_upload(upload_id: str, *, clock: Callable[[], datetime] = utc_now) -> Upload:
    """Return an upload as it is; finish it if a process was killed after its last byte.

    Raises:
        NotFound, UploadBusy, ChecksumMismatch, UploadRefused: as when its last bytes arrive.
    """
    try:
        with hold_upload(upload_id) as (upload, part):
            return finish_upload(upload, part, clock=clock) if upload.status == "complete" else upload
    except UploadBusy:
        # The row counts safe bytes only, so it is true while more of them are written.
        found = uploads.find_upload(upload_id)
        if found is None or found.status == "complete":
            raise
        return found


def finish_upload(upload: Upload, part: BinaryIO, *, clock: Callable[[], datetime] = utc_now) -> Upload:
    """Make an asset of a complete upload that this request holds; its file is moved to the originals.

    Raises:
        ChecksumMismatch: it is not the file that the client began with; the upload is gone then.
        UploadRefused: it is no picture or video; the upload is gone then.
    """
    noted = upload
    if noted.found_sha256 is None:
        found, _size = files.hash_of(part)
        if upload.sha256 not in {None, found}:
            end_upload(upload)
            message = (
                f"The file that arrived has the sha256 {found}, not {upload.sha256} as announced. "
                "It was removed: check that the file does not change while it is sent, and upload it again."
            )
            raise ChecksumMismatch(message, {"sha256": found})
        noted = uploads.set_upload(upload, {"found_sha256": found}) or upload
        noted = noted.model_copy(update={"found_sha256": found})
    sha256 = noted.found_sha256 or ""
    part.seek(0)
    head = part.read(HEAD_BYTES) or _stored_head(sha256)
    container = identify(head)
    if container is None:
        end_upload(upload)
        reason = refuse(head).message
        raise UploadRefused(reason, {upload.name: reason})
    asset, duplicate = adopt_file(
        project_id=upload.project_id,
        name=upload.name,
        path=parts.part_path(upload.id),
        container=container,
        sha256=sha256,
        byte_size=upload.length,
        clock=clock,
    )
    over = {"status": "finished", "asset_id": asset.id, "duplicate": duplicate}
    finished = uploads.set_upload(noted, over)
    parts.drop_part(upload.id)
    return finished or noted.model_copy(update=over)


def cancel_upload(upload_id: str) -> None:
    """End an upload at its owner's word; the asset of a finished one stays.

    Raises:
        NotFound: it is gone.
        UploadBusy: a request is writing to it.
    """
    with hold_upload(upload_id) as (upload, _part):
        end_upload(upload)


def end_upload(upload: Upload) -> None:
    """Remove an upload that this request holds."""
    uploads.drop_upload(upload.id)
    parts.drop_part(upload.id)


def _true(upload: Upload, size: int) -> Upload:
    """Correct the offset where the disk has fewer bytes, as after a restored backup."""
    if upload.status == "finished" or size >= upload.offset or _was_moved(upload):
        return upload
    return uploads.set_upload(upload, {"offset": size, "status": "open", "found_sha256": None}) or upload


def _was_moved(upload: Upload) -> bool:
    return upload.found_sha256 is not None and files.stored_exists(
        files.name_by_content("originals", upload.found_sha256)
    )


def _stored_head(sha256: str) -> bytes:
    with files.open_stored(files.name_by_content("originals", sha256)) as stored:
        return stored.read(HEAD_BYTES)
