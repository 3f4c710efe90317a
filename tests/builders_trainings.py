"""Small trainers, as an operator would name them, and frames with pictures for them to learn from."""

import hashlib
import io
import sys
import tomllib
from pathlib import Path

from PIL import Image
from pytest_django import Settings

from annotations.domain.asset import Frame
from annotations.domain.ids import new_id
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.training import Training, TrainingPolicy
from annotations.store import files, projects, trainings
from annotations.store.tables import ASSETS, FRAMES, JOBS, TRAININGS
from tests.builders import HEIGHT, WIDTH, Cast, Person, an_asset, draw, use_model

HEAD = """
import json, os, pathlib, shutil, signal, sys, time
folder = pathlib.Path(sys.argv[1])
task = json.loads((folder / "task.json").read_text())
def say(kind, **more):
    print(json.dumps({"type": kind, **more}), flush=True)
def wait():
    signal.pause()
def finish(mark="", manifest=None):
    parent, out = folder / "parent", folder / "out"
    model = (parent / "model.onnx").read_bytes()
    if mark:  # a text of the model's own: the last one counts
        model += b"\\x32" + bytes([len(mark)]) + mark.encode()
    (out / "model.onnx").write_bytes(model)
    text = manifest or (parent / "manifest.toml").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("sha256")]
    (out / "metrics.json").write_text(json.dumps({"validation": {"ap50": 0.5}, "steps": 3}))
    (out / "manifest.toml").write_text("\\n".join(lines))
"""
GOOD = 'say("point", step=1, split="train", metric="loss", value=0.5)\nfinish(task["labels"][0])\n'


def a_trainer(folder: Path, script: str = GOOD, name: str = "copy") -> Path:
    """Write a trainer and the operator's file that names it; return the file."""
    program = folder / f"{name}.py"
    program.write_text(HEAD + script, encoding="utf-8")
    file = folder / "trainers.toml"
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    words = ", ".join(f"'{word}'" for word in (sys.executable, "-I", "-S", str(program), "{folder}"))
    if name not in tomllib.loads(known):
        tasks = 'tasks = ["detection", "classification"]'
        file.write_text(f"{known}[{name}]\ncommand = [{words}]\n{tasks}\n", encoding="utf-8")
    return file


def a_pictured_frame(project: Project, colour: int = 0) -> Frame:
    """Insert an asset and its frame, with a picture that is really there."""
    picture = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), (colour % 256, 90, 30)).save(picture, "JPEG")
    sha256 = hashlib.sha256(picture.getvalue()).hexdigest()
    rendition = files.save_by_content("renditions", picture, sha256=sha256, suffix=".jpg")
    asset = an_asset(project)
    frame = Frame(
        id=new_id("frm"),
        project_id=project.id,
        asset_id=asset.id,
        index=0,
        width=WIDTH,
        height=HEIGHT,
        rendition=rendition,
        rendition_type="image/jpeg",
    )
    ASSETS.change({"_id": asset.id}, {"$set": {"frame_id": frame.id}})
    return FRAMES.insert(frame)


def some_lessons(project: Project, person: Person, count: int = 3) -> list[Frame]:
    """Let a person draw a cat on each of some pictures."""
    frames = [a_pictured_frame(project, number) for number in range(count)]
    for frame in frames:
        draw(frame, person)
    return frames


def training_of(training_id: str) -> Training:
    """Return a training as it is stored."""
    found = trainings.find_training(training_id)
    assert found is not None
    return found


def job_of(training_id: str) -> Job:
    """Return the job of a training."""
    found = JOBS.find_where({"subject.training_id": training_id})
    assert found is not None
    return found


def a_training(project: Project, person: Person) -> str:
    """Insert a training that waits, as far as the rows know; return its id."""
    row = Training(
        id=new_id("trn"),
        project_id=project.id,
        cause="person",
        policy=TrainingPolicy(),
        parent_id=None,
        actor=person.actor,
        created_at=utc_now(),
    )
    return TRAININGS.insert(row).id


def train_with(project: Project, **changes: object) -> Project:
    """Change how a project trains."""
    now = projects.find_project(project.id)
    assert now is not None
    wanted = now.model_copy(update={"training": now.training.model_copy(update=changes)})
    changed = projects.replace_project(wanted)
    assert changed is not None
    return changed


def a_taught_project(
    cast: Cast, champion: ModelVersion, settings: Settings, folder: Path, script: str = GOOD
) -> Project:
    """Make the cast's project one with three labelled pictures and a trainer of its own."""
    settings.TRAINERS_FILE = a_trainer(folder, script)
    settings.TRAININGS_ROOT = folder / "training"
    settings.TRAINING_CACHE = folder / "cache"
    use_model(cast.project, champion)
    some_lessons(cast.project, cast.bob)
    return train_with(cast.project, trainer="copy")
