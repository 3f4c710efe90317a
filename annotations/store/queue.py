"""Waiting frames by strategy, each found by an index of its own, and the count of draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument, UpdateOne, WriteConcern

from annotations.domain.asset import Frame
from annotations.domain.frame_scores import Waiting
from annotations.domain.queue import Strategy
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import key
from annotations.store.tables import FRAMES

_FILLED = "filled"
_FIELDS: dict[Strategy, tuple[tuple[str, int], ...]] = {
    "order": (("order", ASCENDING),),
    "random": (("chance", ASCENDING),),
    "uncertainty": (("uncertainty", DESCENDING),),
    "disagreement": (("disagreement", DESCENDING),),
    "rare": (("shown", ASCENDING), ("uncertainty", DESCENDING)),
    "diversity": (("diverse", ASCENDING),),
}
_SCORES = {"waiting.uncertainty": 1, "waiting.disagreement": 1}
_RANKED: dict[Strategy, str] = {
    "order": "order",
    "random": "chance",
    "uncertainty": "uncertainty",
    "disagreement": "disagreement",
    "rare": "uncertainty",
    "diversity": "diverse",
}


def _holds(strategy: Strategy) -> dict[str, Any]:
    """Return what an index of a strategy holds: frames that have its figure; touched ones have none."""
    least: Any = "" if strategy == "order" else 0
    return {f"waiting.{_RANKED[strategy]}": {"$gte": least}}


QUEUE_INDEXES = [
    IndexModel(
        [("project_id", ASCENDING), *((f"waiting.{name}", way) for name, way in fields)],
        name=f"waiting_by_{strategy}",
        partialFilterExpression=_holds(strategy),
    )
    for strategy, fields in _FIELDS.items()
]


@dataclass(frozen=True)
class WaitingFrame:
    """A frame that waits, and why it might be next."""

    frame_id: str
    uncertainty: float | None
    disagreement: float | None


def list_waiting(
    project_id: str, strategy: Strategy, *, limit: int, label: str | None = None
) -> list[WaitingFrame]:
    """Return the frames that come first by a strategy; by `rare` those that show a label."""
    query: dict[str, Any] = {"project_id": project_id, **_holds(strategy)}
    if strategy == "disagreement":
        query["waiting.disagreement"] = {"$gt": 0}  # those that agree are no candidates
    if label is not None:
        query["waiting.shown"] = label
    # Those of equal worth come in a fixed order of their own.
    sort = [(f"waiting.{name}", way) for name, way in _FIELDS[strategy] if name != "shown"]
    with faults_are_ours():
        rows = database()["frames"].find(query, _SCORES).sort(sort).limit(limit)
        return [
            WaitingFrame(
                str(row["_id"]), row["waiting"].get("uncertainty"), row["waiting"].get("disagreement")
            )
            for row in rows.hint(f"waiting_by_{strategy}")
        ]


def list_still_waiting(frame_ids: list[str]) -> set[str]:
    """Return those of some frames that wait."""
    query = {"_id": {"$in": [key(frame_id) for frame_id in frame_ids]}, "waiting": {"$ne": None}}
    with faults_are_ours():
        return {str(row["_id"]) for row in database()["frames"].find(query, {"_id": 1})}


def count_waiting(project_id: str, *, limit: int) -> int:
    """Count the frames of a project that wait, up to a limit."""
    query = {"project_id": project_id, **_holds("order")}
    with faults_are_ours():
        return database()["frames"].count_documents(query, limit=limit, hint="waiting_by_order")


def is_filled() -> bool:
    """Tell whether the frames from before there was a queue have been looked through."""
    with faults_are_ours():
        return database()["draws"].find_one({"_id": _FILLED}) is not None


def set_filled() -> None:
    """Note that they have."""
    with faults_are_ours():
        database()["draws"].update_one({"_id": _FILLED}, {"$set": {"number": 0}}, upsert=True)


def scan_older_frames() -> Iterator[list[Frame]]:
    """Yield the frames from before there was a queue, by id in pages."""
    return FRAMES.scan({"waiting": {"$exists": False}}, size=500)


def set_waiting(frame_id: str, waiting: Waiting | None, *, touched: bool, session: Session) -> None:
    """Note how an older frame waits, if at all."""
    changes = {"touched": touched, "waiting": waiting.model_dump() if waiting else None, "unembedded": True}
    with faults_are_ours():
        database()["frames"].update_one(
            {"_id": key(frame_id), "waiting": {"$exists": False}}, {"$set": changes}, session=session
        )


def next_draw(project_id: str) -> int:
    """Return the number of a draw, from 1 on; no two draws of a project have the same."""
    # A number lost with a server's sudden end is no loss: the leases tell what was handed out.
    draws = database()["draws"].with_options(write_concern=WriteConcern(1))
    with faults_are_ours():
        row = draws.find_one_and_update(
            {"_id": project_id}, {"$inc": {"number": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
    return int(row["number"]) if row else 0


def last_draw(project_id: str) -> int:
    """Return the number of the last draw; 0 before the first."""
    with faults_are_ours():
        row = database()["draws"].find_one({"_id": project_id})
    return int(row["number"]) if row else 0


def add_to_labels(project_id: str, amounts: dict[str, int], *, session: Session) -> None:
    """Add to how often people have answered for a label."""
    writes = [
        UpdateOne(
            {"_id": f"{project_id}:{label}"},
            {"$inc": {"answers": amount}, "$set": {"project_id": project_id, "label": label}},
            upsert=True,
        )
        for label, amount in amounts.items()
        if amount
    ]
    if writes:
        with faults_are_ours():
            database()["label_answers"].bulk_write(writes, ordered=False, session=session)


def read_labels(project_id: str) -> dict[str, int]:
    """Return how often people have answered for each label of a project."""
    with faults_are_ours():
        rows = database()["label_answers"].find({"project_id": project_id})
        return {row["label"]: max(0, row["answers"]) for row in rows}
