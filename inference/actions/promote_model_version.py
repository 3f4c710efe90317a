"""Make a model version the one that predicts in a project."""

from __future__ import annotations

from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.project import Project
from annotations.errors import NotFound, StateConflict
from annotations.store.client import Session, transaction
from annotations.store.model_versions import find_model_version
from inference.store import model_versions


def promote_model_version(*, project: Project, version: ModelVersion) -> ModelVersion:
    """Promote a version; the project's own champion before it is archived, and can be promoted again.

    Raises:
        StateConflict: the version was refused, or only answers prompts.
    """
    if version.task == PROMPT_TASK:
        message = "This version answers prompts; it cannot predict by itself."
        raise StateConflict(message)
    if version.status == "refused":
        message = "A refused version cannot be promoted."
        raise StateConflict(message)

    def work(session: Session) -> ModelVersion:
        before = find_model_version(project.champion_id, session=session) if project.champion_id else None
        if before is not None and before.project_id == project.id and before.id != version.id:
            model_versions.set_status(before.id, "archived", session=session)
        model_versions.set_champion(project.id, version.id, session=session)
        if version.project_id is None:
            return version
        promoted = model_versions.set_status(version.id, "champion", session=session)
        if promoted is None:
            message = "The model version is gone."
            raise NotFound(message)
        return promoted

    return transaction(work)
