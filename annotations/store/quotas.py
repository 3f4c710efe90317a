"""What each project may hold, and what it holds by the relay's count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotations.domain.quota import Quota, Usage
from annotations.store.client import database, faults_are_ours

KINDS = ("originals", "prepared", "exports", "models")
UNFINISHED = ["open", "complete"]


def set_quota(project_id: str, quota: Quota) -> None:
    """Limit a project, or with an empty quota leave it to the portal's own limit."""
    with faults_are_ours():
        database()["quotas"].update_one({"_id": project_id}, {"$set": quota.model_dump()}, upsert=True)


def find_quotas(project_ids: Sequence[str]) -> dict[str, Quota]:
    """Return the quotas of projects that have one of their own."""
    with faults_are_ours():
        rows = database()["quotas"].find({"_id": {"$in": list(project_ids)}})
        return {row["_id"]: Quota(bytes=row["bytes"], assets=row["assets"]) for row in rows}


def read_usage(project_ids: Sequence[str]) -> dict[str, Usage]:
    """Return what projects hold; of each one asked for."""
    with faults_are_ours():
        rows = database()["tallies"].find({"_id": {"$in": list(project_ids)}})
        counted = {row["_id"]: _usage(row) for row in rows}
        arriving = database()["uploads"].aggregate(
            [
                {"$match": {"project_id": {"$in": list(project_ids)}, "status": {"$in": UNFINISHED}}},
                {"$group": {"_id": "$project_id", "bytes": {"$sum": "$length"}}},
            ]
        )
        coming = {row["_id"]: int(row["bytes"]) for row in arriving}
    return {
        project_id: counted.get(project_id, Usage()).model_copy(
            update={"arriving": coming.get(project_id, 0)}
        )
        for project_id in project_ids
    }


def count_arriving(project_id: str) -> int:
    """Count the unfinished uploads into a project."""
    with faults_are_ours():
        query = {"project_id": project_id, "status": {"$in": UNFINISHED}}
        return database()["uploads"].count_documents(query)


def read_whole_usage() -> Usage:
    """Return what all projects hold together: one row a project is added up."""
    sums: dict[str, Any] = {kind: {"$sum": f"$bytes_{kind}"} for kind in KINDS}
    with faults_are_ours():
        group = {"$group": {"_id": None, "assets": {"$sum": "$assets"}, **sums}}
        found = next(iter(database()["tallies"].aggregate([group])), {})
    return Usage(**{name: int(found.get(name) or 0) for name in ("assets", *KINDS)})


def is_behind() -> bool:
    """Return whether there are files of which no byte was counted: they are older than the count."""
    with faults_are_ours():
        here = database()
        counted = here["tallies"].find_one({"bytes_originals": {"$exists": True}})
        return counted is None and here["assets"].find_one({"status": "ready"}) is not None


def count_anew(project_id: str) -> dict[str, int]:
    """Add up what a project's rows say that its files take; for projects older than the count."""
    with faults_are_ours():
        rows = list(
            database()["assets"].aggregate(
                [
                    {"$match": {"project_id": project_id, "image_uri": {"$type": "string"}}},
                    {
                        "$group": {
                            "_id": None,
                            "originals": {"$sum": "$byte_size"},
                            "prepared": {"$sum": "$prepared_bytes"},
                        }
                    },
                ]
            )
        )
        made = {"project_id": project_id, "status": "finished", "unchanged": {"$ne": True}}
        sizes = database()["exports"].find(made, {"byte_size": 1})
        exports = sum(row.get("byte_size") or 0 for row in sizes)
    found = rows[0] if rows else {}
    return {
        "bytes_originals": int(found.get("originals") or 0),
        "bytes_prepared": int(found.get("prepared") or 0),
        "bytes_exports": int(exports),
    }


def _usage(row: dict[str, Any]) -> Usage:
    counted = {kind: max(0, int(row.get(f"bytes_{kind}", 0))) for kind in KINDS}
    return Usage(assets=max(0, int(row.get("assets", 0))), **counted)
