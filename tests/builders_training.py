"""A small SSD detector, drawn pictures and the folder of a training."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageDraw

from inference.manifest import Manifest, parse_manifest
from inference.training.output import dump_toml

SIDE = 96
SHAPES = ("disc", "block")
KNOWN = ("ball", "box", "cloud")
Drawn = tuple[Image.Image, list[tuple[str, list[int]]]]
_SIZES = (0.3, 0.55)


def small_ssd(
    labels: Sequence[str] = ("ball", "box", "cloud"), *, background: int = 1, seed: int = 3
) -> bytes:
    """Build a detector of five convolutions and two heads, laid out as the default one is.

    Its first convolution is followed by a scale and a shift, its first class head by a normalisation, and
    with `background` there is a column for nothing, cut off at the end.
    """
    graph = _SmallGraph(seed, len(labels) + background)
    graph.add("Mul", ["image", graph.keep("scale", np.array(1 / 127.5))], "scaled")
    graph.add("Sub", ["scaled", graph.keep("one", np.array(1.0))], "centred")
    graph.add("Transpose", ["centred"], "planes", perm=[0, 3, 1, 2])
    graph.conv("planes", "low", 3, 8, stride=2)
    graph.add("Mul", ["low", graph.keep("gain", graph.chance.uniform(0.8, 1.2, (8, 1, 1)))], "gained")
    graph.add("Add", ["gained", graph.keep("shift", graph.chance.normal(0, 0.1, (8, 1, 1)))], "shifted")
    graph.clip("shifted", "first")
    graph.conv("first", "second_in", 8, 12, stride=2)
    graph.clip("second_in", "second")
    graph.conv("second", "third_in", 12, 16, stride=2)
    graph.clip("third_in", "third")
    graph.conv("third", "thin", 16, 16, stride=2)
    graph.conv("thin", "wide_in", 16, 32)
    graph.clip("wide_in", "wide")
    graph.conv("wide", "last_in", 32, 32, stride=2)
    graph.clip("last_in", "last")
    for place, feature in enumerate(("wide", "last")):
        graph.head(place, feature)
    return graph.finish(background)


def small_manifest(labels: Sequence[str] = KNOWN) -> Manifest:
    """Say what `small_ssd` is."""
    return parse_manifest(
        {
            "name": "small",
            "version": "0001",
            "title": "Small",
            "task": "detection",
            "labels": list(labels),
            "input": {"name": "image", "width": SIDE, "height": SIDE, "layout": "nhwc"},
            "decoder": {"kind": "ssd", "scores": "scores", "boxes": "boxes"},
        }
    )


def drawn_picture(
    number: int, shapes: Sequence[str] = SHAPES
) -> tuple[Image.Image, list[tuple[str, list[int]]]]:
    """Draw one or two coloured shapes on noise; return them with their boxes (x, y, w, h)."""
    chance = np.random.default_rng([11, number])
    noise = chance.integers(90, 165, (SIDE // 4, SIDE // 4, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((SIDE, SIDE))
    pen = ImageDraw.Draw(image)
    found = []
    for half in range(1 + number % 2):
        name = shapes[(number + half) % len(shapes)]
        side = int(chance.integers(26, 42))
        left = int(chance.integers(2, 48 - side + 4)) + (44 if half else 0)
        top = int(chance.integers(2, SIDE - side - 2))
        corners = [left, top, left + side, top + side]
        if name == "disc":
            pen.ellipse(corners, fill=(230, 30, 30))
        else:
            pen.rectangle(corners, fill=(20, 40, 220))
        found.append((name, [left, top, side, side]))
    return image, found


def training_folder(
    folder: Path,
    *,
    count: int = 12,
    labels: Sequence[str] = SHAPES,
    task: str = "detection",
    split: bool = True,
    **changes: Any,
) -> Path:
    """Write the folder of a training: drawn pictures, every fourth for validation, and the small detector."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("data/images", "parent", "out"):
        (folder / part).mkdir(parents=True)
    (folder / "parent" / "model.onnx").write_bytes(small_ssd())
    (folder / "parent" / "manifest.toml").write_text(dump_toml(small_manifest()), encoding="utf-8")
    images, annotations = [], []
    number_of = {name: place for place, name in enumerate(labels, start=1)}
    for number in range(count):
        image, found = drawn_picture(number)
        image.save(folder / "data" / "images" / f"{number}.png")
        entry: dict[str, Any] = {"id": number, "file_name": f"{number}.png", "width": SIDE, "height": SIDE}
        if split:
            entry["split"] = "validation" if number % 4 == 3 else "train"
        images.append(entry)
        for name, box in found:
            if name in number_of and task == "detection":
                annotations.append({"image_id": number, "category_id": number_of[name], "bbox": box})
            elif name in number_of:
                entry.setdefault("tandem_tags", []).append({"category_id": number_of[name]})
    categories = [{"id": place, "name": name} for name, place in number_of.items()]
    document = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "data" / "annotations.json").write_text(json.dumps(document), encoding="utf-8")
    write_task(folder, task=task, labels=list(labels), **changes)
    return folder


def write_task(folder: Path, **changes: Any) -> None:
    """Write `task.json`."""
    plain = {
        "schema": 1,
        "task": "detection",
        "labels": list(SHAPES),
        "seed": 1,
        "seconds": 600,
        "threads": 2,
    }
    (folder / "task.json").write_text(json.dumps(plain | changes), encoding="utf-8")


class _SmallGraph:
    def __init__(self, seed: int, columns: int) -> None:
        self.chance = np.random.default_rng(seed)
        self._columns = columns
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._rows: dict[str, list[str]] = {"scores": [], "boxes": []}
        self._anchors: list[np.ndarray[Any, Any]] = []
        self.keep("zero", np.array(0.0))
        self.keep("six", np.array(6.0))

    def keep(self, name: str, value: np.ndarray[Any, Any], kind: Any = np.float32) -> str:
        self._constants.append(numpy_helper.from_array(np.asarray(value).astype(kind), name))
        return name

    def add(self, op: str, inputs: list[str], output: str, **options: Any) -> str:
        self._nodes.append(helper.make_node(op, inputs, [output], name=f"node/{output}", **options))
        return output

    def conv(
        self, source: str, output: str, before: int, after: int, *, stride: int = 1, scale: float = 1.0
    ) -> None:
        spread = scale * (2 / (before * 9)) ** 0.5
        kernel = self.keep(f"{output}/w", self.chance.normal(0, spread, (after, before, 3, 3)))
        bias = self.keep(f"{output}/b", np.zeros(after))
        self.add("Conv", [source, kernel, bias], output, auto_pad="SAME_UPPER", strides=[stride, stride])

    def clip(self, source: str, output: str) -> None:
        self.add("Clip", [source, "zero", "six"], output)

    def head(self, place: int, feature: str) -> None:
        cells = SIDE // 16 // 2**place
        self.conv(feature, f"classes_{place}_in", 32, 2 * self._columns, scale=0.3)
        numbers = [np.ones, np.zeros, np.zeros, np.ones]
        normal = [
            self.keep(f"classes_{place}/{name}", make(2 * self._columns))
            for name, make in zip(("gamma", "beta", "mean", "variance"), numbers, strict=True)
        ]
        self.add("BatchNormalization", [f"classes_{place}_in", *normal], f"classes_{place}")
        self.conv(feature, f"boxes_{place}", 32, 8, scale=0.1)
        for kind, source, width in (
            ("scores", f"classes_{place}", self._columns),
            ("boxes", f"boxes_{place}", 4),
        ):
            shape = self.keep(f"{kind}_{place}/shape", np.array([0, -1, width]), np.int64)
            turned = self.add("Transpose", [source], f"{source}/turned", perm=[0, 2, 3, 1])
            self._rows[kind].append(self.add("Reshape", [turned, shape], f"{source}/rows"))
        middles = (np.arange(cells) + 0.5) / cells
        tall, across = np.meshgrid(middles, middles, indexing="ij")
        side = _SIZES[place]
        for shape_of_anchor in ((side, side), (side * 1.3, side / 1.3)):
            self._anchors.append(
                np.stack([across, tall, *(np.full_like(tall, item) for item in shape_of_anchor)], axis=-1)
            )

    def finish(self, background: int) -> bytes:
        joined = self.add("Concat", self._rows["scores"], "scores/all", axis=1)
        if background:
            chances = self.add("Sigmoid", [joined], "scores/chances")
            ends = [
                self.keep(f"cut/{name}", np.array([value]), np.int64)
                for name, value in (("from", 1), ("to", self._columns), ("axis", 2))
            ]
            self.add("Slice", [chances, *ends], "scores")
        else:
            self.add("Sigmoid", [joined], "scores")
        pairs = [np.stack(self._anchors[first : first + 2], axis=2).reshape(-1, 4) for first in (0, 2)]
        anchors = np.concatenate(pairs)
        self.add("Concat", self._rows["boxes"], "boxes/all", axis=1)
        middle, size = self._part("boxes/all", "moved", 0, 2), self._part("boxes/all", "grown", 2, 4)
        self.keep("anchor/middle", anchors[:, [1, 0]][None])
        self.keep("anchor/size", anchors[:, [3, 2]][None])
        self.keep("tenth", np.array(0.1))
        self.keep("fifth", np.array(0.2))
        self.keep("half", np.array(0.5))
        self.add("Mul", [middle, "tenth"], "moved/small")
        self.add("Mul", ["moved/small", "anchor/size"], "moved/sized")
        self.add("Add", ["moved/sized", "anchor/middle"], "middle")
        self.add("Mul", [size, "fifth"], "grown/small")
        self.add("Exp", ["grown/small"], "grown/times")
        self.add("Mul", ["grown/times", "anchor/size"], "size")
        self.add("Mul", ["size", "half"], "reach")
        self.add("Sub", ["middle", "reach"], "low_corner")
        self.add("Add", ["middle", "reach"], "high_corner")
        self.add("Concat", ["low_corner", "high_corner"], "boxes", axis=2)
        return self._model(len(anchors), self._columns - background)

    def _part(self, source: str, output: str, start: int, end: int) -> str:
        ends = [
            self.keep(f"{output}/{name}", np.array([value]), np.int64)
            for name, value in (("from", start), ("to", end), ("axis", 2))
        ]
        return self.add("Slice", [source, *ends], output)

    def _model(self, anchors: int, columns: int) -> bytes:
        picture = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", SIDE, SIDE, 3])
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", anchors, width])
            for name, width in (("scores", columns), ("boxes", 4))
        ]
        graph = helper.make_graph(self._nodes, "small", [picture], outputs, self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())
