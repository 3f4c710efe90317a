"""The trial's child process: what passes, what is refused, and that the parent outlives the child."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from onnx import NodeProto, TensorProto, helper, numpy_helper

from inference.errors import ModelFileInvalid
from inference.runtime.trial import examine
from tests.builders_onnx import answering_model, manifest, serialised

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = {"scores": np.array([[0.9, 0]], np.float32), "boxes": np.array([[0, 0, 1, 1]], np.float32)}
GOOD = answering_model(ANSWERS)


def put(folder: Path, content: bytes) -> Path:
    path = folder / "model.onnx"
    path.write_bytes(content)
    return path


def endless() -> bytes:
    """Build a graph that loops for ever over its picture."""
    condition = helper.make_tensor_value_info("go", TensorProto.BOOL, [])
    turn = helper.make_tensor_value_info("turn", TensorProto.INT64, [])
    held = helper.make_tensor_value_info("held", TensorProto.FLOAT, None)
    after = helper.make_tensor_value_info("after", TensorProto.FLOAT, None)
    on = helper.make_tensor_value_info("on", TensorProto.BOOL, [])
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Sin", ["held"], ["after"])],
        "body",
        [turn, condition, held],
        [on, after],
    )
    return wrapped([helper.make_node("Loop", ["", "yes", "image"], ["out"], body=body)])


def greedy() -> bytes:
    """Build a graph that asks for four terabytes."""
    return wrapped(
        [
            helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
            helper.make_node("Expand", ["mean", "vast"], ["much"]),
            helper.make_node("Exp", ["much"], ["grown"]),
            helper.make_node("ReduceMax", ["grown"], ["out"], keepdims=1),
        ]
    )


def wrapped(nodes: list[NodeProto]) -> bytes:
    weights = [
        numpy_helper.from_array(np.array(True), "yes"),
        numpy_helper.from_array(np.array([1 << 40], np.int64), "vast"),
    ]
    picture = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 32, 32, 3])
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("scores", "boxes")]
    ends = [helper.make_node("Identity", ["out"], [name]) for name in ("scores", "boxes")]
    return serialised(helper.make_graph([*nodes, *ends], "hostile", [picture], outputs, weights))


def test_a_good_model_is_described(tmp_path: Path) -> None:
    report = examine(put(tmp_path, GOOD), manifest())
    assert report.batchable
    assert [tensor.name for tensor in report.outputs] == ["scores", "boxes"]
    assert report.outputs[1].shape == (None, 1, 4)
    assert report.size == len(GOOD)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (GOOD[:-20], "truncated"),
        (answering_model(ANSWERS, width=16), "shape"),
        (answering_model({"boxes": ANSWERS["boxes"]}), "no output scores"),
    ],
)
def test_the_childs_reason_reaches_the_parent(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(ModelFileInvalid, match=says):
        examine(put(tmp_path, content), manifest())


def test_an_endless_model_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(ModelFileInvalid, match=r"not ready within|brought the trial process down"):
        examine(put(tmp_path, endless()), manifest(), timeout_seconds=4)


def test_a_greedy_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileInvalid, match=r"fails while running|brought the trial process down|memory"):
        examine(put(tmp_path, greedy()), manifest())


def test_a_model_is_not_changed_by_its_trial(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    before = path.stat()
    examine(path, manifest())
    assert path.read_bytes() == GOOD
    assert (path.stat().st_mtime_ns, os.listdir(tmp_path)) == (before.st_mtime_ns, ["model.onnx"])


def test_the_confined_process_can_neither_write_nor_grow(tmp_path: Path) -> None:
    script = """
import json, sys, resource
from inference.runtime.trial_child import confine
confine(1000, 5)
found = {}
try:
    with open(sys.argv[1], "wb") as stream:
        stream.write(b"x" * 4096)
except OSError as error:
    found["write"] = type(error).__name__
try:
    bytearray(8 * 1024**3)
except MemoryError:
    found["grow"] = "MemoryError"
found["cores"] = resource.getrlimit(resource.RLIMIT_CORE)[0]
print(json.dumps(found))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "written")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert json.loads(done.stdout) == {"write": "OSError", "grow": "MemoryError", "cores": 0}
