"""Panels: the frames that several people label, one row a frame."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from annotations.domain.panel import Panel
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import key, to_document
from annotations.store.tables import PANELS

MOST_LOOKED_AT = 20


def find_panel(frame_id: str, *, session: Session | None = None) -> Panel | None:
    """Return the panel of a frame."""
    return PANELS.find(frame_id, session=session)


def list_with_room(project_id: str, person_id: str, *, at: datetime) -> list[Panel]:
    """Return panels that lack people and have not seen this one, the oldest first."""
    query = {
        "project_id": project_id,
        "status": "open",
        "full_until": {"$lte": at},
        "seats.person.id": {"$ne": person_id},
    }
    return PANELS.page(query, sort=[("full_until", 1), ("_id", 1)], limit=MOST_LOOKED_AT)


def open_panel(panel: Panel, *, session: Session) -> None:
    """Insert a panel and take its frame out of the ordinary queue."""
    PANELS.insert(panel, session=session)
    with faults_are_ours():
        database()["frames"].update_one({"_id": key(panel.id)}, {"$set": {"waiting": None}}, session=session)


def replace_panel(panel: Panel, *, before: Panel, session: Session | None = None) -> bool:
    """Swap a panel that is still as it was read."""
    document = to_document(panel)
    with faults_are_ours():
        swapped = database()["panels"].replace_one(
            {"_id": document["_id"], "revision": before.revision}, document, session=session
        )
    return swapped.modified_count == 1


def page_panels(
    project_id: str, *, status: str | None, route: str | None, after: str | None, limit: int
) -> list[Panel]:
    """Return a project's panels, the newest frames first, from the one after."""
    query: dict[str, Any] = {"project_id": project_id}
    if status:
        query["status"] = status
    if route:
        query["route"] = route
    if after:
        query["_id"] = {"$lt": after}
    return PANELS.page(query, sort=[("_id", -1)], limit=limit)


def count_panels(project_id: str) -> dict[str, int]:
    """Count the panels of a project by status."""
    stages: list[dict[str, Any]] = [
        {"$match": {"project_id": project_id}},
        {"$group": {"_id": "$status", "count": {"$sum": 1}}},
    ]
    with faults_are_ours():
        return {row["_id"]: int(row["count"]) for row in database()["panels"].aggregate(stages)}
