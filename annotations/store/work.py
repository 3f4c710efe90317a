"""Frames in the work: one row a frame from the moment that somebody begins with it or is given it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pymongo import ASCENDING, DESCENDING, IndexModel

from annotations.domain.actor import Actor
from annotations.domain.work import NEVER, STAGES, TO_DO, Stage, WorkItem
from annotations.store.client import Session, database, duplicates_repeat, faults_are_ours
from annotations.store.codec import key, to_document
from annotations.store.listing import beyond
from annotations.store.tables import ASSETS, WORK

WorkSort = Literal["urgent", "changed", "name"]
MOST_SKIPPED = 1_000
RECORD = 200
"""How many of a person's newest judged frames their record is made of."""

_SORTS: dict[WorkSort, tuple[tuple[str, int], ...]] = {
    "urgent": (("priority", DESCENDING), ("due", ASCENDING), ("_id", ASCENDING)),
    "changed": (("changed_at", DESCENDING), ("_id", ASCENDING)),
    "name": (("name_key", ASCENDING), ("_id", ASCENDING)),
}

_LISTED_BY: dict[str, dict[str, str]] = {
    "all": {"priority": "by_urgency", "changed_at": "by_change", "name_key": "by_name"},
    "stage": {"priority": "stage_by_urgency", "changed_at": "stage_by_change", "name_key": "stage_by_name"},
    "person": {
        "priority": "persons_by_urgency",
        "changed_at": "persons_stage_by_change",
        "name_key": "persons_stage_by_name",
    },
}
WORK_INDEXES = [
    *(
        IndexModel([("project_id", ASCENDING), *((name, ASCENDING) for name in fixed), *order], name=name)
        for name, fixed, order in (
            ("by_urgency", (), _SORTS["urgent"]),
            ("by_change", (), _SORTS["changed"]),
            ("by_name", (), _SORTS["name"]),
            ("stage_by_urgency", ("stage",), _SORTS["urgent"]),
            ("stage_by_change", ("stage",), _SORTS["changed"]),
            ("persons_by_urgency", ("assignee.id", "stage"), _SORTS["urgent"]),
            ("persons_by_change", ("assignee.id",), _SORTS["changed"]),
            ("stage_by_name", ("stage",), _SORTS["name"]),
            ("persons_stage_by_change", ("assignee.id", "stage"), _SORTS["changed"]),
            ("persons_stage_by_name", ("assignee.id", "stage"), _SORTS["name"]),
        )
    ),
    IndexModel(
        [("project_id", ASCENDING), ("priority", DESCENDING), ("changed_at", ASCENDING)],
        name="to_review",
        partialFilterExpression={"to_review": True},
    ),
    IndexModel(
        [("project_id", ASCENDING), ("author.id", ASCENDING), ("changed_at", DESCENDING)], name="record"
    ),
    IndexModel([("project_id", ASCENDING), ("skipped_by", ASCENDING)], name="skippers"),
    IndexModel(
        [("project_id", ASCENDING), ("batch", ASCENDING), *_SORTS["urgent"]],
        name="by_batch",
        partialFilterExpression={"batch": {"$gt": ""}},
    ),
]


def find_item(frame_id: str, *, session: Session | None = None) -> WorkItem | None:
    """Return a frame in the work; None while nobody has begun with it or was given it."""
    return WORK.find(frame_id, session=session)


def find_items(frame_ids: Sequence[str], *, session: Session | None = None) -> dict[str, WorkItem]:
    """Return those of the frames that are in the work, by id."""
    rows = WORK.page({"_id": {"$in": [key(one) for one in frame_ids]}}, session=session) if frame_ids else []
    return {row.id: row for row in rows}


def keep_item(item: WorkItem, *, session: Session) -> None:
    """Write an item as it is now."""
    document = to_document(item)
    identity = document.pop("_id")
    with duplicates_repeat(), faults_are_ours():
        WORK.collection.update_one({"_id": identity}, {"$set": document}, upsert=True, session=session)


def add_missing(items: Sequence[WorkItem], *, session: Session) -> None:
    """Insert those items that are not in the work yet."""
    known = find_items([item.id for item in items], session=session)
    with duplicates_repeat():
        WORK.insert_many([item for item in items if item.id not in known], session=session)


def begin_items(frame_ids: Sequence[str], *, at: datetime, session: Session) -> None:
    """Let frames that were given to somebody be in progress once they begin."""
    query = {"_id": {"$in": [key(one) for one in frame_ids]}, "stage": "open"}
    with faults_are_ours():
        WORK.collection.update_many(
            query, {"$set": {"stage": "in_progress", "changed_at": at}}, session=session
        )


def list_to_do(project_id: str, person_id: str, *, limit: int) -> list[WorkItem]:
    """Return what a person was given and has not handed in: what came back first, then the most urgent."""
    mine = {"project_id": project_id, "assignee.id": person_id}
    returned = WORK.page({**mine, "stage": "returned"}, sort=_SORTS["urgent"], limit=limit)
    if len(returned) >= limit:
        return returned
    begun = {"$in": sorted(TO_DO - {"returned"})}
    return [
        *returned,
        *WORK.page({**mine, "stage": begun}, sort=_SORTS["urgent"], limit=limit - len(returned)),
    ]


def list_skipped_by(project_id: str, person_id: str) -> set[str]:
    """Return the frames that a person skipped and others may get."""
    query = {"project_id": project_id, "skipped_by": person_id, "stage": "open"}
    with faults_are_ours():
        rows = WORK.collection.find(query, {"_id": 1}).limit(MOST_SKIPPED)
        return {str(row["_id"]) for row in rows}


def claim_review(
    project_id: str,
    person: Actor,
    *,
    at: datetime,
    until: datetime,
    own: bool,
    left_out: Sequence[str],
    among: Mapping[str, Any],
) -> WorkItem | None:
    """Take the first submitted frame that is in nobody's hands; no two people get the same.

    Args:
        project_id: Of which project.
        person: Who asks.
        at: Now.
        until: How long it is theirs.
        own: Whether it may be one's own work.
        left_out: Frames one does not want now.
        among: What else must fit.
    """
    free = {"$or": [{"held_until": {"$lte": at}}, {"held_by.id": person.id}]}
    query: dict[str, Any] = {"project_id": project_id, "to_review": True, **free, **among}
    if not own:
        query["author.id"] = {"$ne": person.id}
    if left_out:
        query["_id"] = {"$nin": list(left_out)}
    taken = {"$set": {"held_by": person.model_dump(), "held_until": until}}
    return WORK.change(query, taken, sort=[("priority", -1), ("changed_at", 1)])


def list_held(project_id: str, person_id: str, *, at: datetime) -> list[WorkItem]:
    """Return the submitted frames that a person holds to look at, the first taken first."""
    query = {"project_id": project_id, "to_review": True, "held_by.id": person_id, "held_until": {"$gt": at}}
    return WORK.page(query, sort=[("held_until", 1)], limit=20)


def release_review(frame_id: str, person_id: str) -> bool:
    """Let others have a submitted frame; False when it was not this person's."""
    freed = {"$set": {"held_by": None, "held_until": NEVER}}
    return WORK.change({"_id": key(frame_id), "held_by.id": person_id}, freed) is not None


def release_reviews(project_id: str, person_id: str) -> None:
    """Let others have every submitted frame that a person holds to look at."""
    query = {"project_id": project_id, "to_review": True, "held_by.id": person_id}
    freed = {"$set": {"held_by": None, "held_until": NEVER}}
    with faults_are_ours():
        WORK.collection.update_many(query, freed)


def list_unfinished(project_id: str, person_id: str, *, limit: int) -> list[WorkItem]:
    """Return what a person was given, or began with by themselves, and has not handed in."""
    given = {"assignee.id": person_id, "stage": {"$in": sorted(TO_DO)}}
    begun = {"author.id": person_id, "assignee": None, "stage": "in_progress"}
    return WORK.page({"project_id": project_id, "$or": [given, begun]}, limit=limit)


def count_to_review(project_id: str, *, limit: int) -> int:
    """Count the frames that wait for a reviewer, up to a limit."""
    query = {"project_id": project_id, "to_review": True}
    with faults_are_ours():
        return WORK.collection.count_documents(query, limit=limit, hint="to_review")


def read_record(project_id: str, author_id: str, *, session: Session | None = None) -> tuple[int, int]:
    """Return how many of an author's newest judged frames were ever returned, and how many were judged."""
    query = {"project_id": project_id, "author.id": author_id, "judged": True}
    with faults_are_ours():
        rows = (
            WORK.collection.find(query, {"returns": 1}, session=session).sort("changed_at", -1).limit(RECORD)
        )
        returns = [int(row.get("returns", 0)) for row in rows]
    return sum(1 for count in returns if count), len(returns)


def list_judged(project_id: str, author_id: str, *, limit: int) -> list[WorkItem]:
    """Return what a second person said something of, of an author, newest first."""
    query = {"project_id": project_id, "author.id": author_id, "judged": True}
    return WORK.page(query, sort=[("changed_at", -1)], limit=limit)


def count_loads(project_id: str, people: Sequence[str]) -> dict[str, int]:
    """Return how many frames each of some people has to do."""
    todo = {"$in": sorted(TO_DO)}
    return {
        person: WORK.count({"project_id": project_id, "assignee.id": person, "stage": todo})
        for person in people
    }


def count_stages(project_id: str, person_id: str | None) -> dict[Stage, int]:
    """Count a person's frames by stage, or everybody's."""
    mine: dict[str, Any] = {"project_id": project_id}
    if person_id is not None:
        mine["assignee.id"] = person_id
    stages: list[dict[str, Any]] = [{"$match": mine}, {"$group": {"_id": "$stage", "count": {"$sum": 1}}}]
    with faults_are_ours():
        return {row["_id"]: int(row["count"]) for row in WORK.collection.aggregate(stages)}


def find_oldest(project_id: str, stage: Stage) -> datetime | None:
    """Return since when the frame has been in a stage that has been there longest."""
    order = [("changed_at", ASCENDING), ("_id", DESCENDING)]
    found = WORK.page({"project_id": project_id, "stage": stage}, sort=order, limit=1)
    return found[0].changed_at if found else None


def arrival_of(asset_id: str) -> datetime | None:
    """Return when an asset came."""
    asset = ASSETS.find(asset_id)
    return asset.created_at if asset else None


def count_overdue(project_id: str, person_id: str, *, at: datetime) -> int:
    """Count what a person should have handed in by now."""
    query = {"project_id": project_id, "assignee.id": person_id, "stage": {"$in": sorted(TO_DO)}}
    return WORK.count({**query, "due": {"$lte": at}})


def count_batches(project_id: str, *, after: str | None, limit: int) -> dict[str, dict[Stage, int]]:
    """Count the frames of a project's batches by stage, the batches in order of their names."""
    named: dict[str, Any] = {"$gt": after or ""}
    stages: list[dict[str, Any]] = [
        {"$match": {"project_id": project_id, "batch": named}},
        {"$group": {"_id": {"batch": "$batch", "stage": "$stage"}, "count": {"$sum": 1}}},
        {"$sort": {"_id.batch": 1}},
    ]
    counted: dict[str, dict[Stage, int]] = {}
    with faults_are_ours():
        for row in WORK.collection.aggregate(stages, hint="by_batch"):
            name = row["_id"]["batch"]
            if name not in counted and len(counted) == limit:
                break
            counted.setdefault(name, {})[row["_id"]["stage"]] = int(row["count"])
    return counted


def page_work(
    project_id: str,
    *,
    sort: WorkSort,
    limit: int,
    after: str | None = None,
    stage: Stage | Literal["to_do"] | None = None,
    person_id: str | None = None,
    begins: str | None = None,
    batch: str | None = None,
) -> list[WorkItem]:
    """Return frames in the work in order, from the one after `after`.

    Args:
        project_id: Of which project.
        sort: By urgency, by the last change, or by name; a search by name is sorted by name.
        limit: How many.
        after: The id of the last one of the page before.
        stage: Only those; `to_do` are those that are still their annotator's.
        person_id: Only what this person was given.
        begins: Only names that begin so, in the form of `name_key`.
        batch: Only what was given under this name.
    """
    order = _SORTS["name" if begins else sort]
    query: dict[str, Any] = {"project_id": project_id}
    if stage is not None:
        query["stage"] = {"$in": sorted(TO_DO)} if stage == "to_do" else stage
    if person_id is not None:
        query["assignee.id"] = person_id
        # All of them named: each is a stretch of an index that has the order already.
        query.setdefault("stage", {"$in": sorted(STAGES)})
    if batch is not None:
        query["batch"] = {"$eq": batch, "$gt": ""}
    if begins:
        query["name_key"] = {"$gte": begins, "$lt": begins + "\U0010ffff"}
    last = WORK.find(after) if after else None
    if last is not None:
        query |= beyond(order, to_document(last))
    among = "person" if person_id is not None else "stage" if stage is not None else "all"
    # A batch is a short stretch of its own index, whatever the order.
    hint = "by_batch" if batch is not None else _LISTED_BY[among][order[0][0]]
    return WORK.page(query, sort=order, limit=limit, hint=hint)


def park_frames(asset_ids: Sequence[str], *, session: Session) -> None:
    """Take the frames of assets out of the queue: they are somebody's."""
    query = {"asset_id": {"$in": list(asset_ids)}}
    with faults_are_ours():
        database()["frames"].update_many(query, {"$set": {"parked": True, "waiting": None}}, session=session)


def list_open_assets(project_id: str, *, limit: int) -> list[str]:
    """Return the assets whose frames wait for anybody, in order of arrival."""
    query = {"project_id": project_id, "waiting.order": {"$gte": ""}}
    found: dict[str, None] = {}
    with faults_are_ours():
        rows = database()["frames"].find(query, {"asset_id": 1}).sort("waiting.order", 1)
        for row in rows.hint("waiting_by_order"):
            found[str(row["asset_id"])] = None
            if len(found) >= limit:
                break
    return list(found)


def find_asset_frames(asset_ids: Sequence[str]) -> list[tuple[str, str, str | None, bool]]:
    """Return id, name, the one frame, and whether it is a video, of assets that can be opened."""
    query = {"_id": {"$in": [key(one) for one in asset_ids]}, "status": "ready"}
    rows = {asset.id: asset for asset in ASSETS.page(query)}
    found = [rows[one] for one in asset_ids if one in rows]
    return [(asset.id, asset.name, asset.frame_id, asset.video is not None) for asset in found]
