"""Trainings from request to candidate: asked for once, done by a real child, kept whole or not at all."""

import json
import re
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path

import psutil
import pytest
from PIL import Image
from pycocotools.coco import COCO
from pytest_django import Settings

from annotations.actions.review_frame import review_frame
from annotations.domain.asset import Frame
from annotations.domain.geometry import Tag
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.errors import NothingToLearn, StateConflict
from annotations.store import trainings
from annotations.store.tables import FRAMES, MODEL_VERSIONS, TRAININGS
from inference.actions.request_training import request_training
from inference.actions.write_training_folder import folder_of
from inference.manifest import read_manifest
from inference.store.splits import read_splits
from inference.tasks import train_model
from inference.trainers.table import NamedTrainer
from inference.training.pictures import read_pictures
from portal.env import PROJECT_ROOT
from tests.builders import Cast, draw, reread, use_model
from tests.builders_trainings import (
    a_pictured_frame,
    a_taught_project,
    a_trainer,
    job_of,
    some_lessons,
    train_with,
    training_of,
)
from tests.caller import Caller
from tests.circle import Circle, types_of
from tests.waiting import wait_until


@pytest.fixture
def taught(cast: Cast, tiny_model: ModelVersion, settings: Settings, tmp_path: Path) -> Project:
    """A project with three labelled pictures, whose trainer copies its parent."""
    return a_taught_project(cast, tiny_model, settings, tmp_path)


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
    # There is something new to learn, but this trainer makes the same of it.
    ended = training_of(again.id)
    assert ended.status == "finished"
    assert "Nothing new came of it" in (ended.reason or "")
    assert MODEL_VERSIONS.count({"project_id": taught.id}) == 1


def test_a_project_trains_once_at_a_time(cast: Cast, taught: Project) -> None:
    first = request_training(project=taught, actor=cast.alice.actor)
    with pytest.raises(StateConflict) as refused:
        request_training(project=taught, actor=cast.alice.actor)
    assert refused.value.fields == {"training_id": first.id}
    assert trainings.find_running(taught.id) == first
    assert TRAININGS.count({}) == 1


@pytest.mark.parametrize(
    ("script", "status", "reason"),
    [
        ('say("refused", reason="No pictures of a bird.")\nsys.exit(3)', "failed", "No pictures of a bird."),
        ("sys.exit(3)", "failed", "refused"),
        ('print("boom")\nsys.exit(1)', "failed", "exit code 1. boom"),
        ("pass", "failed", "no out/manifest.toml"),
        ('finish(manifest="name = 1")', "failed", "cannot be used"),
        ('finish(manifest=(folder / "parent/manifest.toml").read_text().replace("cat", "yak"))',
         "failed", "“yak”, which the project does not"),
        ('finish()\n(folder / "out/model.onnx").write_bytes(b"PK\\x03\\x04")', "failed", "zip archive"),
        ('finish()\n(folder / "out/model.onnx").unlink()\n'
         '(folder / "out/model.onnx").symlink_to("/etc/passwd")', "failed", "symbolic link"),
        ('finish()\n(folder / "out/manifest.toml").unlink()\n'
         '(folder / "out/manifest.toml").symlink_to(folder / "parent/manifest.toml")', "failed", "no out"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "quarantined", "want of memory"),
    ],
)  # fmt: skip
def test_a_trainer_that_goes_wrong_leaves_a_reason_and_no_model(
    cast: Cast, taught: Project, circle: Circle, tmp_path: Path, script: str, status: str, reason: str
) -> None:
    circle.settle()
    a_trainer(tmp_path, script)
    asked = request_training(project=taught, actor=cast.alice.actor)
    circle.settle()
    ended = training_of(asked.id)
    assert (ended.status, ended.running) == (status, None)
    assert reason in (ended.reason or "")
    assert MODEL_VERSIONS.count({"project_id": taught.id}) == 0
    again = request_training(project=taught, actor=cast.alice.actor)
    assert again.status == "queued", "the place is free"


def test_a_training_is_stopped_while_its_trainer_works(
    cast: Cast, taught: Project, tmp_path: Path, alice: Caller
) -> None:
    a_trainer(tmp_path, 'say("log", text=str(os.getpid()))\nwait()')
    circle = Circle(works=False)
    circle.start()
    asked = request_training(project=taught, actor=cast.alice.actor)
    circle.settle()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(train_model, job_of(asked.id).id)
        wait_until(lambda: pids_said(asked.id), 20, for_what="the trainer's first line")
        (pid,) = pids_said(asked.id)
        shown = alice.post(f"/api/trainings/{asked.id}/cancel").good()
        assert (shown["status"], shown["reason"]) == ("cancelled", "It was stopped by alice.")
        work.result(20)
    circle.settle()
    circle.stop()
    assert not psutil.pid_exists(pid)
    assert (training_of(asked.id).status, job_of(asked.id).status) == ("cancelled", "cancelled")
    alice.post(f"/api/trainings/{asked.id}/cancel").fault(409, "state_conflict")


def pids_said(training_id: str) -> list[int]:
    lines = trainings.list_lines(training_id, after=0, limit=10)
    return [int(line.text) for line in lines if line.text.isdigit()]


def test_one_that_takes_too_long_is_stopped(
    cast: Cast, taught: Project, circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.actions.train.OVERTIME_SECONDS", -8.0)
    a_trainer(tmp_path, "wait()")
    asked = request_training(project=taught, actor=cast.alice.actor, minutes=0.1)
    circle.settle()
    assert "took longer than" in (training_of(asked.id).reason or "")


def test_the_folder_is_coco_and_holds_no_held_out_file(cast: Cast, taught: Project, circle: Circle) -> None:
    frames = some_lessons(cast.project, cast.bob, 7)
    returned, untouched = frames[0], a_pictured_frame(cast.project, 99)
    review_frame(
        frame=reread(returned), project=taught, verdict="returned", comment="no", actor=cast.rita.actor
    )
    asked = request_training(project=taught, actor=cast.alice.actor)
    circle.settle()
    splits = read_splits(taught.id)
    assert sorted(splits.values()) == ["holdout"] + ["train"] * 8
    assert returned.asset_id not in splits
    assert untouched.asset_id not in splits
    folder = folder_of(training_of(asked.id))
    with redirect_stdout(StringIO()):
        read = COCO(folder / "data" / "annotations.json")
    learned = {row["tandem_frame_id"] for row in read.imgs.values()}
    assert len(learned) == len(read.anns) == 8
    assert {cast_frame(frame_id).asset_id for frame_id in learned} == {
        asset_id for asset_id, split in splits.items() if split == "train"
    }
    for row in read.imgs.values():
        with Image.open(folder / "data" / "images" / row["file_name"]) as picture:
            assert picture.size == (row["width"], row["height"])
    assert [row["name"] for row in read.cats.values()] == ["cat"]
    assert {tuple(row["bbox"]) for row in read.anns.values()} == {(10, 20, 100, 80)}
    task = json.loads((folder / "task.json").read_bytes())
    assert (task["schema"], task["task"], task["labels"], task["seconds"]) == (1, "detection", ["cat"], 240)
    for model in ("parent", "origin"):
        told = read_manifest(folder / model / "manifest.toml")
        assert told.sha256 == sha256((folder / model / "model.onnx").read_bytes()).hexdigest()


def test_tags_of_whole_frames_reach_the_trainer(
    cast: Cast, tiny_model: ModelVersion, circle: Circle, settings: Settings, tmp_path: Path
) -> None:
    settings.TRAINERS_FILE, settings.TRAININGS_ROOT = a_trainer(tmp_path), tmp_path / "training"
    use_model(cast.project, tiny_model)
    for number, label in enumerate(("cat", "dog", "cat")):
        draw(a_pictured_frame(cast.project, number), cast.bob, label, Tag())
    asked = request_training(project=train_with(cast.project, trainer="copy"), actor=cast.alice.actor)
    circle.settle()
    folder = folder_of(training_of(asked.id))
    task = json.loads((folder / "task.json").read_bytes())
    assert (task["task"], task["labels"]) == ("classification", ["cat", "dog"])
    pictures = read_pictures(folder, task["labels"], print)
    assert sorted(sorted(picture.tags) for picture in pictures) == [[0], [0], [1]]


def cast_frame(frame_id: str) -> Frame:
    found = FRAMES.find(frame_id)
    assert found is not None
    return found


def test_what_is_held_out_stays_so_however_many_files_come(
    cast: Cast, taught: Project, circle: Circle, tmp_path: Path
) -> None:
    seen: dict[str, str] = {}
    for turn in range(3):
        a_trainer(tmp_path, f'finish("{turn}")')
        some_lessons(cast.project, cast.bob, 5)
        asked = request_training(project=taught, actor=cast.alice.actor)
        circle.settle()
        assert training_of(asked.id).status == "finished"
        now = read_splits(taught.id)
        assert {asset_id: now[asset_id] for asset_id in seen} == seen
        seen = dict(now)
        assert sum(1 for split in seen.values() if split == "holdout") == len(seen) // 5
    assert training_of(asked.id).counts.holdout_frames == 3
    kept = sorted(path.name for path in folder_of(training_of(asked.id)).parent.iterdir())
    assert len(kept) == 3
    assert sorted(row.version for row in MODEL_VERSIONS.page({"project_id": taught.id})) == [
        "0001", "0002", "0003",
    ]  # fmt: skip


def test_of_many_who_ask_at_once_one_begins_a_training(cast: Cast, taught: Project) -> None:
    gate = threading.Barrier(6)

    def ask(_number: int) -> bool:
        gate.wait(20)
        try:
            request_training(project=taught, actor=cast.alice.actor)
        except StateConflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(ask, range(6))) == [False] * 5 + [True]
    assert TRAININGS.count({}) == 1


def test_the_trainer_of_the_documentation_works(
    cast: Cast, taught: Project, circle: Circle, tmp_path: Path
) -> None:
    text = (PROJECT_ROOT / "docs" / "training.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    (tmp_path / "copy.py").write_text(script, encoding="utf-8")
    (table,) = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    known = tomllib.loads(table)
    assert NamedTrainer.model_validate(known["gpu"]).settings == {"epochs": 40}
    asked = request_training(project=taught, actor=cast.alice.actor)
    circle.settle()
    ended = training_of(asked.id)
    assert (ended.status, ended.reason) == ("finished", None)
    assert [(point.step, point.metric) for point in ended.points] == [(1, "loss"), (2, "loss"), (3, "loss")]
    version = MODEL_VERSIONS.find(ended.model_version_id or "")
    assert version is not None
    assert (version.name, version.version, version.training_id) == ("sample-ft", "0001", asked.id)
