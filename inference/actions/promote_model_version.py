"""Make a model version the one that predicts in a project, and keep in the ledger who did and why."""

from __future__ import annotations

from annotations.domain.actor import Actor
from annotations.domain.ids import new_id
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.project import Project
from annotations.domain.promotion import Promotion, PromotionCause, find_earlier
from annotations.domain.record import utc_now
from annotations.errors import NotFound, StateConflict
from annotations.store import projects, promotions
from annotations.store.client import Session, transaction
from annotations.store.model_versions import find_model_version
from inference.store import model_versions


def promote_model_version(
    *,
    project: Project,
    version: ModelVersion,
    actor: Actor,
    cause: PromotionCause = "person",
    reason: str | None = None,
    evaluation_id: str | None = None,
) -> ModelVersion:
    """Promote a version in place of the champion that `project` names.

    Raises:
        StateConflict: the version was refused, or only answers prompts, or somebody promoted meanwhile.
    """
    return transaction(
        lambda session: promote_in(
            session,
            project_id=project.id,
            version=version,
            actor=actor,
            cause=cause,
            reason=reason,
            evaluation_id=evaluation_id,
            expected_champion_id=project.champion_id,
        )
    )


def promote_in(
    session: Session,
    *,
    project_id: str,
    version: ModelVersion,
    actor: Actor,
    cause: PromotionCause,
    reason: str | None = None,
    evaluation_id: str | None = None,
    expected_champion_id: str | None,
) -> ModelVersion:
    """Promote a version within a transaction, as an entry in the ledger.

    The project's own champion before it is archived, and can be promoted again. Who is champion already is
    left as it is, without an entry.

    Args:
        session: The transaction.
        project_id: Where it is to predict.
        version: Who.
        actor: The person, or the gate.
        cause: What brought it about.
        reason: In words.
        evaluation_id: The comparison that spoke for it.
        expected_champion_id: Whose place it takes; when another version predicts by now, nothing is done.

    Raises:
        StateConflict: the version was refused, or only answers prompts, or it is not whose place it takes
            that predicts now.
        NotFound: the version or the project is gone.
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
    if expected_champion_id == version.id:
        project = projects.find_project(project_id, session=session)
        placed = project if project and project.champion_id == version.id else None
    else:
        placed = model_versions.set_champion(
            project_id, version.id, expected_champion_id=expected_champion_id, session=session
        )
    if placed is None:
        message = "Another version was promoted meanwhile. Look at which one predicts now, and choose again."
        raise StateConflict(message, {"champion": "changed"})
    if expected_champion_id == version.id:
        return now
    before = find_model_version(expected_champion_id, session=session) if expected_champion_id else None
    if before is not None and before.project_id == project_id:
        model_versions.set_status(before.id, "archived", session=session)
    promotions.append_promotion(
        Promotion(
            id=new_id("pmt"),
            project_id=project_id,
            from_id=expected_champion_id,
            to_id=version.id,
            cause=cause,
            reason=reason,
            evaluation_id=evaluation_id,
            actor=actor,
            at=utc_now(),
        ),
        session=session,
    )
    if now.project_id is None:
        return now
    return model_versions.set_status(now.id, "champion", session=session) or now


def roll_back(*, project: Project, actor: Actor, reason: str | None = None) -> ModelVersion:
    """Promote the version that predicted before the champion that `project` names.

    Raises:
        StateConflict: no other version predicted before, or somebody promoted meanwhile.
    """

    def work(session: Session) -> ModelVersion:
        ledger = promotions.read_ledger(project.id, session=session)
        earlier = find_earlier(ledger, project.champion_id)
        version = find_model_version(earlier, session=session) if earlier else None
        if version is None:
            message = "No other version predicted here before. Promote one of the list instead."
            raise StateConflict(message, {"champion": "no earlier one"})
        return promote_in(
            session,
            project_id=project.id,
            version=version,
            actor=actor,
            cause="rollback",
            reason=reason,
            expected_champion_id=project.champion_id,
        )

    return transaction(work)
