"""The models folder: what lies there, what is whole, and what is refused."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from inference.errors import ManifestInvalid, ModelFileInvalid, ModelNotFound
from inference.registry import find_model, list_models, load_registered
from tests.builders_onnx import answering_model, picture

MODEL = answering_model(
    {
        "scores": np.array([[0.9, 0]], np.float32),
        "boxes": np.array([[0, 0, 1, 1]], np.float32),
    }
)


def put(models_dir: Path, name: str, version: str, *, sha256: str = "", named: str = "") -> Path:
    folder = models_dir / name / version
    folder.mkdir(parents=True)
    folder.joinpath("model.onnx").write_bytes(MODEL)
    hashed = sha256 or hashlib.sha256(MODEL).hexdigest()
    folder.joinpath("manifest.toml").write_text(
        f'name = "{named or name}"\nversion = "{version}"\ntitle = "T"\nsha256 = "{hashed}"\n'
        'task = "detection"\nlabels = ["cat", "dog"]\n'
        'input = { name = "image", width = 32, height = 32, layout = "nhwc" }\n'
        'decoder = { kind = "ssd", scores = "scores", boxes = "boxes" }\n',
        encoding="utf-8",
    )
    return folder


def test_an_empty_or_absent_folder_lists_nothing(tmp_path: Path) -> None:
    assert list_models(tmp_path) == []
    assert list_models(tmp_path / "absent") == []


def test_versions_are_listed_by_name_and_version(tmp_path: Path) -> None:
    for name, version in (("b", "0001"), ("a", "0002"), ("a", "0001")):
        put(tmp_path, name, version)
    listed = [(model.manifest.name, model.manifest.version) for model in list_models(tmp_path)]
    assert listed == [("a", "0001"), ("a", "0002"), ("b", "0001")]


def test_a_registered_model_loads_and_detects(tmp_path: Path) -> None:
    put(tmp_path, "a", "0001")
    detector = load_registered(find_model(tmp_path, "a", "0001"))
    found = detector.detect(picture())
    assert [detector.labels[index] for index in found.label_index] == ["cat"]


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = put(tmp_path, "a", "0001")
    folder.joinpath("model.onnx").write_bytes(MODEL + b"\0")
    with pytest.raises(ModelFileInvalid, match="sha256 differs"):
        load_registered(find_model(tmp_path, "a", "0001"))


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a", "0001").joinpath("model.onnx").unlink()
    with pytest.raises(ModelFileInvalid, match="cannot be read"):
        load_registered(find_model(tmp_path, "a", "0001"))


@pytest.mark.parametrize(
    ("name", "version"), [("a", "0002"), ("..", "0001"), ("a", "../a/0001"), ("", ""), ("*", "*")]
)
def test_what_is_not_there_is_not_found(tmp_path: Path, name: str, version: str) -> None:
    put(tmp_path, "a", "0001")
    with pytest.raises(ModelNotFound):
        find_model(tmp_path, name, version)


def test_a_manifest_in_another_folder_than_it_names_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a", "0001", named="b")
    with pytest.raises(ManifestInvalid) as caught:
        list_models(tmp_path)
    assert "name" in caught.value.fields
