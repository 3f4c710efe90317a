"""Counters of what people made of the predictions: a row for each day, model version and label."""

from __future__ import annotations

from typing import Any

from pymongo import UpdateOne

from annotations.domain.learning import CountKey
from annotations.store.client import Session, database, faults_are_ours

KEY = ("project_id", "day", "model_version_id", "label")


def add_counts(counted: dict[CountKey, dict[str, int]], *, session: Session) -> None:
    """Add to the counters."""
    changes = []
    for place, amounts in counted.items():
        changed = {name: amount for name, amount in amounts.items() if amount}
        if changed:
            changes.append(UpdateOne(dict(zip(KEY, place, strict=True)), {"$inc": changed}, upsert=True))
    if changes:
        with faults_are_ours():
            database()["learning_days"].bulk_write(changes, ordered=False, session=session)


def sum_counts(
    project_id: str, *, since: str, by: str, before: str | None = None
) -> dict[str, dict[str, int]]:
    """Add the counters of a project up by one field of their key, from a day on: key -> name -> amount."""
    days = {"$gte": since} if before is None else {"$gte": since, "$lt": before}
    stages: list[dict[str, Any]] = [
        {"$match": {"project_id": project_id, "day": days}},
        {"$group": {"_id": f"${by}"} | {name: {"$sum": f"${name}"} for name in NAMES}},
        {"$sort": {"_id": 1}},
    ]
    with faults_are_ours():
        rows = database()["learning_days"].aggregate(stages)
        return {row.pop("_id"): row for row in rows}


_ORIGINS = ("accepted", "adjusted", "rejected", "drawn")
NAMES = (
    "corrections",
    *_ORIGINS,
    *(f"{origin}_ms" for origin in _ORIGINS),
    *(f"{origin}_timed" for origin in _ORIGINS),
)
