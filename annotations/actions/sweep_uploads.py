"""Remove uploads that nobody goes on with, and finish those whose web process died at the last byte."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from annotations.actions.finish_upload import end_upload, hold_upload, settle_upload
from annotations.domain.record import utc_now
from annotations.errors import ChecksumMismatch, NotFound, UploadBusy, UploadRefused
from annotations.store import parts, uploads

BATCH = 200
ORPHAN_AGE = timedelta(hours=1)
log = logging.getLogger(__name__)


def sweep_uploads(*, clock: Callable[[], datetime] = utc_now) -> int:
    """Settle what is left lying about. An upload that a request holds is left to it.

    Returns:
        The number of uploads removed.
    """
    for upload in uploads.list_complete_uploads(limit=BATCH):
        try:
            settle_upload(upload.id, clock=clock)
        except (ChecksumMismatch, UploadRefused) as fault:
            log.info("upload %s ended: %s", upload.id, fault.message)
        except (NotFound, UploadBusy):
            continue
    removed = sum(
        _remove(upload.id, clock()) for upload in uploads.list_expired_uploads(clock(), limit=BATCH)
    )
    for upload_id in parts.list_parts(older_than=(clock() - ORPHAN_AGE).timestamp()):
        if uploads.find_upload(upload_id) is None:
            with suppress(NotFound, UploadBusy), hold_upload(upload_id):
                pass  # to hold what has no row removes its bytes
    return removed


def _remove(upload_id: str, now: datetime) -> int:
    with suppress(NotFound, UploadBusy), hold_upload(upload_id) as (upload, _part):
        if upload.expires_at < now:
            end_upload(upload)
            return 1
    return 0
