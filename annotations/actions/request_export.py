"""Ask for an export; the relay sees the row and queues its job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.ids import new_id
from annotations.domain.project import ExportFormat
from annotations.domain.record import utc_now
from annotations.domain.snapshot import Export, TriggeredBy
from annotations.store import exports
from annotations.store.client import Session


def request_export(
    *,
    project_id: str,
    snapshot_id: str | None,
    export_format: ExportFormat,
    actor: Actor,
    trigger: TriggeredBy = "person",
    include_images: bool = False,
    interpolated: bool = True,
    period: str | None = None,
    session: Session | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Export | None:
    """Insert an export; without a snapshot its job freezes one first.

    Returns:
        The export, or None when its schedule period has one already.
    """
    export = Export(
        id=new_id("exp"),
        project_id=project_id,
        snapshot_id=snapshot_id,
        format=export_format,
        include_images=include_images,
        interpolated=interpolated,
        status="queued",
        trigger=trigger,
        period=period,
        actor=actor,
        created_at=clock(),
    )
    return export if exports.add_export(export, session=session) else None
