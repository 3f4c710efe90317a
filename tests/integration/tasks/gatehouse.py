"""A project before the gate, its candidates, and the work of judging them."""

from collections.abc import Callable
from typing import Any

from annotations.actions.work_job import work_job
from annotations.domain.actor import SYSTEM
from annotations.domain.evaluation import Evaluation
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.store import evaluations, jobs, projects
from annotations.store.tables import MODEL_VERSIONS
from inference.actions.evaluate_version import evaluate_version
from inference.actions.promote_model_version import promote_model_version
from inference.actions.request_evaluation import request_evaluation
from tests.builders import Cast, use_model
from tests.builders_gate import WRONG, a_frozen, a_stored_model, some_frames
from tests.circle import Circle


def with_wrong_champion(cast: Cast) -> Project:
    """Let a champion predict that always points at the wrong place."""
    use_model(cast.project, a_stored_model(cast.project, places=(WRONG,), status="champion"))
    return now(cast.project)


def now(project: Project) -> Project:
    """Return a project as it is stored."""
    found = projects.find_project(project.id)
    assert found is not None
    return found


def status_of(version: ModelVersion) -> str:
    """Return what a version is now."""
    found = MODEL_VERSIONS.find(version.id)
    assert found is not None
    return found.status


def good(project: Project, **changes: Any) -> ModelVersion:
    """Make a version that finds every object."""
    return a_stored_model(project, **changes)


def bad(project: Project, **changes: Any) -> ModelVersion:
    """Make a version that finds none."""
    return a_stored_model(project, places=((0.55, 0.05, 0.95, 0.3),), **changes)


def trained(
    project: Project, make: Callable[..., ModelVersion], frames: int = 6, **changes: Any
) -> ModelVersion:
    """Make a version as a training does, which held these frames out."""
    snapshot = a_frozen(project, some_frames(project, frames))
    return make(project, training_id="trn_" + "0" * 32, snapshot_id=snapshot.id, **changes)


def asked(project: Project, version: ModelVersion, cast: Cast) -> Job:
    """Ask for an evaluation with a job of its own, which nobody does yet."""
    row = request_evaluation(project=now(project), candidate_id=version.id, actor=cast.alice.actor)
    circle = Circle(works=False)
    circle.start()
    circle.settle()
    circle.stop()
    found = jobs.find_job_by_dedupe(f"evaluate:{row.id}")
    assert found is not None
    return found


def work(job: Job) -> Evaluation:
    """Do a job, and return the evaluation as it is then."""
    work_job(job_id=job.id, work=lambda claimed: evaluate_version(claimed, threads=1))
    return judged(job.subject.model_version_id or "")


def by_hand(project: Project, version: ModelVersion) -> None:
    """Let somebody promote a version."""
    promote_model_version(project=now(project), version=version, actor=SYSTEM)


def judged(version_id: str) -> Evaluation:
    """Return the last evaluation of a version."""
    found = evaluations.find_last(version_id)
    assert found is not None
    return found


def job_of(job: Job) -> Job:
    """Return a job as it is stored."""
    found = jobs.find_job(job.id)
    assert found is not None
    return found
