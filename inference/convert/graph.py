"""Collects ONNX nodes and constants of a graph under conversion, and the layout of each value."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


class OnnxGraphBuilder:
    """An ONNX graph under construction.

    Convolutions want channels first, the source graph is channels last. Values stay channels first for as
    long as every user allows it, so the finished graph holds few transposes.
    """

    def __init__(self) -> None:
        """Start with an empty graph."""
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}
        self._channels_first: set[str] = set()
        self._converted: dict[tuple[str, bool], str] = {}
        self._serial = 0

    def emit(self, op: str, inputs: list[str], name: str | None = None, **attributes: Any) -> str:
        """Add one node with one output and return the output's name."""
        output = name or self._fresh(op)
        self.nodes.append(helper.make_node(op, inputs, [output], name=f"node/{output}", **attributes))
        return output

    def constant(self, name: str, array: NDArray[Any]) -> str:
        """Store an array once under `name`; 32-bit integers widen because ONNX shapes are 64-bit."""
        if name not in self.initializers:
            widened = array.astype(np.int64) if array.dtype.kind == "i" else array
            self.initializers[name] = numpy_helper.from_array(np.array(widened, order="C"), name)
        return name

    def integers(self, *items: int) -> str:
        """Store a one-dimensional integer constant."""
        return self.constant("const/" + "_".join(map(str, items)), np.array(items, np.int64))

    def mark_channels_first(self, value: str) -> str:
        """Record that a four-dimensional value is NCHW."""
        self._channels_first.add(value)
        return value

    def is_channels_first(self, value: str) -> bool:
        """Tell whether a value is NCHW."""
        return value in self._channels_first

    def as_channels_first(self, value: str) -> str:
        """Return `value` as NCHW, adding a transpose at most once."""
        return value if self.is_channels_first(value) else self._transposed(value, [0, 3, 1, 2], first=True)

    def as_source_layout(self, value: str) -> str:
        """Return `value` in the layout the source graph meant, adding a transpose at most once."""
        return self._transposed(value, [0, 2, 3, 1], first=False) if self.is_channels_first(value) else value

    def finish(
        self, name: str, inputs: dict[str, list[int | str]], outputs: dict[str, list[int | str]]
    ) -> bytes:
        """Check the graph and return it serialised; the bytes depend on the graph alone."""
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in inputs.items()],
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in outputs.items()],
            list(self.initializers.values()),
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="tandem",
        )
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))

    def _transposed(self, value: str, order: list[int], *, first: bool) -> str:
        key = (value, first)
        if key not in self._converted:
            self._converted[key] = self.emit("Transpose", [value], perm=order)
            if first:
                self.mark_channels_first(self._converted[key])
        return self._converted[key]

    def _fresh(self, op: str) -> str:
        self._serial += 1
        return f"{op}_{self._serial}"
