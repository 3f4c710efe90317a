"""Turns TensorFlow.js graph operations into ONNX operations, one small function for each kind."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.convert.graph import OnnxGraphBuilder
from inference.convert.tfjs import TfjsGraph, TfNode, source_node
from inference.errors import ConversionFailed


class GraphConverter:
    """Walks the source nodes in order and emits their ONNX form."""

    def __init__(self, graph: TfjsGraph, builder: OnnxGraphBuilder, names: Mapping[str, str]) -> None:
        """Convert `graph` into `builder`; `names` gives chosen value names to some source nodes."""
        self.graph = graph
        self.builder = builder
        self.names = names
        self.values: dict[str, str] = {}

    def convert(self, node: TfNode) -> None:
        """Emit one node whose inputs were emitted before.

        Raises:
            ConversionFailed: The operation is not among those the converter knows.
        """
        if node.op == "Const":
            self.values[node.name] = self.builder.constant(f"weight/{node.name}", self.weight(node.name))
            return
        handler = _HANDLERS.get(node.op)
        if handler is None:
            raise ConversionFailed(f"The converter does not know the operation {node.op} of {node.name}.")
        handler(self, node)

    def weight(self, reference: str) -> NDArray[Any]:
        """Return the constant behind an input reference."""
        name = source_node(reference)
        if name not in self.graph.weights:
            raise ConversionFailed(f"{name} is not a constant of the graph.")
        return self.graph.weights[name]

    def is_constant(self, reference: str) -> bool:
        """Tell whether an input reference names a constant."""
        return source_node(reference) in self.graph.weights

    def raw(self, reference: str) -> str:
        """Return the ONNX value of a reference in whatever layout it has."""
        name, _, index = reference.partition(":")
        return self.values[name if index in ("", "0") else reference]

    def plain(self, reference: str) -> str:
        """Return the ONNX value of a reference in the source's layout."""
        return self.builder.as_source_layout(self.raw(reference))

    def emit(
        self, node: TfNode, op: str, inputs: list[str], *, channels_first: bool = False, **attributes: Any
    ) -> None:
        """Emit the ONNX node that carries the value of `node`."""
        value = self.builder.emit(op, inputs, self.names.get(node.name, f"value/{node.name}"), **attributes)
        if channels_first:
            self.builder.mark_channels_first(value)
        self.values[node.name] = value


def _convolution(converter: GraphConverter, node: TfNode) -> None:
    if node.text("data_format", "NHWC") != "NHWC" or node.text("padding") not in ("SAME", "VALID"):
        raise ConversionFailed(f"The convolution {node.name} uses an unknown layout or padding.")
    kernel_hwio = converter.weight(node.inputs[1])
    height, width, channels, multiplier = kernel_hwio.shape
    depthwise = node.op == "DepthwiseConv2dNative"
    if depthwise:
        kernel_oihw = kernel_hwio.reshape(height, width, 1, channels * multiplier).transpose(3, 2, 0, 1)
    else:
        kernel_oihw = kernel_hwio.transpose(3, 2, 0, 1)
    kernel = converter.builder.constant(f"kernel/{source_node(node.inputs[1])}", kernel_oihw)
    converter.emit(
        node,
        "Conv",
        [converter.builder.as_channels_first(converter.raw(node.inputs[0])), kernel],
        channels_first=True,
        kernel_shape=[height, width],
        strides=node.integers("strides")[1:3],
        dilations=node.integers("dilations")[1:3] or [1, 1],
        auto_pad="SAME_UPPER" if node.text("padding") == "SAME" else "VALID",
        group=channels if depthwise else 1,
    )


def _elementwise(converter: GraphConverter, node: TfNode) -> None:
    op = {"AddN": "Add", "BiasAdd": "Add"}.get(node.op, node.op)
    if len(node.inputs) != 2:
        raise ConversionFailed(f"{node.name} joins {len(node.inputs)} values; only two are known.")
    varying = [text for text in node.inputs if not converter.is_constant(text)]
    small = all(converter.weight(text).ndim <= 1 for text in node.inputs if converter.is_constant(text))
    if not small or not all(converter.builder.is_channels_first(converter.raw(text)) for text in varying):
        converter.emit(node, op, [converter.plain(text) for text in node.inputs])
        return
    inputs = [_channel_operand(converter, text) for text in node.inputs]
    converter.emit(node, op, inputs, channels_first=True)


def _channel_operand(converter: GraphConverter, reference: str) -> str:
    if not converter.is_constant(reference) or converter.weight(reference).ndim == 0:
        return converter.raw(reference)
    return converter.builder.constant(
        f"channel/{source_node(reference)}", converter.weight(reference).reshape(-1, 1, 1)
    )


def _batch_norm(converter: GraphConverter, node: TfNode) -> None:
    inputs = [converter.builder.as_channels_first(converter.raw(node.inputs[0]))]
    inputs += [converter.raw(text) for text in node.inputs[1:]]
    converter.emit(
        node, "BatchNormalization", inputs, channels_first=True, epsilon=node.real("epsilon", 1e-4)
    )


def _relu6(converter: GraphConverter, node: TfNode) -> None:
    value = converter.raw(node.inputs[0])
    low = converter.builder.constant("const/zero", np.array(0.0, np.float32))
    high = converter.builder.constant("const/six", np.array(6.0, np.float32))
    converter.emit(
        node, "Clip", [value, low, high], channels_first=converter.builder.is_channels_first(value)
    )


def _shape(converter: GraphConverter, node: TfNode) -> None:
    value = converter.raw(node.inputs[0])
    if not converter.builder.is_channels_first(value):
        converter.emit(node, "Shape", [value])
        return
    order = converter.builder.integers(0, 2, 3, 1)
    converter.emit(node, "Gather", [converter.builder.emit("Shape", [value]), order], axis=0)


def _strided_slice(converter: GraphConverter, node: TfNode) -> None:
    begin, end, stride = (converter.weight(text) for text in node.inputs[1:4])
    if (
        node.integer("shrink_axis_mask") != 1
        or begin.shape != (1,)
        or stride[0] != 1
        or end[0] != begin[0] + 1
    ):
        raise ConversionFailed(f"{node.name} slices more than one element.")
    index = converter.builder.constant(f"index/{begin[0]}", np.array(begin[0], np.int64))
    converter.emit(node, "Gather", [converter.plain(node.inputs[0]), index], axis=0)


def _pack(converter: GraphConverter, node: TfNode) -> None:
    axis = converter.builder.integers(node.integer("axis"))
    parts = [converter.builder.emit("Unsqueeze", [converter.plain(text), axis]) for text in node.inputs]
    converter.emit(node, "Concat", parts, axis=node.integer("axis"))


def _unpack(converter: GraphConverter, node: TfNode) -> None:
    value = converter.plain(node.inputs[0])
    for number in range(node.integer("num")):
        index = converter.builder.constant(f"index/{number}", np.array(number, np.int64))
        reference = node.name if number == 0 else f"{node.name}:{number}"
        converter.values[reference] = converter.builder.emit(
            "Gather", [value, index], axis=node.integer("axis")
        )


def _concat(converter: GraphConverter, node: TfNode) -> None:
    parts = [converter.plain(text) for text in node.inputs[:-1]]
    converter.emit(node, "Concat", parts, axis=int(converter.weight(node.inputs[-1])))


def _transpose(converter: GraphConverter, node: TfNode) -> None:
    order = [int(axis) for axis in converter.weight(node.inputs[1])]
    converter.emit(node, "Transpose", [converter.plain(node.inputs[0])], perm=order)


def _slice(converter: GraphConverter, node: TfNode) -> None:
    begin, size = converter.weight(node.inputs[1]), converter.weight(node.inputs[2])
    ends = np.where(size < 0, np.iinfo(np.int64).max, begin.astype(np.int64) + size)
    starts = converter.builder.constant(f"starts/{node.name}", begin)
    stops = converter.builder.constant(f"stops/{node.name}", ends)
    converter.emit(node, "Slice", [converter.plain(node.inputs[0]), starts, stops])


def _squeeze(converter: GraphConverter, node: TfNode) -> None:
    axes = converter.builder.integers(*node.integers("squeeze_dims"))
    converter.emit(node, "Squeeze", [converter.plain(node.inputs[0]), axes])


def _expand(converter: GraphConverter, node: TfNode) -> None:
    axis = converter.builder.integers(int(converter.weight(node.inputs[1])))
    converter.emit(node, "Unsqueeze", [converter.plain(node.inputs[0]), axis])


def _same_inputs(op: str) -> Callable[[GraphConverter, TfNode], None]:
    def emit(converter: GraphConverter, node: TfNode) -> None:
        converter.emit(node, op, [converter.plain(text) for text in node.inputs])

    return emit


_HANDLERS: Mapping[str, Callable[[GraphConverter, TfNode], None]] = {
    "Conv2D": _convolution,
    "DepthwiseConv2dNative": _convolution,
    "Add": _elementwise,
    "AddN": _elementwise,
    "BiasAdd": _elementwise,
    "Mul": _elementwise,
    "Sub": _elementwise,
    "FusedBatchNorm": _batch_norm,
    "Relu6": _relu6,
    "Shape": _shape,
    "StridedSlice": _strided_slice,
    "Pack": _pack,
    "Unpack": _unpack,
    "ConcatV2": _concat,
    "Transpose": _transpose,
    "Slice": _slice,
    "Squeeze": _squeeze,
    "ExpandDims": _expand,
    "Reshape": _same_inputs("Reshape"),
    "Tile": _same_inputs("Tile"),
    "Exp": _same_inputs("Exp"),
    "Sigmoid": _same_inputs("Sigmoid"),
}
