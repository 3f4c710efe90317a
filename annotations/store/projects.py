"""Projects, their people and their tallies."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Literal, get_args

from bson import ObjectId

from annotations.domain.costs import Costs
from annotations.domain.project import Counts, Project, Role
from annotations.domain.queue import Strategy
from annotations.domain.record import Record, utc_now
from annotations.store.client import Session, database, duplicates_repeat, faults_are_ours
from annotations.store.codec import key
from annotations.store.listing import ByAge
from annotations.store.naming import page_named
from annotations.store.tables import PROJECTS

_ROLES = frozenset(get_args(Role))


class Member(Record):
    """One person's role in one project, and since when."""

    user_id: str
    role: Role
    joined_at: datetime


def add_project(project: Project, *, session: Session | None = None) -> Project:
    """Insert a project."""
    return PROJECTS.insert(project, session=session)


def find_project(project_id: str, *, session: Session | None = None) -> Project | None:
    """Return a project."""
    return PROJECTS.find(project_id, session=session)


def list_projects(
    project_ids: list[str] | None,
    *,
    after: str | None,
    limit: int,
    sort: ByAge = "oldest",
    q: str | None = None,
) -> list[Project]:
    """Return projects in order of creation, from the one after; None means all.

    Args:
        project_ids: Only these.
        after: The id of the last one of the page before.
        limit: How many.
        sort: The oldest or the newest first; a search is sorted by name.
        q: Only names that begin so, whatever the case.
    """
    query: dict[str, Any] = {} if project_ids is None else {"_id": {"$in": project_ids}}
    return page_named(PROJECTS, query, after=after, limit=limit, sort=sort, q=q)


def replace_project(project: Project, *, session: Session | None = None) -> Project | None:
    """Write the editable part of a project, and when."""
    changes = project.model_dump(
        include={
            "name", "labels", "threshold", "triggers", "video", "training", "gate", "queue", "review",
            "quality", "rules", "label_map",
        }
    )  # fmt: skip
    changes["changed_at"] = utc_now()
    return PROJECTS.change({"_id": project.id}, {"$set": changes}, session=session)


def set_costs(project_id: str, costs: Costs, *, session: Session | None = None) -> Project | None:
    """Write what an hour of labelling costs, and when."""
    changes = {"costs": costs.model_dump(), "changed_at": utc_now()}
    return PROJECTS.change({"_id": project_id}, {"$set": changes}, session=session)


def set_schedule(
    project_id: str,
    *,
    due: datetime,
    next_run: datetime | None,
    trigger: Literal["export", "training"] = "export",
    session: Session,
) -> bool:
    """Move a schedule on from the run that was due; False when somebody else did it first."""
    moved = PROJECTS.change(
        {"_id": project_id, f"triggers.{trigger}.next_run": due},
        {
            "$set": {
                f"triggers.{trigger}.next_run": next_run,
                f"triggers.{trigger}.last_run": due,
                "changed_at": utc_now(),
            }
        },
        session=session,
    )
    return moved is not None


def list_due(now: datetime, *, trigger: Literal["export", "training"] = "export") -> list[Project]:
    """Return the projects whose scheduled export or training is due."""
    return PROJECTS.page({f"triggers.{trigger}.next_run": {"$lte": now}})


def list_served_by(version_id: str, *, limit: int) -> list[Project]:
    """Return the projects in which a model version predicts, newest first."""
    return PROJECTS.page({"champion_id": version_id}, sort=[("_id", -1)], limit=limit)


def list_with_strategy(strategy: Strategy) -> list[str]:
    """Return the projects whose queue hands out by a strategy, among others."""
    with faults_are_ours():
        return list(database()["projects"].distinct("_id", {"queue.mix.strategy": strategy}))


def find_role(project_id: str, user_id: str, *, session: Session | None = None) -> Role | None:
    """Return a person's role in a project."""
    mine = {"project_id": project_id, "user_id": key(user_id)}
    with faults_are_ours():
        row = database()["memberships"].find_one(mine, session=session)
    return row["role"] if row and row["role"] in _ROLES else None


def list_memberships(user_id: str) -> dict[str, Role]:
    """Return project id -> role of one person."""
    with faults_are_ours():
        rows = database()["memberships"].find({"user_id": key(user_id)})
        return {row["project_id"]: row["role"] for row in rows if row["role"] in _ROLES}


def list_members(project_id: str, *, session: Session | None = None) -> list[Member]:
    """Return the people of a project, in the order in which they joined."""
    with faults_are_ours():
        rows = database()["memberships"].find({"project_id": project_id}, session=session).sort("_id", 1)
        return [
            Member(user_id=str(row["user_id"]), role=row["role"], joined_at=row["_id"].generation_time)
            for row in rows
            if row["role"] in _ROLES
        ]


def set_member(project_id: str, user_id: str, role: Role, *, session: Session | None = None) -> None:
    """Give a person a role in a project, or change it."""
    mine = {"project_id": project_id, "user_id": ObjectId(user_id)}
    with duplicates_repeat(), faults_are_ours():
        database()["memberships"].update_one(mine, {"$set": {"role": role}}, upsert=True, session=session)


def remove_member(project_id: str, user_id: str, *, session: Session) -> bool:
    """Take a person out of a project; False when they are not in it."""
    mine = {"project_id": project_id, "user_id": key(user_id)}
    with faults_are_ours():
        return database()["memberships"].delete_one(mine, session=session).deleted_count > 0


def hold_people(project_id: str, *, session: Session) -> None:
    """Let no other transaction change a project's people meanwhile: the later one runs anew."""
    turn = {"_id": f"people:{project_id}"}
    with duplicates_repeat(), faults_are_ours():
        database()["sequences"].update_one(turn, {"$inc": {"seq": 1}}, upsert=True, session=session)


def read_counts(project_id: str, *, session: Session | None = None) -> Counts:
    """Return what a project holds."""
    with faults_are_ours():
        row = database()["tallies"].find_one({"_id": project_id}, session=session) or {}
    known = {
        name: max(0, row.get(name, 0)) for name in ("assets", "ready", "failed", "annotations", "corrections")
    }
    return Counts(**known, pending=max(0, known["assets"] - known["ready"] - known["failed"]))


def add_to_tally(project_id: str, amounts: dict[str, int], *, session: Session) -> dict[str, int]:
    """Add to a project's tallies and return them as they are after."""
    row = database()["tallies"].find_one_and_update(
        {"_id": project_id}, {"$inc": amounts}, upsert=True, return_document=True, session=session
    )
    return {name: value for name, value in (row or {}).items() if isinstance(value, int)}


def set_tally(project_id: str, amounts: dict[str, int], *, session: Session) -> None:
    """Set some of a project's tallies."""
    database()["tallies"].update_one({"_id": project_id}, {"$set": amounts}, upsert=True, session=session)


def read_tally(project_id: str, *, session: Session | None = None) -> Counter[str]:
    """Return a project's tallies; one that was never counted is zero."""
    with faults_are_ours():
        row = database()["tallies"].find_one({"_id": project_id}, session=session) or {}
    return Counter({name: value for name, value in row.items() if isinstance(value, int)})
