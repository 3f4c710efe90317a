"""Trainings from folder to model, as the caller runs them: told, killed, stopped, refused."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.manifest import read_manifest
from inference.registry import load_detector
from inference.training.__main__ import main
from tests.architecture.sources import ROOT
from tests.builders_training import SHAPES, drawn_picture, training_folder, write_task

QUICK: dict[str, Any] = {
    "settings": {"steps": 90, "views": 4, "head_rate": 0.01, "body_rate": 0.003, "batch": 8}
}
BRIEF: dict[str, Any] = {"settings": QUICK["settings"] | {"steps": 6}}
LONGER: dict[str, Any] = {"settings": QUICK["settings"] | {"steps": 40}}
FILES = {"model.onnx", "manifest.toml", "metrics.json"}


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The model of a training that nobody interrupted."""
    folder = training_folder(tmp_path_factory.mktemp("whole") / "one", count=8, **LONGER)
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    assert main([str(folder)]) == 0
    for number, handler in kept.items():
        signal.signal(number, handler)
    return _outputs(folder)["model.onnx"]


def _said(text: str, kind: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, text.splitlines()) if line["type"] == kind]


def _outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir()}


def _detector(folder: Path) -> Any:
    return load_detector(
        read_manifest(folder / "out" / "manifest.toml"), (folder / "out" / "model.onnx").read_bytes()
    )


def test_a_detector_learns_shapes_it_has_never_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = training_folder(tmp_path / "one", count=16, **QUICK)
    assert main([str(folder)]) == 0
    told = capsys.readouterr().out
    losses = [line["value"] for line in _said(told, "point") if line["metric"] == "loss"]
    reached = [line["value"] for line in _said(told, "point") if line["metric"] == "ap50"]
    assert losses[-1] < losses[0] / 2
    assert reached[-1] > reached[0] + 0.3
    assert {line["name"] for line in _said(told, "stage")} >= {
        "features",
        "training trial",
        "training final",
        "calibrating",
        "writing",
    }
    assert set(_outputs(folder)) == FILES
    manifest = read_manifest(folder / "out" / "manifest.toml")
    assert manifest.labels == SHAPES
    assert manifest.thresholds.floor < manifest.thresholds.show
    metrics = json.loads((folder / "out" / "metrics.json").read_text())
    assert set(metrics["start_from"]) == set(metrics["validation"]["by_label"]) == set(SHAPES)
    image, drawn = drawn_picture(100)
    found = _detector(folder).detect(np.asarray(image))
    assert SHAPES[found.label_index[0]] == drawn[0][0]
    assert np.abs(found.boxes_xywh[0] - drawn[0][1]).max() < 20


def test_the_same_folder_and_seed_give_the_same_bytes_and_a_descendant_goes_on(
    tmp_path: Path, whole: bytes
) -> None:
    again = training_folder(tmp_path / "again", count=8, **LONGER | {"threads": 1})
    assert main([str(again)]) == 0
    assert _outputs(again)["model.onnx"] == whole
    other = training_folder(tmp_path / "other", count=4, **BRIEF | {"seed": 2})
    for name in ("model.onnx", "manifest.toml"):
        (other / "parent" / name).write_bytes(_outputs(again)[name])
    assert main([str(other)]) == 0
    assert read_manifest(other / "out" / "manifest.toml").labels == SHAPES
    assert _outputs(other)["model.onnx"] != whole


def test_a_cache_is_shared_between_trainings_and_bounded(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folder = training_folder(tmp_path / "one", count=4, cache=str(cache), **BRIEF)
    assert main([str(folder)]) == 0
    kept = {path: path.stat().st_ino for path in cache.glob("*/*.npy")}
    assert len(kept) == 4
    write_task(folder, cache=str(cache), **BRIEF)
    assert main([str(folder)]) == 0
    assert {path: path.stat().st_ino for path in cache.glob("*/*.npy")} == kept
    write_task(folder, cache=str(cache), settings=BRIEF["settings"] | {"cache_bytes": 0, "steps": 2})
    assert main([str(folder)]) == 0
    assert not list(cache.glob("*/*.npy"))


@pytest.mark.parametrize(("end", "code"), [(signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_training_that_was_ended_goes_on_to_the_same_model(
    tmp_path: Path, whole: bytes, end: int, code: int
) -> None:
    folder = training_folder(tmp_path / "ended", count=8, **LONGER)
    command = [sys.executable, "-B", "-m", "inference.training", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=_bare()) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if '"training trial"' in line:
                child.send_signal(end)
                break
        child.stdout.read()
    assert child.returncode == code
    assert _outputs(folder) == {}
    assert main([str(folder)]) == 0
    assert _outputs(folder)["model.onnx"] == whole


def test_a_training_keeps_to_its_time(tmp_path: Path) -> None:
    folder = training_folder(
        tmp_path / "one", count=8, seconds=13, settings=QUICK["settings"] | {"steps": 100_000}
    )
    assert main([str(folder)]) == 0
    metrics = json.loads((folder / "out" / "metrics.json").read_text())
    assert metrics["seconds"] < 40
    assert any("Time allowed" in note for note in metrics["notes"])


def test_labels_without_boxes_and_pictures_that_cannot_be_read_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = training_folder(tmp_path / "one", count=8, labels=["disc", "ghost", "block"], **BRIEF)
    images = folder / "data" / "images"
    (images / "0.png").unlink()
    (images / "1.png").write_bytes(b"no picture")
    (images / "2.png").write_bytes((images / "2.png").read_bytes()[:400])
    assert main([str(folder)]) == 0
    assert read_manifest(folder / "out" / "manifest.toml").labels == ("disc", "block")
    logged = " ".join(line["text"] for line in _said(capsys.readouterr().out, "log"))
    for name in ("ghost", "0.png", "1.png", "2.png"):
        assert name in logged


@pytest.mark.parametrize("single", [True, False])
def test_whole_frames_are_told_apart(tmp_path: Path, *, single: bool) -> None:
    labels = list(SHAPES)
    folder = training_folder(
        tmp_path / "one", count=24, labels=labels, task="classification", settings={"steps": 60}
    )
    if single:
        path = folder / "data" / "annotations.json"
        document = json.loads(path.read_text())
        for image in document["images"]:
            image["tandem_tags"] = image["tandem_tags"][:1]
        path.write_text(json.dumps(document))
    assert main([str(folder)]) == 0
    manifest = read_manifest(folder / "out" / "manifest.toml")
    assert manifest.task == "classification"
    assert manifest.decoder.kind == "classification"
    assert manifest.decoder.activation == ("softmax" if single else "sigmoid")
    image, drawn = drawn_picture(100)
    found = _detector(folder).detect(np.asarray(image))
    assert SHAPES[found.label_index[0]] == drawn[0][0]


REFUSALS: dict[str, tuple[str, dict[str, Any] | None, str]] = {
    "no_task": ("task.json", None, "no readable task.json"),
    "strange_task": ("task.json", {"schema": 1, "task": "cooking", "labels": ["a"]}, "wrong at task"),
    "twice": ("task.json", {"schema": 1, "task": "detection", "labels": ["a", "a"]}, "names a label twice"),
    "no_document": ("data/annotations.json", None, "no readable data/annotations.json"),
    "no_pictures": ("data/annotations.json", {"images": [], "categories": []}, "no picture to learn from"),
    "no_parent": ("parent/manifest.toml", None, "cannot be used"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_learned_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    name, document, reason = REFUSALS[case]
    folder = training_folder(tmp_path / "one", count=2, **BRIEF)
    if document is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(json.dumps(document))
    assert main([str(folder)]) == 3
    assert reason in _said(capsys.readouterr().out, "refused")[0]["reason"]
    assert _outputs(folder) == {}


def test_pictures_without_boxes_and_a_broken_parent_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = training_folder(tmp_path / "one", count=2, labels=["ghost"], **BRIEF)
    assert main([str(folder)]) == 3
    assert "no training picture has a box" in _said(capsys.readouterr().out, "refused")[0]["reason"]
    folder = training_folder(tmp_path / "two", count=2, **BRIEF)
    (folder / "parent" / "model.onnx").write_bytes(b"\x08\x01 nonsense")
    assert main([str(folder)]) == 3
    assert "cannot be used" in _said(capsys.readouterr().out, "refused")[0]["reason"]


def test_a_full_disk_leaves_no_half_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = training_folder(tmp_path / "one", count=4, **BRIEF)
    (folder / "out").rmdir()
    (folder / "out").symlink_to("/dev/full")
    assert main([str(folder)]) == 1
    assert "failed" in _said(capsys.readouterr().out, "log")[-1]["text"]


def _bare() -> dict[str, str]:
    return {"PATH": os.defpath, "LANG": "C.UTF-8"}
