"""Finds where a graph can be cut into a frozen trunk and a trainable rest."""

from __future__ import annotations

import onnx

from inference.errors import ModelFileInvalid
from inference.training.graph import SsdGraph, Tables, attributes

_STRIDE_OF_CUT = 16


def find_cut(parts: SsdGraph) -> str:
    """Return the first tensor at a sixteenth of the input's side through which everything above flows.

    Raises:
        ModelFileInvalid: There is none.
    """
    tables = Tables(parts.model.graph)
    strides = {parts.input: 1}
    ends = {name for head in parts.heads for name in (head.classes, head.boxes)}
    narrow = set(bottlenecks(parts.model.graph, ends, parts.input))
    for node in parts.model.graph.node:
        known = [strides[name] for name in node.input if name in strides]
        if not known:
            continue
        own = attributes(node).get("strides", [1])[0] if node.op_type == "Conv" else 1
        strides[node.output[0]] = max(known) * own
        fits = strides[node.output[0]] == _STRIDE_OF_CUT and node.output[0] in narrow
        if fits and _is_thin(node, tables):
            return str(node.output[0])
    raise ModelFileInvalid("This model has no place where its trunk can be frozen.")


def bottlenecks(graph: onnx.GraphProto, ends: set[str], start: str) -> list[str]:
    """Return, in order, the tensors that every way from the start to the ends passes through."""
    needed, waiting = set[str](), list(ends)
    maker = {name: node for node in graph.node for name in node.output}
    while waiting:
        name = waiting.pop()
        if name not in needed and name in maker:
            needed.add(name)
            waiting.extend(maker[name].input)
    nodes = [node for node in graph.node if needed.intersection(node.output)]
    flowing = {start} | {name for node in nodes for name in node.output}
    last_read: dict[str, int] = {}
    for place, node in enumerate(nodes):
        for name in node.input:
            if name in flowing:
                last_read[name] = place
    alive = {start}
    found = []
    for place, node in enumerate(nodes):
        alive.update(name for name in node.output)
        alive = {name for name in alive if last_read.get(name, -1) > place or name in ends}
        if len(alive) == 1:
            found.append(next(iter(alive)))
    return found


def _is_thin(node: onnx.NodeProto, tables: Tables) -> bool:
    """Tell whether a tensor is a plain projection rather than the wide inside of a block."""
    return node.op_type == "Conv" and all(
        reader.op_type in ("Conv", "Add") for reader in tables.readers.get(node.output[0], [])
    )
