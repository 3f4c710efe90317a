"""Converts the part of a TensorFlow.js graph between a picture and its outputs into one ONNX file."""

from collections.abc import Mapping

from inference.convert.graph import OnnxGraphBuilder
from inference.convert.operations import GraphConverter
from inference.convert.tfjs import TfjsGraph


def convert_graph(
    graph: TfjsGraph,
    *,
    name: str,
    image_node: str,
    image_shape: list[int | str],
    outputs: Mapping[str, tuple[str, list[int | str]]],
) -> bytes:
    """Convert the part of a graph between an image tensor and some outputs.

    Args:
        graph: The source graph.
        name: Name given to the ONNX graph.
        image_node: Source node replaced by the ONNX input `image`.
        image_shape: Shape of that input, NHWC; a string is a free dimension.
        outputs: ONNX output name to its source node and shape.

    Returns:
        The serialised ONNX model.
    """
    builder = OnnxGraphBuilder()
    converter = GraphConverter(graph, builder, {source: target for target, (source, _) in outputs.items()})
    converter.values[image_node] = "image"
    for node in graph.ancestors([source for source, _ in outputs.values()], image_node):
        if node.name != image_node:
            converter.convert(node)
    used = {text for node in builder.nodes for text in node.input}
    builder.initializers = {key: tensor for key, tensor in builder.initializers.items() if key in used}
    shapes = {target: shape for target, (_, shape) in outputs.items()}
    return builder.finish(name, {"image": image_shape}, shapes)
