"""The converter on a graph of a few operations, against the same arithmetic in numpy; and package members."""

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.convert.conversion import convert_graph
from inference.convert.packages import has_sha256, read_members, write_whole
from inference.convert.tfjs import read_graph_model
from inference.errors import ConversionFailed, PackageUnavailable
from inference.runtime.session import OrtSession


def text(value: str) -> dict[str, Any]:
    return {"s": list(value.encode())}


def node(name: str, op: str, *inputs: str, **attributes: Any) -> dict[str, Any]:
    return {"name": name, "op": op, "input": list(inputs), "attr": attributes}


def write_model(folder: Path, nodes: list[dict[str, Any]], weights: dict[str, NDArray[Any]]) -> Path:
    entries = [
        {"name": name, "shape": list(array.shape), "dtype": str(array.dtype)}
        for name, array in weights.items()
    ]
    content = b"".join(array.tobytes() for array in weights.values())
    folder.joinpath("shard1").write_bytes(content[:7])
    folder.joinpath("shard2").write_bytes(content[7:])
    constants = [node(name, "Const") for name in weights]
    document = {
        "modelTopology": {"node": [node("photo", "Placeholder"), *constants, *nodes]},
        "weightsManifest": [{"paths": ["shard1", "shard2"], "weights": entries}],
    }
    path = folder / "model.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def convert(path: Path, source: str, shape: list[int | str]) -> OrtSession:
    return OrtSession(
        convert_graph(
            read_graph_model(path),
            name="small",
            image_node="photo",
            image_shape=["batch", 4, 4, 2],
            outputs={"answer": (source, shape)},
        )
    )


def pointwise(kernel: NDArray[np.float32], image: NDArray[np.float32]) -> NDArray[np.float32]:
    mixed: NDArray[np.float32] = np.einsum("bhwc,cd->bhwd", image, kernel[0, 0])
    return mixed


def test_convolutions_bias_and_a_shape_that_follows_the_batch(tmp_path: Path) -> None:
    numbers = np.random.default_rng(1)
    kernel = numbers.normal(size=(1, 1, 2, 3)).astype(np.float32)
    depth = numbers.normal(size=(1, 1, 3, 1)).astype(np.float32)
    bias = numbers.normal(size=3).astype(np.float32)
    convolution = {
        "padding": text("SAME"),
        "data_format": text("NHWC"),
        "strides": {"list": {"i": ["1", "1", "1", "1"]}},
    }
    path = write_model(
        tmp_path,
        [
            node("conv", "Conv2D", "photo", "kernel", **convolution),
            node("depthwise", "DepthwiseConv2dNative", "conv", "depth", **convolution),
            node("biased", "BiasAdd", "depthwise", "bias"),
            node("clipped", "Relu6", "biased"),
            node("shape", "Shape", "clipped"),
            node("count", "StridedSlice", "shape", "zero", "one", "one", shrink_axis_mask={"i": "1"}),
            node("target", "Pack", "count", "rest", "three", axis={"i": "0"}),
            node("flat", "Reshape", "clipped", "target"),
        ],
        {
            "kernel": kernel,
            "depth": depth,
            "bias": bias,
            "zero": np.array([0], np.int32),
            "one": np.array([1], np.int32),
            "rest": np.array(-1, np.int32),
            "three": np.array(3, np.int32),
        },
    )
    session = convert(path, "flat", ["batch", 16, 3])
    assert session.batchable
    for count in (1, 3):
        image = numbers.normal(size=(count, 4, 4, 2)).astype(np.float32)
        expected = np.clip(pointwise(kernel, image) * depth[0, 0, :, 0] + bias, 0, 6).reshape(count, 16, 3)
        np.testing.assert_allclose(session.run({"image": image})["answer"], expected, rtol=1e-5, atol=1e-6)


def test_unpack_pack_transpose_and_slice(tmp_path: Path) -> None:
    path = write_model(
        tmp_path,
        [
            node("turned", "Transpose", "photo", "order"),
            node("parts", "Unpack", "turned", num={"i": "2"}, axis={"i": "0"}),
            node("swapped", "Pack", "parts:1", "parts", axis={"i": "3"}),
            node("cut", "Slice", "swapped", "begin", "size"),
        ],
        {
            "order": np.array([3, 0, 1, 2], np.int32),
            "begin": np.array([0, 1, 0, 0], np.int32),
            "size": np.array([-1, 2, -1, -1], np.int32),
        },
    )
    image = np.arange(64, dtype=np.float32).reshape(2, 4, 4, 2)
    answer = convert(path, "cut", ["batch", 2, 4, 2]).run({"image": image})["answer"]
    np.testing.assert_array_equal(answer, image[:, 1:3, :, ::-1])


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_model(tmp_path, [node("out", "Exp", "photo")], {"unused": np.zeros(4, np.float32)})
    outputs: dict[str, tuple[str, list[int | str]]] = {"answer": ("out", ["batch", 4, 4, 2])}
    graph = read_graph_model(path)
    first, second = (
        convert_graph(graph, name="same", image_node="photo", image_shape=["batch", 4, 4, 2], outputs=outputs)
        for _ in range(2)
    )
    assert first == second
    assert b"unused" not in first


def test_an_unknown_operation_is_named(tmp_path: Path) -> None:
    path = write_model(tmp_path, [node("loop", "Enter", "photo")], {"unused": np.zeros(4, np.float32)})
    with pytest.raises(ConversionFailed, match="operation Enter of loop"):
        convert(path, "loop", ["batch"])


@pytest.mark.parametrize(("keep", "says"), [(8, "end before"), (24, "more bytes")])
def test_shards_of_another_length_are_refused(tmp_path: Path, keep: int, says: str) -> None:
    path = write_model(tmp_path, [], {"weight": np.zeros(4, np.float32)})
    shard = tmp_path / "shard2"
    shard.write_bytes((shard.read_bytes() + b"\0" * 16)[: keep - 7])
    with pytest.raises(ConversionFailed, match=says):
        read_graph_model(path)


def archive(folder: Path, kind: str, members: dict[str, bytes]) -> Path:
    path = folder / f"package.{kind}"
    if kind == "whl":
        with zipfile.ZipFile(path, "w") as wheel:
            for name, content in members.items():
                wheel.writestr(name, content)
        return path
    with tarfile.open(path, "w:gz") as tarball:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tarball.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize("kind", ["tgz", "whl"])
def test_members_are_read_when_their_hash_fits(tmp_path: Path, kind: str) -> None:
    path = archive(tmp_path, kind, {"a/one": b"1", "a/two": b"2"})
    one = hashlib.sha256(b"1").hexdigest()
    assert read_members(path, {}) == {}
    assert read_members(path, {"a/one": one}) == {"a/one": b"1"}
    with pytest.raises(PackageUnavailable, match="sha256 differs"):
        read_members(path, {"a/two": one})
    with pytest.raises(PackageUnavailable, match="lacks a file"):
        read_members(path, {"a/three": one})
    path.write_bytes(b"broken")
    with pytest.raises(PackageUnavailable, match="damaged"):
        read_members(path, {"a/one": one})


def test_a_file_is_written_whole_and_known_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    one = hashlib.sha256(b"1").hexdigest()
    assert not has_sha256(path, one)
    for content in (b"0", b"1"):
        write_whole(path, content)
    assert has_sha256(path, one)
    assert [item.name for item in path.parent.iterdir()] == ["file"]
