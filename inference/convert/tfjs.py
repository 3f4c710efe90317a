"""Reads a TensorFlow.js graph model: its nodes and its weights, with no TensorFlow at hand."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.errors import ConversionFailed

_DTYPES = {"float32": np.dtype("<f4"), "int32": np.dtype("<i4"), "bool": np.dtype("?")}


@dataclass(frozen=True)
class TfNode:
    """One operation of the graph, its inputs named `node` or `node:output`."""

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    def integer(self, key: str, default: int = 0) -> int:
        """Read an integer attribute."""
        return int(self.attributes.get(key, {}).get("i", default))

    def integers(self, key: str) -> list[int]:
        """Read a list-of-integers attribute; absent means empty."""
        return [int(item) for item in self.attributes.get(key, {}).get("list", {}).get("i", [])]

    def real(self, key: str, default: float) -> float:
        """Read a floating-point attribute."""
        return float(self.attributes.get(key, {}).get("f", default))

    def text(self, key: str, default: str = "") -> str:
        """Read a string attribute, which the format spells as a list of byte values."""
        raw = self.attributes.get(key, {}).get("s")
        return bytes(raw).decode() if isinstance(raw, list) else default


@dataclass(frozen=True)
class TfjsGraph:
    """The nodes by name and the weights by the name of their `Const` node."""

    nodes: Mapping[str, TfNode]
    weights: Mapping[str, NDArray[Any]]

    def ancestors(self, outputs: Iterable[str], stop_at: str) -> list[TfNode]:
        """List the nodes `outputs` depend on, inputs before users, `stop_at` included as a leaf."""
        ordered: dict[str, TfNode] = {}
        stack = [(name, False) for name in reversed(list(outputs))]
        entered: set[str] = set()
        while stack:
            name, inputs_done = stack.pop()
            if inputs_done:
                ordered[name] = self._node(name)
            elif name not in entered:
                entered.add(name)
                stack.append((name, True))
                if name != stop_at:
                    stack.extend((source_node(text), False) for text in reversed(self._node(name).inputs))
        return list(ordered.values())

    def _node(self, name: str) -> TfNode:
        if name not in self.nodes:
            raise ConversionFailed(f"The graph names a node it does not hold: {name}.")
        return self.nodes[name]


def source_node(reference: str) -> str:
    """Strip the output index and the control mark from an input reference."""
    return reference.lstrip("^").split(":", 1)[0]


def read_graph_model(model_json: Path) -> TfjsGraph:
    """Read `model.json` and the weight shards beside it.

    Raises:
        ConversionFailed: The document or a shard is missing, short, or of an unknown kind.
    """
    document = json.loads(model_json.read_text(encoding="utf-8"))
    nodes = {
        raw["name"]: TfNode(raw["name"], raw["op"], tuple(raw.get("input", [])), raw.get("attr", {}))
        for raw in document["modelTopology"]["node"]
    }
    weights: dict[str, NDArray[Any]] = {}
    for group in document["weightsManifest"]:
        content = b"".join((model_json.parent / name).read_bytes() for name in group["paths"])
        weights.update(_split_weights(group["weights"], content))
    return TfjsGraph(nodes, weights)


def _split_weights(entries: list[dict[str, Any]], content: bytes) -> dict[str, NDArray[Any]]:
    weights: dict[str, NDArray[Any]] = {}
    offset = 0
    for entry in entries:
        if "quantization" in entry or entry["dtype"] not in _DTYPES:
            raise ConversionFailed(f"Weight {entry['name']} is quantised or of an unknown type.")
        dtype = _DTYPES[entry["dtype"]]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        end = offset + count * dtype.itemsize
        if end > len(content):
            raise ConversionFailed(f"The weight shards end before {entry['name']}.")
        weights[entry["name"]] = np.frombuffer(content, dtype, count, offset).reshape(entry["shape"])
        offset = end
    if offset != len(content):
        raise ConversionFailed("The weight shards hold more bytes than the graph names.")
    return weights
