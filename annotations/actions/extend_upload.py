"""Append bytes to an upload: they are safe on the disk before its offset says so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, Protocol

from annotations import gauges
from annotations.actions.finish_upload import end_upload, finish_upload, hold_upload
from annotations.actions.open_upload import expiry
from annotations.actions.upload_asset import refuse
from annotations.domain.record import utc_now
from annotations.domain.upload import Checksum, Upload
from annotations.errors import ChecksumMismatch, UploadOffsetWrong, UploadRefused, UploadTooLarge
from annotations.media.sniff import HEAD_BYTES, identify
from annotations.store import parts, uploads


class Body(Protocol):
    """Bytes to read, once and in order."""

    def read(self, size: int, /) -> bytes: ...


def extend_upload(
    *,
    upload_id: str,
    offset: int,
    body: Body,
    announced: int = 0,
    checksum: Checksum | None = None,
    sha256: str | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Upload:
    """Append a body; with the last byte the upload becomes an asset.

    Args:
        upload_id: Which upload.
        offset: Where the body begins, which must be where the portal's bytes end.
        body: The bytes; it may end before `announced` when the client went away, and what came is kept.
        announced: The size of the body in bytes as far as it is known.
        checksum: What the body must hash to, or nothing of it is kept.
        sha256: What the whole file must hash to, where the client did not say so at the beginning.
        clock: Tells the time.

    Raises:
        NotFound: the upload is gone.
        UploadBusy: another request is writing to it.
        UploadOffsetWrong: the portal's bytes end elsewhere.
        UploadTooLarge: there are more bytes than the upload's length.
        ChecksumMismatch: the bytes do not hash to what they should.
        UploadRefused: the file is no picture or video; the upload is gone then.
        StorageFull: the disk is full.
    """
    with hold_upload(upload_id) as (upload, part):
        if offset != upload.offset:
            message = (
                f"The portal has {upload.offset:,} bytes of this file, not {offset:,}. "
                "Ask for the offset with HEAD and go on from there."
            )
            raise UploadOffsetWrong(message, {"Upload-Offset": str(upload.offset)})
        if upload.status == "finished":
            return upload
        if offset + announced > upload.length:
            raise _too_long(upload)
        written = _append(upload, part, body, checksum)
        gauges.count("upload_bytes", written)
        if not written and upload.status == "open":
            return upload
        _refuse_unknown(upload, part, offset + written)
        parts.keep(part)
        changed = uploads.set_upload(
            upload,
            {
                "offset": offset + written,
                "status": "complete" if offset + written == upload.length else "open",
                "expires_at": expiry(clock()),
                "sha256": upload.sha256 or sha256,
            },
        )
        if changed is None:
            message = "The upload changed meanwhile. Ask for the offset with HEAD and go on from there."
            raise UploadOffsetWrong(message)
        return finish_upload(changed, part, clock=clock) if changed.status == "complete" else changed


def _append(upload: Upload, part: BinaryIO, body: Body, checksum: Checksum | None) -> int:
    digest = hashlib.new(checksum.name, usedforsecurity=False) if checksum else None
    written = 0
    try:
        with parts.full_is_ours():
            part.seek(upload.offset)
            while chunk := body.read(parts.CHUNK):
                written += len(chunk)
                if upload.offset + written > upload.length:
                    raise _too_long(upload)
                if digest:
                    digest.update(chunk)
                part.write(chunk)
            part.flush()
        if checksum and digest and digest.digest() != checksum.digest:
            message = "The bytes changed on their way, and none of them was kept. Send them again."
            raise ChecksumMismatch(  # noqa: TRY301 - the cut below is for both
                message, {"Upload-Checksum": f"the body's {checksum.name} is {digest.hexdigest()}"}
            )
    except (UploadTooLarge, ChecksumMismatch):
        parts.cut(part, upload.offset)
        raise
    return written


def _refuse_unknown(upload: Upload, part: BinaryIO, size: int) -> None:
    """Refuse a file by its first bytes, before gigabytes of it are sent."""
    enough = min(HEAD_BYTES, upload.length)
    if not upload.offset < enough <= size:
        return
    part.seek(0)
    head = part.read(HEAD_BYTES)
    if identify(head) is None:
        end_upload(upload)
        reason = refuse(head).message
        raise UploadRefused(reason, {upload.name: reason})


def _too_long(upload: Upload) -> UploadTooLarge:
    message = f"That is more than the {upload.length:,} bytes announced for this file. Start a new upload."
    return UploadTooLarge(message, {"Upload-Length": str(upload.length)})
