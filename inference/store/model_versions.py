"""Model versions: registering and promoting rows."""

from __future__ import annotations

from annotations.domain.model_version import ModelStatus, ModelVersion
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.store.client import Duplicate, Session
from annotations.store.listing import ByAge
from annotations.store.naming import page_named
from annotations.store.tables import EVALUATIONS, MODEL_VERSIONS, PROJECTS


def add_model_version(version: ModelVersion, *, session: Session | None = None) -> bool:
    """Insert a version; False when the project has the same file already."""
    if session is not None and find_same_file(version.project_id, version.sha256, session=session):
        return False
    try:
        MODEL_VERSIONS.insert(version, session=session)
    except Duplicate:
        if session is not None:
            raise
        return False
    return True


def find_same_file(
    project_id: str | None, sha256: str, *, session: Session | None = None
) -> ModelVersion | None:
    """Return the version of a project that holds this file."""
    return MODEL_VERSIONS.find_where({"project_id": project_id, "sha256": sha256}, session=session)


def list_numbers(project_id: str, name: str) -> list[str]:
    """Return the version numbers that a project has of a model's name."""
    return [row.version for row in MODEL_VERSIONS.page({"project_id": project_id, "name": name})]


def list_model_versions(
    project_id: str, *, after: str | None, limit: int, sort: ByAge = "newest", q: str | None = None
) -> list[ModelVersion]:
    """Return the versions a project can use by age, from the one after; or those whose names begin so."""
    usable = {"project_id": {"$in": [project_id, None]}}
    return page_named(MODEL_VERSIONS, usable, after=after, limit=limit, sort=sort, q=q)


def set_status(version_id: str, status: ModelStatus, *, session: Session) -> ModelVersion | None:
    """Move a version to another state."""
    return MODEL_VERSIONS.change({"_id": version_id}, {"$set": {"status": status}}, session=session)


def set_champion(
    project_id: str, version_id: str, *, expected_champion_id: str | None, session: Session
) -> Project | None:
    """Make a version the one that predicts in a project; None when another one than expected does."""
    changes = {"champion_id": version_id, "changed_at": utc_now()}
    query = {"_id": project_id, "champion_id": expected_champion_id}
    return PROJECTS.change(query, {"$set": changes}, session=session)


def list_children(version_id: str, *, limit: int) -> list[ModelVersion]:
    """Return the versions made from one, newest first."""
    return MODEL_VERSIONS.page({"parent_id": version_id}, sort=[("_id", -1)], limit=limit)


def find_usable(project_id: str, version_id: str) -> ModelVersion | None:
    """Return a version that is the project's own or everybody's."""
    return MODEL_VERSIONS.find_where({"_id": version_id, "project_id": {"$in": [project_id, None]}})


def find_newest_of_task(project_id: str, task: str) -> ModelVersion | None:
    """Return the newest version for a task, the project's own before everybody's."""
    query = {"project_id": {"$in": [project_id, None]}, "task": task, "status": {"$ne": "refused"}}
    found = MODEL_VERSIONS.page(query, sort=[("project_id", -1), ("_id", -1)], limit=1)
    return found[0] if found else None


def list_evaluation_ids(version_id: str, *, limit: int) -> list[str]:
    """Return the comparisons in which a version was the candidate, newest first."""
    found = EVALUATIONS.page({"candidate_id": version_id}, sort=[("_id", -1)], limit=limit)
    return [evaluation.id for evaluation in found]


def set_archived(version_id: str) -> ModelVersion | None:
    """Put a candidate aside; None when it is none any more."""
    query = {"_id": version_id, "status": {"$in": ["candidate", "archived"]}}
    return MODEL_VERSIONS.change(query, {"$set": {"status": "archived"}})
