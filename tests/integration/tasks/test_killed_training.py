"""A training whose worker is killed at each stage: no half model, the champion serves, it is finished."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from annotations.actions.sweep_jobs import sweep_jobs
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.store import projects
from annotations.store.client import database as mongo
from annotations.store.tables import MODEL_VERSIONS
from inference.actions.request_training import request_training
from inference.tasks import train_model
from portal.env import PROJECT_ROOT, child_environment
from tests.builders import Cast
from tests.builders_trainings import a_taught_project, job_of, training_of
from tests.circle import Circle

STAGES = ("freezing", "pictures", "working", "examining", "keeping")
SCRIPT = """
mark = folder / "work" / "attempts"
mark.write_text((mark.read_text() if mark.exists() else "") + "x")
say("point", step=1, split="train", metric="loss", value=0.5)
say("stage", name="working", done=1, total=2)
finish(task["labels"][0])
"""


@pytest.fixture
def worker(cast: Cast, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A warm worker; it is told a job and where to die."""
    script = Path(__file__).with_name("training_worker.py")
    started = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        cwd=PROJECT_ROOT,
        env=child_environment({"PYTHONPATH": str(PROJECT_ROOT)}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield started
    started.communicate()


def kill_at(worker: "subprocess.Popen[str]", job_id: str, stage: str) -> str:
    assert worker.stdin is not None
    assert worker.stdout is not None
    print(job_id, stage, file=worker.stdin, flush=True)
    told = worker.stdout.readline().strip()
    return worker.stdout.readline().strip() if told == "ready" else told


def test_a_training_that_is_killed_at_each_stage_is_finished_by_the_next_workers(
    cast: Cast,
    tiny_model: ModelVersion,
    settings: Settings,
    tmp_path: Path,
    worker: "subprocess.Popen[str]",
) -> None:
    project = a_taught_project(cast, tiny_model, settings, tmp_path, SCRIPT)
    circle = Circle(works=False)
    circle.start()
    asked = request_training(project=project, actor=cast.alice.actor)
    circle.settle()
    job = job_of(asked.id)
    for stage in STAGES:
        assert kill_at(worker, job.id, stage) == "-9", stage
        assert MODEL_VERSIONS.count({"project_id": project.id}) == 0, stage
        assert champion_of(project) == tiny_model.id
        assert training_of(asked.id).running == project.id
        # What lies between two attempts is no crash of the same thing over and over.
        mongo()["jobs"].update_one(
            {"_id": job.id}, {"$set": {"lease_until": datetime(2020, 1, 1, tzinfo=UTC), "attempts": 1}}
        )
        sweep_jobs(send=lambda hint: None, waiting=lambda queue: 0)
    circle.settle()
    train_model(job.id)
    circle.settle()
    circle.stop()
    ended = training_of(asked.id)
    assert (ended.status, ended.reason) == ("finished", None)
    assert [version.training_id for version in MODEL_VERSIONS.page({"project_id": project.id})] == [asked.id]
    assert [point.step for point in ended.points] == [1], "a point of an earlier attempt is not told again"
    folder = tmp_path / "training" / project.id / asked.id
    assert (folder / "work" / "attempts").read_text() == "xxxx", "the trainer goes on in the same folder"


def champion_of(project: Project) -> str | None:
    now = projects.find_project(project.id)
    return now.champion_id if now else None
