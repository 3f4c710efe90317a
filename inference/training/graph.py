"""Owns the graph of an SSD detector as ONNX: folds scales into convolutions, and names its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from inference.errors import ModelFileInvalid
from inference.manifest import Manifest, SsdDecoder

_PLAIN = frozenset({"Slice", "Sigmoid", "Squeeze", "Identity", "Reshape", "Transpose", "Concat"})
_NOT_OURS = "This model is not an SSD detector that this trainer can go on from"


@dataclass(frozen=True)
class Head:
    """One pair of convolutions that answers for one feature map.

    Attributes:
        feature: The feature map's tensor.
        classes: Output tensor of the class convolution, [b, anchors * columns, h, w].
        boxes: Output tensor of the box convolution, [b, anchors * 4, h, w].
        anchors: Anchors at each place.
    """

    classes: str
    boxes: str
    anchors: int


@dataclass(frozen=True)
class SsdGraph:
    """A folded graph and where its parts are.

    Attributes:
        model: The folded graph.
        heads: In the order in which the graph joins them.
        columns: Class columns of each anchor, the background included where there is one.
        background: Columns before the first label: 1 or 0.
        input: Name of the picture's tensor.
    """

    model: onnx.ModelProto
    heads: tuple[Head, ...]
    columns: int
    background: int
    input: str


class Tables:
    """Look-ups over a graph's nodes and constants."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        """Index a graph."""
        self.constants: dict[str, NDArray[Any]] = {
            item.name: numpy_helper.to_array(item) for item in graph.initializer
        }
        self.maker = {name: node for node in graph.node for name in node.output}
        self.readers: dict[str, list[onnx.NodeProto]] = {}
        for node in graph.node:
            for name in node.input:
                self.readers.setdefault(name, []).append(node)


def open_ssd(content: bytes, manifest: Manifest) -> SsdGraph:
    """Read an SSD detector and find its heads.

    Raises:
        ModelFileInvalid: The file is no ONNX graph, or of another build than this trainer knows.
    """
    if not isinstance(manifest.decoder, SsdDecoder):
        raise ModelFileInvalid(f"{_NOT_OURS}: its decoder is {manifest.decoder.kind}.")
    model = open_graph(content)
    tables = Tables(model.graph)
    classes = _joined_heads(tables, manifest.decoder.scores)
    boxes = _joined_heads(tables, manifest.decoder.boxes)
    if len(classes) != len(boxes):
        raise ModelFileInvalid(f"{_NOT_OURS}: it has {len(classes)} class heads and {len(boxes)} box heads.")
    heads, widths = [], set()
    for class_tensor, box_tensor in zip(classes, boxes, strict=True):
        anchors, odd = divmod(_channels(tables, box_tensor), 4)
        columns, uneven = divmod(_channels(tables, class_tensor), max(anchors, 1))
        if odd or uneven or not anchors:
            raise ModelFileInvalid(f"{_NOT_OURS}: a head has an odd number of channels.")
        heads.append(Head(class_tensor, box_tensor, anchors))
        widths.add(columns)
    columns = widths.pop()
    background = columns - len(manifest.labels)
    if widths or background not in (0, 1):
        raise ModelFileInvalid(f"{_NOT_OURS}: its heads do not answer for the labels of its manifest.")
    return SsdGraph(model, tuple(heads), columns, background, manifest.input.name)


def open_graph(content: bytes) -> onnx.ModelProto:
    """Read an ONNX graph and fold it.

    Raises:
        ModelFileInvalid: It is none.
    """
    try:
        model = onnx.load_model_from_string(content)
        fold(model)
    except Exception as error:
        # The parser's errors share no parent below Exception.
        raise ModelFileInvalid("The parent's file is not an ONNX graph of convolutions.") from error
    return model


def fold(model: onnx.ModelProto) -> None:
    """Fold each scale, shift and normalisation that follows a convolution into it, in place."""
    graph = model.graph
    tables = Tables(graph)
    outputs = {item.name for item in graph.output}
    gone: set[int] = set()
    replaced: dict[str, NDArray[np.float32]] = {}
    for node in graph.node:
        if node.op_type != "Conv":
            continue
        weights = tables.constants[node.input[1]].astype(np.float64)
        bias = np.zeros(len(weights))
        if len(node.input) > 2:
            bias = tables.constants[node.input[2]].astype(np.float64)
        tensor, changed = node.output[0], False
        while tensor not in outputs and len(tables.readers.get(tensor, [])) == 1:
            step = tables.readers[tensor][0]
            pair = _scale_and_shift(step, tensor, tables.constants, len(weights))
            if pair is None:
                break
            weights = weights * pair[0].reshape(-1, 1, 1, 1)
            bias = bias * pair[0] + pair[1]
            gone.add(id(step))
            tensor, changed = step.output[0], True
        if not changed and len(node.input) > 2:
            continue
        names = (f"{tensor}/kernel", f"{tensor}/bias")
        replaced[names[0]], replaced[names[1]] = weights.astype(np.float32), bias.astype(np.float32)
        del node.input[1:]
        node.input.extend(names)
        node.output[0] = tensor
    kept = [node for node in graph.node if id(node) not in gone]
    del graph.node[:]
    graph.node.extend(kept)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in replaced.items())
    prune(graph)


def prune(graph: onnx.GraphProto) -> None:
    """Drop nodes and constants that no output needs, in place."""
    needed = {item.name for item in graph.output}
    kept: list[onnx.NodeProto] = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    kept.reverse()
    constants = [item for item in graph.initializer if item.name in needed]
    copies = [onnx.NodeProto.FromString(node.SerializeToString()) for node in kept]
    values = [onnx.TensorProto.FromString(item.SerializeToString()) for item in constants]
    del graph.node[:]
    graph.node.extend(copies)
    del graph.initializer[:]
    graph.initializer.extend(values)
    del graph.value_info[:]


def attributes(node: onnx.NodeProto) -> dict[str, Any]:
    """Return a node's attributes by name."""
    return {item.name: helper.get_attribute_value(item) for item in node.attribute}


def _scale_and_shift(
    node: onnx.NodeProto, tensor: str, constants: dict[str, NDArray[Any]], channels: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    if node.op_type == "BatchNormalization" and all(name in constants for name in node.input[1:]):
        gamma, beta, mean, variance = (constants[name].astype(np.float64) for name in node.input[1:])
        scale = gamma / np.sqrt(variance + attributes(node).get("epsilon", 1e-5))
        return scale, beta - mean * scale
    if node.op_type not in ("Mul", "Add"):
        return None
    other = node.input[1] if node.input[0] == tensor else node.input[0]
    if other not in constants or constants[other].shape not in ((channels, 1, 1), (1, channels, 1, 1), ()):
        return None
    value = np.broadcast_to(constants[other].astype(np.float64).reshape(-1), (channels,))
    if node.op_type == "Mul":
        return value, np.zeros(channels)
    return np.ones(channels), value


def _joined_heads(tables: Tables, output: str) -> list[str]:
    """Walk back from an output to the Concat of Reshape of Transpose of convolutions."""
    waiting, seen = [output], set()
    while waiting:
        name = waiting.pop(0)
        node = tables.maker.get(name)
        if node is None or name in seen:
            continue
        seen.add(name)
        if node.op_type == "Concat":
            found = [_conv_behind(tables, item) for item in node.input]
            if all(found):
                return [item for item in found if item]
        waiting.extend(node.input)
    raise ModelFileInvalid(f"{_NOT_OURS}: no joined heads lead to its output {output}.")


def _conv_behind(tables: Tables, name: str) -> str | None:
    node = tables.maker.get(name)
    while node is not None and node.op_type in ("Reshape", "Transpose"):
        name = node.input[0]
        node = tables.maker.get(name)
    return name if node is not None and node.op_type == "Conv" else None


def _channels(tables: Tables, tensor: str) -> int:
    return int(tables.constants[tables.maker[tensor].input[1]].shape[0])
