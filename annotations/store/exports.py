"""Exports."""

from __future__ import annotations

from typing import Any

from annotations.domain.asset import Fault
from annotations.domain.job import JobStatus
from annotations.domain.snapshot import Export
from annotations.store.client import Duplicate, Session
from annotations.store.listing import ByAge, by_age
from annotations.store.tables import EXPORTS


def add_export(export: Export, *, session: Session | None = None) -> bool:
    """Insert an export; False when its schedule period has one already."""
    if export.period is not None:
        same = {"project_id": export.project_id, "format": export.format, "period": export.period}
        if EXPORTS.find_where(same, session=session) is not None:
            return False
    try:
        EXPORTS.insert(export, session=session)
    except Duplicate:
        if session is not None:
            raise
        return False
    return True


def find_export(export_id: str) -> Export | None:
    """Return an export."""
    return EXPORTS.find(export_id)


def list_exports(
    project_id: str,
    *,
    after: str | None,
    limit: int,
    sort: ByAge = "newest",
    status: str | None = None,
    export_format: str | None = None,
) -> list[Export]:
    """Return a project's exports, newest first."""
    bound, order = by_age(sort, after)
    query: dict[str, Any] = {"project_id": project_id, **bound}
    if status:
        query["status"] = status
    if export_format:
        query["format"] = export_format
    return EXPORTS.page(query, sort=order, limit=limit)


def find_last_scheduled(project_id: str, export_format: str, before: str) -> Export | None:
    """Return the last finished export of a format, in the form that schedules ask for, before another one."""
    query = {
        "project_id": project_id,
        "format": export_format,
        "status": "finished",
        "include_images": {"$ne": True},
        "interpolated": {"$ne": False},
        "_id": {"$lt": before},
    }
    found = EXPORTS.page(query, sort=[("_id", -1)], limit=1)
    return found[0] if found else None


def set_unfinished(
    export_id: str, status: JobStatus, fault: Fault | None, *, session: Session
) -> Export | None:
    """Follow the job of an export that has not finished."""
    return EXPORTS.change(
        {"_id": export_id, "status": {"$nin": ["finished", status]}},
        {"$set": {"status": status, "error": fault.model_dump() if fault else None}},
        session=session,
    )


def set_export(export_id: str, changes: dict[str, Any], *, session: Session | None = None) -> Export | None:
    """Change an export."""
    return EXPORTS.change({"_id": export_id}, {"$set": changes}, session=session)
