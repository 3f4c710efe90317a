"""Counters of the work: a row for each day and person, and how many frames are in each stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel, InsertOne, UpdateOne

from annotations.domain.actor import Actor
from annotations.domain.work import Stage
from annotations.domain.work_days import EVERYBODY, NAMES, DayCounts
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import key

_BETWEEN = "\x1f"
_KEY = ("project_id", "day", "person_id")
BULK = 5_000

WORK_DAY_INDEXES = [
    IndexModel([("project_id", ASCENDING), ("day", ASCENDING), ("person_id", ASCENDING)], name="by_day"),
    IndexModel([("project_id", ASCENDING), ("person_id", ASCENDING), ("day", ASCENDING)], name="by_person"),
]


def add_days(counts: DayCounts, *, session: Session) -> None:
    """Add to the counters of days and people."""
    writes = []
    for place, amounts in counts.items():
        changed = {name: amount for name, amount in amounts.items() if amount}
        if changed:
            once = dict(zip(_KEY, place, strict=True))
            writes.append(
                UpdateOne({"_id": _BETWEEN.join(place)}, {"$inc": changed, "$setOnInsert": once}, upsert=True)
            )
    if writes:
        with faults_are_ours():
            database()["work_days"].bulk_write(writes, ordered=False, session=session)


def see_people(seen: Mapping[tuple[str, str], tuple[Actor, datetime]], *, session: Session) -> None:
    """Note what people are called and when they were last at work, by project and person."""
    writes = [
        UpdateOne(
            {"_id": _BETWEEN.join(place)},
            {"$set": {"project_id": place[0], "person_id": place[1], "name": who.name}, "$max": {"at": at}},
            upsert=True,
        )
        for place, (who, at) in seen.items()
    ]
    if writes:
        with faults_are_ours():
            database()["work_people"].bulk_write(writes, ordered=False, session=session)


def read_days(project_id: str, *, since: str) -> dict[str, dict[str, int]]:
    """Return what everybody together did, by day from a day on."""
    query = {"project_id": project_id, "person_id": EVERYBODY, "day": {"$gte": since}}
    with faults_are_ours():
        rows = database()["work_days"].find(query)
        return {row["day"]: {name: int(row.get(name, 0)) for name in NAMES} for row in rows}


def sum_people(project_id: str, *, since: str, before: str | None = None) -> dict[str, dict[str, int]]:
    """Return what each person did from a day on, and before another: person -> counter -> amount."""
    stages: list[dict[str, Any]] = [
        {
            "$match": {
                "project_id": project_id,
                "day": {"$gte": since} if before is None else {"$gte": since, "$lt": before},
                "person_id": {"$gt": EVERYBODY},
            }
        },
        {"$group": {"_id": "$person_id"} | {name: {"$sum": f"${name}"} for name in NAMES}},
    ]
    with faults_are_ours():
        return {row.pop("_id"): row for row in database()["work_days"].aggregate(stages, hint="by_day")}


def read_people(project_id: str) -> dict[str, tuple[str, datetime]]:
    """Return by id what the people are called who ever did something, and when they last did."""
    with faults_are_ours():
        rows = database()["work_people"].find({"project_id": project_id})
        return {row["person_id"]: (row["name"], row["at"]) for row in rows}


def move_stages(stages: Mapping[str, tuple[str, Stage]], *, session: Session) -> None:
    """Count frames in the stage that they have come to, and no more in that in which they were counted.

    Args:
        stages: By frame its project and stage.
        session: The relay's transaction.
    """
    if not stages:
        return
    query = {"_id": {"$in": [key(frame_id) for frame_id in stages]}}
    with faults_are_ours():
        known = {
            str(row["_id"]): row["stage"] for row in database()["work_stages"].find(query, session=session)
        }
        moved = {frame_id: place for frame_id, place in stages.items() if known.get(frame_id) != place[1]}
        counts: dict[str, Counter[str]] = {}
        writes = []
        for frame_id, (project_id, stage) in moved.items():
            amounts = counts.setdefault(project_id, Counter())
            amounts[stage] += 1
            if frame_id in known:
                amounts[known[frame_id]] -= 1
            writes.append(UpdateOne({"_id": key(frame_id)}, {"$set": {"stage": stage}}, upsert=True))
        if writes:
            database()["work_stages"].bulk_write(writes, ordered=False, session=session)
        for project_id, amounts in counts.items():
            changed = {stage: amount for stage, amount in amounts.items() if amount}
            database()["work_counts"].update_one(
                {"_id": project_id}, {"$inc": changed}, upsert=True, session=session
            )


def read_stages(project_id: str) -> dict[str, int]:
    """Return how many frames are in each stage."""
    with faults_are_ours():
        row = database()["work_counts"].find_one({"_id": project_id}) or {}
    return {name: max(0, int(value)) for name, value in row.items() if name != "_id"}


def is_behind() -> bool:
    """Return whether there is a ledger of which nothing was counted: it is older than the counters."""
    with faults_are_ours():
        here = database()
        return here["work_counts"].find_one({}) is None and here["corrections"].find_one({}) is not None


def replace_all(
    days: DayCounts,
    seen: Mapping[tuple[str, str], tuple[Actor, datetime]],
    stages: Iterable[Sequence[tuple[str, str, Stage]]],
) -> None:
    """Write all of these counters anew, while no relay adds to them.

    Args:
        days: The counters of days and people.
        seen: What people are called and when they were last at work.
        stages: Frames with their projects and stages, in pages.
    """
    here = database()
    with faults_are_ours():
        for name in ("work_days", "work_people", "work_stages", "work_counts"):
            here[name].delete_many({})
        rows = [
            InsertOne({"_id": _BETWEEN.join(place), **dict(zip(_KEY, place, strict=True)), **amounts})
            for place, amounts in days.items()
        ]
        for start in range(0, len(rows), BULK):
            here["work_days"].bulk_write(rows[start : start + BULK], ordered=False)
        counts: dict[str, Counter[str]] = {}
        for page in stages:
            here["work_stages"].insert_many(
                [{"_id": key(frame_id), "stage": stage} for frame_id, _project, stage in page], ordered=False
            )
            for _frame, project_id, stage in page:
                counts.setdefault(project_id, Counter())[stage] += 1
        if counts:
            here["work_counts"].insert_many([{"_id": one, **found} for one, found in counts.items()])
        people = [
            {"_id": _BETWEEN.join(place), "project_id": place[0], "person_id": place[1], "name": who.name}
            | {"at": at}
            for place, (who, at) in seen.items()
        ]
        if people:
            here["work_people"].insert_many(people)
