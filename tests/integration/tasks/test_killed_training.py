"""The built-in trainer killed at each stage, and its worker: no half model, and the champion serves."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from annotations.actions.sweep_jobs import sweep_jobs
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.store import files, projects
from annotations.store.client import database as mongo
from annotations.store.tables import FRAMES, MODEL_VERSIONS
from inference.actions.register_model_version import register_model_version
from inference.actions.request_prediction import request_prediction
from inference.actions.request_training import request_training
from inference.actions.write_training_folder import folder_of, hold_folder
from inference.tasks import predict, train_model
from portal.env import PROJECT_ROOT, child_environment
from tests.builders import Cast, use_model
from tests.builders_training import small_manifest, small_ssd
from tests.builders_trainings import a_pictured_frame, job_of, some_lessons, train_with, training_of
from tests.circle import Circle
from tests.waiting import wait_until

TRAINERS = ("starting", "features", "training trial", "training final", "calibrating", "writing")
KILLS = (
    *(("worker", stage) for stage in ("freezing", "pictures")),
    *((whom, stage) for stage in TRAINERS for whom in ("worker", "trainer")),
    *(("worker", stage) for stage in ("examining", "keeping")),
)
"""In the order of the stages: a trainer does not come by one again whose end it has kept."""
LESSONS = 10
"""As many as leave eight to learn from: with fewer, none would be kept for validation."""
HERE = Path(__file__).parent


@pytest.fixture
def home(cast: Cast, settings: Settings, tmp_path: Path) -> Path:
    """Where the trainings of this test lie, and the operator's file that names the warm trainer."""
    settings.TRAINERS_FILE = tmp_path / "trainers.toml"
    settings.TRAININGS_ROOT = tmp_path / "training"
    settings.TRAINING_CACHE = tmp_path / "cache"
    words = ", ".join(f"'{word}'" for word in (sys.executable, "-I", "-S", HERE / "trainer_call.py"))
    settings.TRAINERS_FILE.write_text(
        f"[warm]\ncommand = [{words}]\nenvironment = {{ WARM_TRAINER = '{tmp_path}' }}\n"
        "settings = { steps = 8, views = 4 }\n",
        encoding="utf-8",
    )
    (tmp_path / "stage").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def worker(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """A warm worker, which is told a job and whom to kill where; and a warm trainer beside it."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, str(HERE / script), str(place)],
                    cwd=PROJECT_ROOT,
                    env=child_environment({"PYTHONPATH": str(PROJECT_ROOT)}),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for script, place in (("warm_trainer.py", home / "door"), ("training_worker.py", home))
        ]
        for process in started:
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield started[1]


@pytest.fixture
def champion(cast: Cast, home: Path) -> ModelVersion:
    """A small detector, built as the default one is, that predicts in the cast's project."""
    path = home / "champion.onnx"
    path.write_bytes(small_ssd())
    version = register_model_version(project_id=None, manifest=small_manifest(), path=path, status="champion")
    use_model(cast.project, version)
    return version


def test_a_training_that_is_killed_at_each_stage_is_finished_and_the_champion_serves_meanwhile(
    cast: Cast, champion: ModelVersion, home: Path, worker: "subprocess.Popen[str]"
) -> None:
    some_lessons(cast.project, cast.bob, LESSONS)
    project = train_with(cast.project, trainer="warm")
    circle = Circle(works=False)
    circle.start()
    asked = request_training(project=project, actor=cast.alice.actor)
    circle.settle()
    job, folder = job_of(asked.id), folder_of(asked)
    for number, (whom, stage) in enumerate(KILLS):
        (home / "stage").write_text(stage if stage in TRAINERS else "", encoding="utf-8")
        ended = kill_at(worker, job.id, whom, stage)
        assert ended == ("-9" if whom == "worker" else "0"), (whom, stage)
        assert MODEL_VERSIONS.count({"project_id": project.id}) == 0, (whom, stage)
        assert training_of(asked.id).running == project.id, (whom, stage)
        assert champion_of(project) == champion.id
        expect_served(project, champion, number)
        wait_until(lambda: is_free(folder), for_what=f"the end of the trainer that was killed at {stage}")
        # What lies between two attempts is no crash of the same thing over and over.
        mongo()["jobs"].update_one(
            {"_id": job.id}, {"$set": {"lease_until": datetime(2020, 1, 1, tzinfo=UTC), "attempts": 1}}
        )
        sweep_jobs(send=lambda hint: None, waiting=lambda queue: 0)
    (home / "stage").write_text("", encoding="utf-8")
    circle.settle()
    train_model(job.id)
    circle.settle()
    circle.stop()
    ended_training = training_of(asked.id)
    assert (ended_training.status, ended_training.reason) == ("finished", None)
    told = [(point.split, point.metric, point.step) for point in ended_training.points]
    assert [step for split, _, step in told if split == "validation"][-1] > 0
    assert len(told) == len(set(told)), "a point of an earlier attempt is not told again"
    (version,) = MODEL_VERSIONS.page({"project_id": project.id})
    assert (version.training_id, version.labels) == (asked.id, ["cat"])
    stored = b"".join(files.read_chunks(version.storage_name))
    assert hashlib.sha256(stored).hexdigest() == version.sha256


def kill_at(worker: "subprocess.Popen[str]", job_id: str, whom: str, stage: str) -> str:
    """Let the worker do a job and kill somebody at a stage; return how the worker ended."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    print(job_id, whom, stage, file=worker.stdin, flush=True)
    return worker.stdout.readline().strip()


def expect_served(project: Project, champion: ModelVersion, number: int) -> None:
    """Let the champion predict a new picture."""
    frame = a_pictured_frame(project, 100 + number)
    job, _ = request_prediction(frame=frame, model_version_id=champion.id, region=None)
    predict(job.id)
    seen = FRAMES.find(frame.id)
    assert seen is not None
    assert len(seen.prediction_ids) == 1


def is_free(folder: Path) -> bool:
    """Whether nothing is at work in a training's folder any more."""
    try:
        with hold_folder(folder):
            return True
    except BlockingIOError:
        return False


def champion_of(project: Project) -> str | None:
    now = projects.find_project(project.id)
    return now.champion_id if now else None
