"""One person's work in all projects, each read by an index that begins with the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.work import TO_DO, Stage, WorkItem
from annotations.store.client import faults_are_ours
from annotations.store.tables import WORK

_URGENT = (("priority", DESCENDING), ("due", ASCENDING), ("_id", ASCENDING))
MY_WORK_INDEXES = [
    IndexModel([("assignee.id", ASCENDING), ("stage", ASCENDING), *_URGENT], name="persons_everywhere"),
    IndexModel(
        [("author.id", ASCENDING), ("judged", ASCENDING), ("changed_at", DESCENDING)],
        name="record_everywhere",
    ),
]


@dataclass
class Counted:
    """How far a person is in one project.

    Attributes:
        stages: How many frames that they were given are in each stage.
        to_do: How many of them are not handed in.
        overdue: How many of these should be by now.
    """

    stages: dict[Stage, int] = field(default_factory=dict)
    to_do: int = 0
    overdue: int = 0


def count_everywhere(person_id: str, project_ids: Sequence[str], *, at: datetime) -> dict[str, Counted]:
    """Count a person's frames by project and stage."""
    late = {"$cond": [{"$lte": ["$due", at]}, 1, 0]}
    group = {
        "_id": {"project": "$project_id", "stage": "$stage"},
        "count": {"$sum": 1},
        "late": {"$sum": late},
    }
    stages: list[dict[str, Any]] = [{"$match": _mine(person_id, project_ids)}, {"$group": group}]
    counted: dict[str, Counted] = {}
    with faults_are_ours():
        for row in WORK.collection.aggregate(stages, hint="persons_everywhere"):
            here = counted.setdefault(row["_id"]["project"], Counted())
            stage, count = row["_id"]["stage"], int(row["count"])
            here.stages[stage] = count
            if stage in TO_DO:
                here.to_do += count
                here.overdue += int(row["late"])
    return counted


def list_everywhere(person_id: str, project_ids: Sequence[str], *, limit: int) -> list[WorkItem]:
    """Return what a person has to do: what came back first, then the most urgent."""
    found: list[WorkItem] = []
    for stages in (["returned"], sorted(TO_DO - {"returned"})):
        if len(found) < limit:
            query = {**_mine(person_id, project_ids), "stage": {"$in": stages}}
            found += WORK.page(query, sort=_URGENT, limit=limit - len(found))
    return found


def list_judged_everywhere(person_id: str, project_ids: Sequence[str], *, limit: int) -> list[WorkItem]:
    """Return what a second person said something of, of a person's work, newest first."""
    query = {"author.id": person_id, "judged": True, "project_id": {"$in": list(project_ids)}}
    return WORK.page(query, sort=[("changed_at", DESCENDING)], limit=limit)


def _mine(person_id: str, project_ids: Sequence[str]) -> dict[str, Any]:
    return {"assignee.id": person_id, "project_id": {"$in": list(project_ids)}}
