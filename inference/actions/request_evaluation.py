"""Ask for a candidate to be measured beside the champion; the relay queues its job."""

from __future__ import annotations

from annotations.domain.actor import SYSTEM, Actor
from annotations.domain.evaluation import Evaluation
from annotations.domain.ids import new_id
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.errors import AlreadyExists, NotFound, StateConflict
from annotations.store import evaluations
from annotations.store.client import Session
from inference.store import model_versions


def request_evaluation(*, project: Project, candidate_id: str, actor: Actor) -> Evaluation:
    """Queue the evaluation of a version that a person names.

    A version that the gate refused may be measured again: there may be more held-out frames by now.

    Raises:
        NotFound: the project has no such version.
        StateConflict: it is the champion, answers prompts only, or could not be used at all.
        AlreadyExists: it is being measured already.
    """
    version = model_versions.find_usable(project.id, candidate_id)
    if version is None:
        message = "There is no such model version in this project."
        raise NotFound(message, {"candidate_id": "unknown"})
    if version.id == project.champion_id:
        message = "This version is the champion: there is nothing to compare it with."
        raise StateConflict(message, {"candidate_id": "is the champion"})
    unusable = version.status == "refused" and evaluations.find_last(version.id) is None
    if unusable or version.task == PROMPT_TASK:
        message = f"{version.name} {version.version} cannot predict by itself."
        raise StateConflict(message, {"candidate_id": "does not predict"})
    row = _make(project, version, actor)
    if not evaluations.add_evaluation(row):
        waiting = evaluations.find_unfinished(project.id, version.id)
        message = "This version is being measured already."
        raise AlreadyExists(message, {"evaluation_id": waiting.id if waiting else "ended just now"})
    return row


def evaluate_trained(project: Project, version: ModelVersion, *, session: Session) -> None:
    """Queue the evaluation of a version that a training has made, once."""
    if evaluations.find_last(version.id, session=session) is None:
        evaluations.add_evaluation(_make(project, version, SYSTEM), session=session)


def _make(project: Project, version: ModelVersion, actor: Actor) -> Evaluation:
    return Evaluation(
        id=new_id("evl"),
        project_id=project.id,
        candidate_id=version.id,
        champion_id=project.champion_id,
        training_id=version.training_id,
        snapshot_id=version.snapshot_id,
        policy=project.gate,
        running=evaluations.running_key(project.id, version.id),
        actor=actor,
        created_at=utc_now(),
    )
