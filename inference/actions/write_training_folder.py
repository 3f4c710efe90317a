"""Write the folder that a trainer works in: pictures, annotations, the model to start from, the task."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
from django.conf import settings
from pydantic import JsonValue

from annotations.actions.export_pictures import ExportPictures
from annotations.domain.model_version import ModelVersion
from annotations.domain.snapshot import Snapshot
from annotations.domain.training import Training
from annotations.formats import coco
from annotations.formats.archive import image_name
from annotations.formats.unroll import ShownFrame
from annotations.store import files
from annotations.store.parts import SPARE_BYTES, full_is_ours, storage_full
from inference.actions.plan_training import Lesson, fits_task
from inference.errors import TrainingFailed
from inference.manifest import parse_manifest_json
from inference.manifest_toml import write_manifest_toml

SCHEMA = 1
KEPT = 3
"""Folders kept for each project: the last ones, to look into."""
LOCK_FILE, TASK_FILE = ".lock", "task.json"
OUT, DATA, WORK, PARENT, ORIGIN = "out", "data", "work", "parent", "origin"
CHECK_EVERY = 32


def folder_of(training: Training) -> Path:
    """Return where a training's folder lies."""
    root: Path = settings.TRAININGS_ROOT
    return root / training.project_id / training.id


@contextmanager
def hold_folder(folder: Path) -> Iterator[int]:
    """Hold a training's folder: yields the descriptor that a trainer may hold on to as well.

    Raises:
        BlockingIOError: what an earlier attempt started is still at work in it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield descriptor
    finally:
        os.close(descriptor)


def write_folder(
    folder: Path,
    training: Training,
    lesson: Lesson,
    snapshot: Snapshot,
    frames: Iterator[ShownFrame],
    models: dict[str, ModelVersion],
    *,
    trainer_settings: Mapping[str, JsonValue],
    progress: Callable[[int, int], None],
) -> None:
    """Write what a trainer needs, unless an earlier attempt has; what it made in vain is removed.

    Args:
        folder: Where.
        training: Which training.
        lesson: What is learned.
        snapshot: What was frozen.
        frames: The frames to learn from.
        models: `parent` and `origin`, as far as there are any.
        trainer_settings: What the operator set for the trainer.
        progress: Is told how many pictures are there.

    Raises:
        StorageFull: there is no room.
        TrainingFailed: no picture of a frame can be read.
    """
    with full_is_ours():
        shutil.rmtree(folder / OUT, ignore_errors=True)
        for name in (OUT, WORK):
            (folder / name).mkdir(exist_ok=True)
        if (folder / TASK_FILE).exists():
            return
        for name, version in models.items():
            _write_model(folder / name, version)
        shutil.rmtree(folder / DATA, ignore_errors=True)
        written = _write_data(folder / DATA, lesson, snapshot, frames, progress)
        if not written:
            message = "None of the pictures to learn from can be read."
            raise TrainingFailed(message)
        _write_whole(folder / TASK_FILE, _task(training, lesson, trainer_settings))


def drop_old_folders(training: Training) -> None:
    """Remove all but the last few folders of a project; those in which something is at work stay."""
    root = folder_of(training).parent
    # Ids grow with time: the newest come last.
    for old in sorted(path for path in root.iterdir() if path.is_dir())[:-KEPT]:
        try:
            with hold_folder(old):
                shutil.rmtree(old, ignore_errors=True)
        except BlockingIOError:
            continue


def _task(training: Training, lesson: Lesson, trainer_settings: Mapping[str, JsonValue]) -> bytes:
    task = {
        "schema": SCHEMA,
        "task": lesson.task,
        "labels": lesson.labels,
        "seed": training.policy.seed,
        "settings": dict(trainer_settings),
        "seconds": round(training.policy.minutes * 60, 1),
        "threads": settings.ORT_THREADS,
        "cache": str(settings.TRAINING_CACHE),
    }
    return orjson.dumps(task, option=orjson.OPT_INDENT_2)


def _write_data(
    folder: Path,
    lesson: Lesson,
    snapshot: Snapshot,
    frames: Iterator[ShownFrame],
    progress: Callable[[int, int], None],
) -> int:
    pictures = folder / "images"
    pictures.mkdir(parents=True)
    written = 0

    def along() -> Iterator[ShownFrame]:
        nonlocal written
        for frame, chunks in ExportPictures().along(frames):
            if chunks is None:
                continue
            if written % CHECK_EVERY == 0 and shutil.disk_usage(folder).free < SPARE_BYTES:
                raise storage_full()
            with (pictures / image_name(frame)).open("wb") as target:
                for chunk in chunks:
                    target.write(chunk)
            written += 1
            progress(written, lesson.counts.frames)
            fitting = [entry for entry in frame.objects if fits_task(entry, lesson.task)]
            yield replace(frame, objects=[entry for entry in fitting if entry.label in lesson.labels])

    learned = snapshot.model_copy(update={"labels": lesson.labels})
    with (folder / "annotations.json").open("wb") as target:
        coco.write_shown(learned, along(), target, lambda: None)
    return written


def _write_model(folder: Path, version: ModelVersion) -> None:
    folder.mkdir(exist_ok=True)
    manifest = parse_manifest_json(version.manifest)
    with (folder / "model.onnx").open("wb") as target:
        for chunk in files.read_chunks(version.storage_name):
            target.write(chunk)
    text = write_manifest_toml(manifest.model_copy(update={"file": "model.onnx"}))
    (folder / "manifest.toml").write_text(text, encoding="utf-8")


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
