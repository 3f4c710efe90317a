"""What a trial refuses: by the look of the file, by the rules of the graph, and by running it."""

import os
import pickle
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from inference.errors import ModelFileInvalid
from inference.runtime.graph_rules import parse_model
from inference.runtime.trial import examine
from inference.runtime.trial_checks import try_model
from tests.builders_onnx import answering_model, blind_on_black, manifest, picture, serialised

ANSWERS = {"scores": np.array([[0.9, 0]], np.float32), "boxes": np.array([[0, 0, 1, 1]], np.float32)}
GOOD = answering_model(ANSWERS)
PICTURE = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 32, 32, 3])
OUT = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)


def external_tensor(location: str) -> onnx.TensorProto:
    tensor = numpy_helper.from_array(np.zeros(4, np.float32), "stolen")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


def one_node(
    op: str, *, weights: list[onnx.TensorProto] | None = None, domain: str = "", **attributes: Any
) -> bytes:
    inputs = ["image"] if op != "Constant" else []
    node = helper.make_node(op, inputs, ["out"], domain=domain, **attributes)
    graph = helper.make_graph([node], "one", [PICTURE], [OUT], weights or [])
    return serialised(graph, **({domain: 1} if domain else {}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (pickle.dumps({"weights": [1]}), "pickle"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"<!doctype html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1", "Git LFS"),
    ],
)
def test_a_file_that_looks_like_something_else_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelFileInvalid, match=says):
        examine(path, manifest())


def test_a_file_with_a_second_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(GOOD)
    os.link(path, tmp_path / "second.onnx")
    with pytest.raises(ModelFileInvalid, match="hard link"):
        examine(path, manifest())


@pytest.mark.parametrize(
    "make", [lambda path: path.symlink_to("/dev/null"), os.mkfifo, Path.mkdir, lambda path: None]
)
def test_what_is_not_a_file_of_its_own_is_refused(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / "model.onnx"
    make(path)
    with pytest.raises(ModelFileInvalid):
        examine(path, manifest())


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    with path.open("wb") as stream:
        stream.truncate(1024**3 + 1)
    with pytest.raises(ModelFileInvalid, match="larger than 1 GB"):
        examine(path, manifest())


@pytest.mark.parametrize(
    "content", [b"\x08\x08", b"\xff" * 64, b"no model at all", GOOD[: len(GOOD) // 2], GOOD[:-1]]
)
def test_what_is_not_whole_onnx_is_refused(content: bytes) -> None:
    with pytest.raises(ModelFileInvalid, match="not ONNX, or it is truncated"):
        parse_model(content)


@pytest.mark.parametrize("location", ["weights.bin", "../../../etc/passwd", "/etc/passwd", ""])
def test_weights_in_another_file_are_refused(location: str) -> None:
    stolen = external_tensor(location)
    inner = helper.make_graph(
        [helper.make_node("Identity", ["stolen"], ["kept"])], "inner", [], [OUT], [stolen]
    )
    sparse = helper.make_sparse_tensor(stolen, numpy_helper.from_array(np.zeros(4, np.int64), "places"), [8])
    for content in (
        one_node("Relu", weights=[stolen]),
        one_node("Constant", value=stolen),
        one_node("Constant", sparse_value=sparse),
        one_node("If", then_branch=inner, else_branch=inner),
    ):
        with pytest.raises(ModelFileInvalid, match="lies in another file"):
            parse_model(content)


def test_operators_of_unknown_origin_are_refused() -> None:
    with pytest.raises(ModelFileInvalid, match=r"custom domain evil\.ops"):
        parse_model(one_node("Steal", domain="evil.ops"))
    with pytest.raises(ModelFileInvalid, match="EPContext"):
        parse_model(one_node("EPContext", domain="com.microsoft"))


def test_an_operator_of_a_function_the_model_brings_along_is_accepted() -> None:
    body = [helper.make_node("Relu", ["x"], ["y"])]
    function = helper.make_function("own", "Half", ["x"], ["y"], body, [helper.make_opsetid("", 17)])
    model = onnx.load_model_from_string(one_node("Half", domain="own"))
    model.functions.append(function)
    assert parse_model(model.SerializeToString()).functions[0].name == "Half"


def test_a_fitting_model_is_described() -> None:
    found = try_model(GOOD, manifest())
    assert found["batchable"] is True
    assert found["opset"] == 17
    assert found["inputs"] == [{"name": "image", "shape": [None, 32, 32, 3], "dtype": "tensor(float)"}]
    assert found["size"] == len(GOOD)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            answering_model(ANSWERS, height=64),
            r"shape \['any', 64, 32, 3\]; the manifest gives \[1, 32, 32, 3\]",
        ),
        (answering_model({"scores": ANSWERS["scores"]}), "no output boxes; it has scores"),
        (answering_model({**ANSWERS, "scores": np.zeros((1, 5), np.float32)}), "5 scores for each box"),
        (one_node("Nonsense"), "ONNX Runtime refuses"),
    ],
)
def test_a_model_that_does_not_fit_its_manifest_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(ModelFileInvalid, match=says):
        try_model(content, manifest())


def test_a_model_other_than_the_manifest_hashed_is_refused() -> None:
    with pytest.raises(ModelFileInvalid, match="sha256"):
        try_model(GOOD, manifest(sha256="0" * 64))


def png(level: int) -> bytes:
    stored = BytesIO()
    Image.fromarray(picture(level=level)).save(stored, "PNG")
    return stored.getvalue()


def test_a_sound_model_is_run_on_every_sample() -> None:
    report = try_model(GOOD, manifest(), [png(0), png(255)])
    assert [run["predictions"] for run in report["samples"]] == [1, 1]  # type: ignore[attr-defined]
    assert (report["fault"], int(str(report["memory_bytes"])) > 0) == ("", True)
    assert try_model(GOOD, manifest())["samples"] == []


def test_a_model_that_answers_with_no_numbers_is_at_fault_and_not_its_file() -> None:
    report = try_model(blind_on_black(), manifest(), [png(200), png(0), png(200)])
    assert "NaN" in str(report["fault"])
    assert len(report["samples"]) == 1  # type: ignore[arg-type]
