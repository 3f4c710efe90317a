"""Make the file of an export: render to a temporary file, hash, rename into storage, then say so."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from annotations.actions.export_pictures import ExportPictures
from annotations.actions.freeze_snapshot import freeze_snapshot, request_snapshot
from annotations.actions.work_job import Ending, LeaseLost, report_progress
from annotations.domain.job import Job, JobStatus
from annotations.domain.record import utc_now
from annotations.domain.snapshot import Export, Snapshot
from annotations.errors import NotFound, PortalError
from annotations.formats.renderers import RENDERERS
from annotations.store import exports, files, jobs, projects, snapshots
from annotations.store.client import Session, transaction

PROGRESS_SECONDS = 0.5


def render_export(job: Job, *, clock: Callable[[], datetime] = utc_now) -> Ending | None:
    """Render the export of a job; the row and the job end in one transaction."""
    export = exports.find_export(job.subject.export_id or "")
    if export is None:
        return Ending("failed", "The export is gone.")
    if export.status == "finished":
        return Ending("finished")
    exports.set_export(export.id, {"status": "running"})
    try:
        snapshot = _snapshot_of(export, job)
        changes = _unchanged(export, snapshot) or _render(export, snapshot, job)
    except PortalError as fault:
        error = {"code": fault.code, "message": fault.message}
        _end(job, export, {"status": "failed", "error": error, "finished_at": clock()}, fault.message)
        return None
    _end(job, export, {"status": "finished", "error": None, "finished_at": clock(), **changes}, None)
    return None


def _snapshot_of(export: Export, job: Job) -> Snapshot:
    snapshot_id = export.snapshot_id
    if snapshot_id is None:
        project = projects.find_project(export.project_id)
        if project is None:
            message = "The project is gone."
            raise NotFound(message)
        name = f"{export.trigger} {export.created_at:%Y-%m-%d %H:%M:%S}"
        snapshot_id = request_snapshot(
            project=project, name=name, actor=export.actor, trigger=export.trigger
        ).id
        exports.set_export(export.id, {"snapshot_id": snapshot_id})
    return freeze_snapshot(snapshot_id, progress=lambda done, total: report_progress(job, done, 2 * total))


def _unchanged(export: Export, snapshot: Snapshot) -> dict[str, object] | None:
    """A schedule makes no second file of the same content."""
    if export.trigger != "schedule":
        return None
    last = exports.find_last_scheduled(export.project_id, export.format, export.id)
    earlier = snapshots.find_snapshot(last.snapshot_id) if last and last.snapshot_id else None
    if last is None or earlier is None or earlier.digest != snapshot.digest:
        return None
    same = {"byte_size": last.byte_size, "sha256": last.sha256, "file_name": last.file_name}
    return {**same, "storage_name": last.storage_name, "unchanged": True, "snapshot_id": snapshot.id}


def _render(export: Export, snapshot: Snapshot, job: Job) -> dict[str, object]:
    renderer = RENDERERS[export.format]
    suffix = ".zip" if export.include_images else renderer.suffix
    done, told = 0, time.monotonic()
    whole = max(snapshot.extent, snapshot.frame_count)

    def count_frame() -> None:
        nonlocal done, told
        done = min(done + 1, whole)
        if (now := time.monotonic()) - told > PROGRESS_SECONDS:
            told = now
            report_progress(job, whole + done, 2 * whole)

    descriptor, path = tempfile.mkstemp(suffix=suffix)
    try:
        with os.fdopen(descriptor, "w+b") as target:
            renderer.render(
                snapshot,
                snapshots.list_packed_frames(snapshot.id),
                target,
                count_frame=count_frame,
                interpolated=export.interpolated,
                pictures=ExportPictures() if export.include_images else None,
            )
            target.flush()
            os.fsync(target.fileno())
            sha256, byte_size = files.hash_of(target)
            name = files.save_by_content("exports", target, sha256=sha256, suffix=suffix)
    finally:
        Path(path).unlink(missing_ok=True)
    file_name = f"tandem-{export.format}-{(snapshot.digest or '')[:12]}{suffix}"
    return {"byte_size": byte_size, "sha256": sha256, "storage_name": name, "file_name": file_name}


def _end(job: Job, export: Export, changes: dict[str, object], reason: str | None) -> None:
    def work(session: Session) -> None:
        status: JobStatus = "failed" if reason else "finished"
        if not jobs.set_outcome(job.id, job.fence, status, reason=reason, session=session):
            raise LeaseLost(job.id)
        exports.set_export(export.id, changes, session=session)

    transaction(work)
