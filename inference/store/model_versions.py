"""Model versions: registering and promoting rows."""

from __future__ import annotations

from annotations.domain.model_version import ModelStatus, ModelVersion
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.store.client import Duplicate, Session
from annotations.store.tables import MODEL_VERSIONS, PROJECTS


def add_model_version(version: ModelVersion) -> bool:
    """Insert a version; False when the project has the same file already."""
    try:
        MODEL_VERSIONS.insert(version)
    except Duplicate:
        return False
    return True


def find_same_file(project_id: str | None, sha256: str) -> ModelVersion | None:
    """Return the version of a project that holds this file."""
    return MODEL_VERSIONS.find_where({"project_id": project_id, "sha256": sha256})


def list_model_versions(project_id: str) -> list[ModelVersion]:
    """Return the versions a project can use, newest first."""
    return MODEL_VERSIONS.page({"project_id": {"$in": [project_id, None]}}, sort=[("_id", -1)])


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


def find_usable(project_id: str, version_id: str) -> ModelVersion | None:
    """Return a version that is the project's own or everybody's."""
    return MODEL_VERSIONS.find_where({"_id": version_id, "project_id": {"$in": [project_id, None]}})


def find_newest_of_task(project_id: str, task: str) -> ModelVersion | None:
    """Return the newest version for a task, the project's own before everybody's."""
    query = {"project_id": {"$in": [project_id, None]}, "task": task, "status": {"$ne": "refused"}}
    found = MODEL_VERSIONS.page(query, sort=[("project_id", -1), ("_id", -1)], limit=1)
    return found[0] if found else None
