"""Trainings from request to candidate: asked for once, done by a real child, kept whole or not at all."""

from pathlib import Path

import pytest
from pytest_django import Settings

from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.errors import NothingToLearn, StateConflict
from annotations.store import projects, trainings
from annotations.store.tables import MODEL_VERSIONS, TRAININGS
from inference.actions.request_training import request_training
from tests.builders import Cast, use_model
from tests.builders_trainings import GOOD, a_trainer, job_of, some_lessons, training_of
from tests.circle import Circle, types_of


@pytest.fixture
def taught(cast: Cast, tiny_model: ModelVersion, settings: Settings, tmp_path: Path) -> Project:
    """A project with three labelled pictures, whose trainer copies its parent."""
    settings.TRAINERS_FILE = a_trainer(tmp_path, GOOD)
    settings.TRAININGS_ROOT = tmp_path / "training"
    use_model(cast.project, tiny_model)
    some_lessons(cast.project, cast.bob)
    return policy(cast.project, trainer="copy")


def policy(project: Project, **changes: object) -> Project:
    now = projects.find_project(project.id)
    assert now is not None
    wanted = now.model_copy(update={"training": now.training.model_copy(update=changes)})
    changed = projects.replace_project(wanted)
    assert changed is not None
    return changed


def test_a_training_makes_a_candidate_with_its_lineage(cast: Cast, taught: Project, circle: Circle) -> None:
    asked = request_training(project=taught, actor=cast.alice.actor)
    circle.settle()
    ended = training_of(asked.id)
    assert (ended.status, ended.reason, ended.running) == ("finished", None, None)
    version = MODEL_VERSIONS.find(ended.model_version_id or "")
    assert version is not None
    assert (version.status, version.project_id, version.name) == ("candidate", taught.id, "sample-ft")
    assert (version.parent_id, version.training_id) == (taught.champion_id, asked.id)
    assert (version.snapshot_id, version.metrics) == (
        ended.snapshot_id,
        {"validation/ap50": 0.5, "steps": 3.0},
    )
    assert ended.counts.model_dump() == {
        "frames": 3, "objects": 3, "holdout_frames": 0, "by_label": {"cat": 3},
    }  # fmt: skip
    assert [point.value for point in ended.points] == [0.5]
    told = types_of(taught.id)
    assert "training.progressed" in told
    assert "model_version.registered" in told
    assert job_of(asked.id).status == "finished"


def test_the_same_content_is_not_learned_twice(cast: Cast, taught: Project, circle: Circle) -> None:
    request_training(project=taught, actor=cast.alice.actor)
    circle.settle()
    with pytest.raises(NothingToLearn):
        request_training(project=taught, actor=cast.alice.actor)
    some_lessons(cast.project, cast.bob, 1)
    again = request_training(project=taught, actor=cast.alice.actor)
    circle.settle()
    assert "very file" in (training_of(again.id).reason or "") or training_of(again.id).reason is not None


def test_a_project_trains_once_at_a_time(cast: Cast, taught: Project) -> None:
    first = request_training(project=taught, actor=cast.alice.actor)
    with pytest.raises(StateConflict) as refused:
        request_training(project=taught, actor=cast.alice.actor)
    assert refused.value.fields == {"training_id": first.id}
    assert trainings.find_running(taught.id) == first
    assert TRAININGS.count({}) == 1
