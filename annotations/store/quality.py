"""The figures of quality as whole numbers that add up, and what each panel has added to them."""

from __future__ import annotations

from pymongo import UpdateOne

from annotations.domain.actor import Actor
from annotations.domain.quality_counts import Counts
from annotations.store.client import Session, database, faults_are_ours
from annotations.store.codec import key

_BETWEEN = "\x1f"


def add_counts(project_id: str, counts: Counts, *, session: Session) -> None:
    """Add to a project's figures."""
    writes = [
        UpdateOne(
            {"_id": _BETWEEN.join((project_id, *name))},
            {"$inc": {"count": amount}, "$setOnInsert": {"project_id": project_id, "key": list(name)}},
            upsert=True,
        )
        for name, amount in counts.items()
        if amount
    ]
    if writes:
        with faults_are_ours():
            database()["quality_counts"].bulk_write(writes, ordered=False, session=session)


def read_counts(project_id: str) -> Counts:
    """Return a project's figures: they grow with people, pairs and labels, never with frames."""
    with faults_are_ours():
        rows = database()["quality_counts"].find({"project_id": project_id}, {"key": 1, "count": 1})
        return {tuple(row["key"]): int(row["count"]) for row in rows if row["count"]}


def read_part(frame_id: str, *, session: Session) -> Counts:
    """Return what a panel has added to its project's figures."""
    with faults_are_ours():
        row = database()["quality_parts"].find_one({"_id": key(frame_id)}, session=session)
    return {tuple(name): int(amount) for name, amount in row["counts"]} if row else {}


def set_part(frame_id: str, project_id: str, counts: Counts, *, session: Session) -> None:
    """Note what a panel has added."""
    rows: list[tuple[list[str], int]] = [(list(name), amount) for name, amount in counts.items()]
    with faults_are_ours():
        database()["quality_parts"].replace_one(
            {"_id": key(frame_id)}, {"project_id": project_id, "counts": rows}, upsert=True, session=session
        )


def name_people(project_id: str, people: list[Actor], *, session: Session) -> None:
    """Remember what people and models of the figures are called."""
    writes = [
        UpdateOne(
            {"_id": f"{project_id}{_BETWEEN}{who.id}"},
            {"$set": {"project_id": project_id, "actor": who.model_dump()}},
            upsert=True,
        )
        for who in people
    ]
    if writes:
        with faults_are_ours():
            database()["quality_people"].bulk_write(writes, ordered=False, session=session)


def read_people(project_id: str) -> dict[str, Actor]:
    """Return the people and models of a project's figures by their ids."""
    with faults_are_ours():
        rows = database()["quality_people"].find({"project_id": project_id}, {"actor": 1})
        found = [Actor.model_validate(row["actor"]) for row in rows]
    return {who.id: who for who in found}
