"""Begin an upload whose bytes arrive in pieces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from annotations.actions.upload_asset import plain_name, refuse
from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.domain.upload import Metadata, Upload
from annotations.errors import TooManyRequests, UploadRefused, UploadTooLarge
from annotations.queries.quota import check_quota
from annotations.store import parts, uploads

RETRY_SECONDS = 60
"""Others of the person's uploads may have finished by then."""


def open_upload(
    *,
    project_id: str,
    actor_id: str,
    length: int,
    metadata: Metadata,
    clock: Callable[[], datetime] = utc_now,
) -> Upload:
    """Note an upload of `length` bytes; nothing of it is there yet.

    Raises:
        UploadRefused: the file is empty.
        UploadTooLarge: it is larger than the portal takes.
        TooManyRequests: the person has too many unfinished uploads.
        QuotaExceeded: the project may not hold as much.
        StorageFull: the disk has no room for it.
    """
    name = plain_name(metadata.name)
    if length == 0:
        reason = refuse(b"").message
        raise UploadRefused(reason, {name: reason})
    if length > settings.UPLOAD_MAX_BYTES:
        most = f"{settings.UPLOAD_MAX_BYTES / (1 << 20):,.0f} MB"
        message = (
            f"The file has {length / (1 << 20):,.0f} MB; the portal takes at most {most}. "
            "Split or compress it, or ask an administrator for a higher limit (TANDEM_UPLOAD_MAX_MB)."
        )
        raise UploadTooLarge(message, {"Upload-Length": f"at most {settings.UPLOAD_MAX_BYTES}"})
    unfinished = uploads.count_unfinished_uploads(actor_id)
    if unfinished >= settings.UPLOADS_OPEN_PER_PERSON:
        message = (
            f"You have {unfinished} unfinished uploads. Finish or cancel some of them first; those that "
            f"nobody goes on with are removed after {settings.UPLOAD_HOURS} hours."
        )
        raise TooManyRequests(message, retry_after=RETRY_SECONDS)
    check_quota(project_id, byte_size=length, files=1)
    parts.check_room(length)
    now = clock()
    upload = Upload(
        id=new_id("upl"),
        project_id=project_id,
        actor_id=actor_id,
        name=name,
        content_type=metadata.content_type,
        sha256=metadata.sha256,
        fingerprint=metadata.fingerprint,
        length=length,
        created_at=now,
        expires_at=expiry(now),
    )
    return uploads.add_upload(upload)


def expiry(now: datetime) -> datetime:
    """Return when an upload is removed that nobody goes on with from now."""
    return now + timedelta(hours=settings.UPLOAD_HOURS)
