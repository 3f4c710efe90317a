"""Uploads in progress: what they are, and how many of their bytes are safe."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from annotations.domain.upload import Upload
from annotations.store.client import database, faults_are_ours
from annotations.store.codec import key
from annotations.store.tables import UPLOADS

UNFINISHED = {"$in": ["open", "complete"]}


def add_upload(upload: Upload) -> Upload:
    """Insert an upload."""
    return UPLOADS.insert(upload)


def find_upload(upload_id: str) -> Upload | None:
    """Return an upload."""
    return UPLOADS.find(upload_id)


def count_unfinished_uploads(actor_id: str) -> int:
    """Count a person's unfinished uploads in all projects."""
    return UPLOADS.count({"actor_id": actor_id, "status": UNFINISHED})


def count_open(*, limit: int) -> int:
    """Count the uploads that are under way, up to a limit."""
    with faults_are_ours():
        return UPLOADS.collection.count_documents({"status": UNFINISHED}, limit=limit, hint="by_status")


def list_unfinished_uploads(project_id: str, actor_id: str) -> list[Upload]:
    """Return a person's unfinished uploads into a project, oldest first."""
    return UPLOADS.page({"actor_id": actor_id, "project_id": project_id, "status": UNFINISHED})


def list_expired_uploads(now: datetime, *, limit: int) -> list[Upload]:
    """Return uploads that nobody went on with in time, and finished ones whose word is no longer needed."""
    return UPLOADS.page({"expires_at": {"$lt": now}}, sort=[("expires_at", 1)], limit=limit)


def list_complete_uploads(*, limit: int) -> list[Upload]:
    """Return uploads whose bytes are all there and which are no asset yet."""
    return UPLOADS.page({"status": "complete"}, limit=limit)


def set_upload(before: Upload, changes: dict[str, Any]) -> Upload | None:
    """Change an upload unless it moved on meanwhile; None when it did, or is gone."""
    query = {"_id": key(before.id), "offset": before.offset, "status": before.status}
    return UPLOADS.change(query, {"$set": changes})


def drop_upload(upload_id: str) -> None:
    """Remove an upload's row."""
    with faults_are_ours():
        database()["uploads"].delete_one({"_id": key(upload_id)})
