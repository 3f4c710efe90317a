"""Manifests: what is read, and what is refused with the wrong field named."""

import json
from pathlib import Path
from typing import Any

import pytest

from inference.errors import ManifestInvalid
from inference.manifest import parse_manifest, parse_manifest_json, parse_manifest_toml, read_manifest
from tests.builders_onnx import manifest, manifest_document

COMMITTED = Path(__file__).resolve().parents[3] / "models" / "ssdlite-mobilenetv2" / "0001" / "manifest.toml"


def changed(place: str, value: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(manifest_document()))
    *parents, last = place.split(".")
    inner = document
    for key in parents:
        inner = inner[key]
    inner[last] = value
    return document


def test_an_empty_document_names_every_missing_field() -> None:
    with pytest.raises(ManifestInvalid) as caught:
        parse_manifest({})
    assert set(caught.value.fields) == {"name", "version", "title", "task", "labels", "input", "decoder"}
    assert caught.value.code == "manifest_invalid"


def test_defaults_fill_what_may_be_left_out() -> None:
    document = manifest_document()
    del document["thresholds"]
    read = parse_manifest(document)
    assert (read.thresholds.floor, read.thresholds.show, read.file, read.sha256) == (
        0.10,
        0.40,
        "model.onnx",
        None,
    )
    assert read.kind == "box"
    assert read.output_names == ("scores", "boxes")


def test_json_and_toml_say_the_same() -> None:
    text = """
        name = "sample"
        version = "1"
        title = "A sample"
        task = "detection"
        labels = ["cat", "dog"]
        input = { name = "image", width = 32, height = 32, layout = "nhwc" }
        decoder = { kind = "ssd", scores = "scores", boxes = "boxes" }
        thresholds = { floor = 0.1, show = 0.4, nms_iou = 0.5, max_predictions = 10 }
    """
    assert parse_manifest_toml(text) == parse_manifest_json(json.dumps(manifest_document())) == manifest()


def test_a_manifest_survives_json() -> None:
    read = manifest(labels=["cat", "", None, "dog"])
    assert read.labels == ("cat", None, None, "dog")
    assert parse_manifest_json(read.model_dump_json()) == read


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ("name", "../up", "name"),
        ("name", "A B", "name"),
        ("version", "..", "version"),
        ("version", 1, "version"),
        ("file", "../model.onnx", "file"),
        ("file", "model.pt", "file"),
        ("sha256", "abc", "sha256"),
        ("colour", "red", "colour"),
        ("labels", [], "labels"),
        ("labels", ["", None], "labels"),
        ("labels", ["cat", "cat "], "labels"),
        ("labels", ["x" * 201], "labels"),
        ("labels", [1], "labels.0"),
        ("input.width", 0, "input.width"),
        ("input.width", "32", "input.width"),
        ("input.layout", "chwn", "input.layout"),
        ("input.std", [1, 0, 1], "input"),
        ("input.mean", [0, 0], "input.mean.2"),
        ("input.extra", 1, "input.extra"),
        ("input.scale", float("nan"), "input.scale"),
        ("decoder.kind", "rcnn", "decoder"),
        ("decoder.scores", "", "decoder.ssd.scores"),
        ("thresholds.floor", 1.5, "thresholds.floor"),
        ("thresholds.floor", float("nan"), "thresholds.floor"),
        ("thresholds.show", 0.01, "thresholds"),
        ("thresholds.max_predictions", 0, "thresholds.max_predictions"),
        ("task", "classification", "manifest"),
        ("decoder", {"kind": "yolox", "output": "out", "strides": [64]}, "manifest"),
        ("input", {"name": "i", "width": 32, "height": 32, "dtype": "uint8", "scale": 2.0}, "input"),
    ],
)
def test_a_wrong_field_is_named(place: str, value: object, field: str) -> None:
    with pytest.raises(ManifestInvalid) as caught:
        parse_manifest(changed(place, value))
    assert next(iter(caught.value.fields)) == field
    assert field in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"name": 1}'])
def test_what_is_not_a_manifest_in_json_is_refused(text: str) -> None:
    with pytest.raises(ManifestInvalid):
        parse_manifest_json(text)


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestInvalid, match="not TOML"):
        parse_manifest_toml("name = ")
    with pytest.raises(ManifestInvalid, match="cannot be read"):
        read_manifest(tmp_path / "manifest.toml")


def test_the_committed_manifest_names_the_eighty_labels_in_their_columns() -> None:
    committed = read_manifest(COMMITTED)
    assert len(committed.labels) == 90
    assert sum(label is not None for label in committed.labels) == 80
    assert [committed.labels[column - 1] for column in (1, 17, 47, 67, 90)] == [
        "person",
        "cat",
        "cup",
        "dining table",
        "toothbrush",
    ]
    assert committed.sha256 is not None
    assert (committed.name, committed.version) == (COMMITTED.parent.parent.name, COMMITTED.parent.name)
