"""Make a model version the one that predicts in a project."""

from __future__ import annotations

from typing import Literal

from annotations.domain.actor import SYSTEM, Actor
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.project import Project
from annotations.errors import NotFound, StateConflict
from annotations.store.client import Session, transaction
from annotations.store.model_versions import find_model_version
from inference.store import model_versions


def promote_model_version(*, project: Project, version: ModelVersion) -> ModelVersion:
    """Promote a version in place of the champion that `project` names.

    Raises:
        StateConflict: the version was refused, or only answers prompts, or somebody promoted meanwhile.
    """
    return transaction(
        lambda session: promote_in(
            session,
            project_id=project.id,
            version=version,
            actor=SYSTEM,
            cause="person",
            expected_champion_id=project.champion_id,
        )
    )


def promote_in(
    session: Session,
    *,
    project_id: str,
    version: ModelVersion,
    actor: Actor,
    cause: Literal["person", "gate"],
    reason: str | None = None,
    evaluation_id: str | None = None,
    expected_champion_id: str | None,
) -> ModelVersion:
    """Promote a version within a transaction; the project's own champion before it is archived.

    Raises:
        StateConflict: the version was refused, or only answers prompts, or it is not whose place it takes
            that predicts now.
        NotFound: the version is gone.
    """
    if version.task == PROMPT_TASK:
        message = "This version answers prompts; it cannot predict by itself."
        raise StateConflict(message)
    now = find_model_version(version.id, session=session)
    if now is None:
        message = "The model version is gone."
        raise NotFound(message)
    if now.status == "refused":
        message = "A refused version cannot be promoted."
        raise StateConflict(message)
    placed = model_versions.set_champion(
        project_id, version.id, expected_champion_id=expected_champion_id, session=session
    )
    if placed is None:
        message = "Another version was promoted meanwhile. Look at which one predicts now, and choose again."
        raise StateConflict(message, {"champion": "changed"})
    before = find_model_version(expected_champion_id, session=session) if expected_champion_id else None
    if before is not None and before.project_id == project_id and before.id != version.id:
        model_versions.set_status(before.id, "archived", session=session)
    if now.project_id is None:
        return now
    return model_versions.set_status(now.id, "champion", session=session) or now
