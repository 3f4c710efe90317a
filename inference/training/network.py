"""Runs the convolutions of an ONNX graph in torch, with their weights as parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from inference.errors import ModelFileInvalid
from inference.training.graph import Tables, attributes


class GraphNetwork(nn.Module):
    """The part of a graph between given tensors, as a torch module.

    Weights and shifts of the graph become parameters under the names they have there.
    """

    def __init__(self, graph: onnx.GraphProto, starts: Sequence[str], ends: Sequence[str]) -> None:
        """Build the part.

        Args:
            graph: A folded graph.
            starts: Tensors that are handed in.
            ends: Tensors that are asked for.

        Raises:
            ModelFileInvalid: An operation lies between them that this does not know.
        """
        super().__init__()
        tables = Tables(graph)
        self.starts, self.ends = tuple(starts), tuple(ends)
        self._names: dict[str, str] = {}
        self._steps: list[tuple[str, tuple[str, ...], str, dict[str, Any]]] = []
        for node in _between(graph, tables, set(starts), list(ends)):
            self._add(node, tables)

    def forward(self, values: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return the asked tensors, given the start tensors."""
        known = dict(values)
        parameters = {name: self.get_parameter(inner) for name, inner in self._names.items()}
        for kind, inputs, output, options in self._steps:
            if kind == "Conv":
                known[output] = _convolve(
                    known[inputs[0]], parameters[inputs[1]], parameters[inputs[2]], options
                )
            elif kind == "Clip":
                # As clamp, but that the way back is one pass over the values instead of four.
                known[output] = functional.hardtanh(known[inputs[0]], options["low"], options["high"])
            elif kind == "Add":
                left, right = (known[name] if name in known else parameters[name] for name in inputs)
                known[output] = left + right
        return {name: known[name] for name in self.ends}

    def weights_by_tensor(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return every parameter under its constant's name in the graph."""
        return {
            name: self.get_parameter(inner).detach().numpy().astype(np.float32)
            for name, inner in self._names.items()
        }

    def parameter_of(self, tensor: str) -> nn.Parameter:
        """Return the parameter that a constant of the graph became."""
        return self.get_parameter(self._names[tensor])

    def replace(self, tensor: str, value: Tensor) -> None:
        """Give a constant another value, which may have another shape."""
        setattr(self, self._names[tensor], nn.Parameter(value))

    def parameters_by_tensor(self) -> dict[str, nn.Parameter]:
        """Return every parameter under its constant's name in the graph."""
        return {name: self.get_parameter(inner) for name, inner in self._names.items()}

    def _hold(self, name: str, tables: Tables) -> None:
        if name not in self._names:
            inner = f"p{len(self._names)}"
            self._names[name] = inner
            value = np.array(tables.constants[name], np.float32)
            self.register_parameter(inner, nn.Parameter(torch.from_numpy(value)))

    def _add(self, node: onnx.NodeProto, tables: Tables) -> None:
        inputs, options = tuple(node.input), dict[str, Any]()
        if node.op_type == "Conv" and len(inputs) == 3:
            found = attributes(node)
            options = {
                "stride": int(found.get("strides", [1, 1])[0]),
                "groups": int(found.get("group", 1)),
                "kernel": int(tables.constants[inputs[1]].shape[-1]),
            }
            if found.get("auto_pad") != b"SAME_UPPER" or set(found.get("dilations", [1])) != {1}:
                raise ModelFileInvalid(f"The convolution {node.name} is padded or spread in an unknown way.")
            self._hold(inputs[1], tables)
            self._hold(inputs[2], tables)
        elif node.op_type == "Clip":
            low, high = (float(tables.constants[name]) for name in inputs[1:3])
            inputs, options = inputs[:1], {"low": low, "high": high}
        elif node.op_type == "Add":
            for name in inputs:
                if name in tables.constants:
                    self._hold(name, tables)
        else:
            raise ModelFileInvalid(f"The operation {node.op_type} ({node.name}) cannot be trained here.")
        self._steps.append((node.op_type, inputs, node.output[0], options))


def _between(
    graph: onnx.GraphProto, tables: Tables, starts: set[str], ends: Sequence[str]
) -> list[onnx.NodeProto]:
    needed, waiting = set[str](), list(ends)
    while waiting:
        name = waiting.pop()
        if name in needed or name in starts or name in tables.constants:
            continue
        if name not in tables.maker:
            raise ModelFileInvalid(f"The tensor {name} does not come from the given ones.")
        needed.add(name)
        waiting.extend(tables.maker[name].input)
    return [node for node in graph.node if needed.intersection(node.output)]


def _convolve(value: Tensor, weight: Tensor, bias: Tensor, options: Mapping[str, Any]) -> Tensor:
    stride, kernel, groups = options["stride"], options["kernel"], options["groups"]
    pads = [_same_upper(size, kernel, stride) for size in value.shape[-2:]]
    if all(before == after for before, after in pads):
        padding = (pads[0][0], pads[1][0])
        return functional.conv2d(value, weight, bias, stride, padding, 1, groups)
    padded = functional.pad(value, (*pads[1], *pads[0]))
    return functional.conv2d(padded, weight, bias, stride, 0, 1, groups)


def _same_upper(size: int, kernel: int, stride: int) -> tuple[int, int]:
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2
