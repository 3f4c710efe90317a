"""Writes trained weights back into a copy of the parent's graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from inference.training.graph import SsdGraph, Tables, prune


def write_ssd(
    parts: SsdGraph, scores_output: str, columns: int, weights: Mapping[str, NDArray[np.float32]]
) -> bytes:
    """Return the parent's graph with new weights and `columns` class columns, without a background column.

    Args:
        parts: The folded parent.
        scores_output: Name of the output with scores.
        columns: Labels of the new model.
        weights: New values of constants by name; class heads may have another number of channels.
    """
    model = onnx.ModelProto.FromString(parts.model.SerializeToString())
    graph = model.graph
    put_constants(graph, weights)
    tables = Tables(graph)
    transposes = [_reader(tables, head.classes, "Transpose") for head in parts.heads]
    kept = [node for node in graph.node if scores_output not in node.output]
    copies = [onnx.NodeProto.FromString(node.SerializeToString()) for node in kept]
    shape = "scores/shape"
    graph.initializer.append(numpy_helper.from_array(np.array([0, -1, columns], np.int64), shape))
    # A parent that this trainer wrote has nodes of these names; the new ones take their place.
    ours = {"scores/joined", *(f"scores/rows_{place}" for place in range(len(parts.heads)))}
    copies = [node for node in copies if not ours.intersection(node.output)]
    rows = []
    for place, transposed in enumerate(transposes):
        rows.append(f"scores/rows_{place}")
        copies.append(helper.make_node("Reshape", [transposed, shape], [rows[-1]], name=f"node/{rows[-1]}"))
    copies.append(helper.make_node("Concat", rows, ["scores/joined"], name="node/scores/joined", axis=1))
    copies.append(helper.make_node("Sigmoid", ["scores/joined"], [scores_output], name="node/scores"))
    del graph.node[:]
    graph.node.extend(copies)
    for output in graph.output:
        if output.name == scores_output:
            output.type.tensor_type.shape.dim[-1].dim_value = columns
    _drop_double(graph)
    prune(graph)
    model.producer_name = "tandem"
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def write_classifier(
    model: onnx.ModelProto, cut: tuple[str, ...], weights: NDArray[np.float32], bias: NDArray[np.float32]
) -> bytes:
    """Return a graph that pools feature maps, normalises them and answers logits [b, labels].

    Args:
        model: A folded graph that makes the maps.
        cut: The maps to pool, [b, channels, h, w].
        weights: [labels, channels of all maps].
        bias: [labels].
    """
    part = onnx.ModelProto.FromString(model.SerializeToString())
    graph = part.graph
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(bias)]))
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.ascontiguousarray(weights.T, np.float32), "head/weights"),
            numpy_helper.from_array(bias.astype(np.float32), "head/bias"),
        ]
    )
    pooled = []
    for place, name in enumerate(cut):
        names = [f"pooled/{step}_{place}" for step in ("mean", "flat", "unit")]
        graph.node.append(helper.make_node("GlobalAveragePool", [name], names[:1]))
        graph.node.append(helper.make_node("Flatten", names[:1], names[1:2], axis=1))
        graph.node.append(helper.make_node("LpNormalization", names[1:2], names[2:], axis=1, p=2))
        pooled.append(names[2])
    graph.node.append(helper.make_node("Concat", pooled, ["pooled"], axis=1))
    graph.node.append(helper.make_node("MatMul", ["pooled", "head/weights"], ["head/answer"]))
    graph.node.append(helper.make_node("Add", ["head/answer", "head/bias"], ["logits"]))
    prune(graph)
    part.producer_name = "tandem"
    onnx.checker.check_model(part)
    return bytes(part.SerializeToString(deterministic=True))


def put_constants(graph: onnx.GraphProto, weights: Mapping[str, NDArray[Any]]) -> None:
    """Give constants of a graph other values, in place."""
    for item in graph.initializer:
        if item.name in weights:
            item.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(weights[item.name]), item.name))


def _reader(tables: Tables, tensor: str, kind: str) -> str:
    return next(str(node.output[0]) for node in tables.readers[tensor] if node.op_type == kind)


def _drop_double(graph: onnx.GraphProto) -> None:
    last = {item.name: item for item in graph.initializer}
    values = [onnx.TensorProto.FromString(item.SerializeToString()) for item in last.values()]
    del graph.initializer[:]
    graph.initializer.extend(values)
