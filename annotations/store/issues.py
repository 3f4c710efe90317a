"""Issues: pins and their threads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.actor import Actor
from annotations.domain.issue import Comment, Issue, IssueStatus
from annotations.store.client import Session
from annotations.store.codec import to_document
from annotations.store.tables import ISSUES

ISSUE_INDEXES = [
    IndexModel([("asset_id", ASCENDING), ("_id", ASCENDING)], name="by_asset"),
    IndexModel(
        [("project_id", ASCENDING), ("removed", ASCENDING), ("status", ASCENDING), ("_id", DESCENDING)],
        name="by_status",
    ),
    IndexModel([("project_id", ASCENDING), ("removed", ASCENDING), ("_id", DESCENDING)], name="listing"),
    IndexModel([("project_id", ASCENDING), ("text_key", ASCENDING), ("_id", ASCENDING)], name="by_text"),
    IndexModel(
        [("project_id", ASCENDING), ("status", ASCENDING), ("text_key", ASCENDING), ("_id", ASCENDING)],
        name="status_by_text",
        partialFilterExpression={"removed": False},
    ),
]


def find_issue(issue_id: str, *, session: Session | None = None) -> Issue | None:
    """Return a pin, also a removed one."""
    return ISSUES.find(issue_id, session=session)


def add_issue(issue: Issue, *, session: Session) -> None:
    """Insert a pin."""
    ISSUES.insert(issue, session=session)


def list_issues(asset_id: str, *, limit: int) -> list[Issue]:
    """Return the pins of an asset that were not removed, in order; of a video those of all its frames."""
    return ISSUES.page({"asset_id": asset_id, "removed": False}, limit=limit)


def page_issues(
    project_id: str, *, status: IssueStatus | None, begins: str | None, after: str | None, limit: int
) -> list[Issue]:
    """Return a project's pins, newest first; a search gives them by their text."""
    query: dict[str, Any] = {"project_id": project_id, "removed": False}
    if status is not None:
        query["status"] = status
    if begins:
        last = ISSUES.find(after) if after else None
        query["text_key"] = {"$gte": begins, "$lt": begins + "\U0010ffff"}
        if last is not None:
            query["$or"] = [
                {"text_key": {"$gt": last.text_key}},
                {"text_key": last.text_key, "_id": {"$gt": last.id}},
            ]
        return ISSUES.page(query, sort=[("text_key", 1), ("_id", 1)], limit=limit)
    if after:
        query["_id"] = {"$lt": after}
    return ISSUES.page(query, sort=[("_id", -1)], limit=limit)


def count_open(asset_id: str) -> int:
    """Count the pins of an asset that are not resolved."""
    return ISSUES.count({"asset_id": asset_id, "status": "open", "removed": False})


def append_comment(issue_id: str, comment: Comment, *, most: int, session: Session) -> Issue | None:
    """Append to a thread; None when it is full or gone."""
    open_end = {"_id": issue_id, "removed": False, f"comments.{most - 1}": {"$exists": False}}
    change = {"$push": {"comments": comment.model_dump()}, "$set": {"changed_at": comment.at}}
    return ISSUES.change(open_end, change, session=session)


def set_status(
    issue_id: str, status: IssueStatus, *, actor: Actor, at: datetime, session: Session
) -> Issue | None:
    """Resolve a pin or open it again."""
    resolved_by = actor.model_dump() if status == "resolved" else None
    changes = {"status": status, "resolved_by": resolved_by, "changed_at": at}
    return ISSUES.change({"_id": issue_id, "removed": False}, {"$set": changes}, session=session)


def set_removed(issue_id: str, *, removed: bool, at: datetime) -> Issue | None:
    """Take a pin away, or put it back."""
    return ISSUES.change({"_id": issue_id}, {"$set": {"removed": removed, "changed_at": at}})


def keep_issue(issue: Issue, *, session: Session) -> None:
    """Write a pin as it is now."""
    document = to_document(issue)
    identity = document.pop("_id")
    ISSUES.change({"_id": identity}, {"$set": document}, session=session)
