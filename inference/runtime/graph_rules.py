"""Refuses ONNX files that reach outside themselves, by reading the protobuf before any runtime sees it."""

from collections.abc import Iterator

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from inference.errors import ModelFileInvalid

# The standard operators and those ONNX Runtime brings along; any other domain needs a library on the machine.
_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
# Carries a compiled blob, or the path of one, for a hardware vendor's library.
_FORBIDDEN_OPS = frozenset({"EPContext", "PythonOp"})


def parse_model(content: bytes) -> onnx.ModelProto:
    """Parse an ONNX file and check that it keeps to itself.

    Raises:
        ModelFileInvalid: Not ONNX, truncated, with data in other files, or with unknown operators.
    """
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except DecodeError as error:
        raise ModelFileInvalid("The file is not ONNX, or it is truncated.") from error
    if not model.ir_version or not model.opset_import or not model.graph.output:
        raise ModelFileInvalid("The file is not ONNX, or it is truncated: it holds no graph.")
    local = {function.domain for function in model.functions}
    for opset in model.opset_import:
        if opset.domain not in _DOMAINS | local:
            raise ModelFileInvalid(f"The model uses operators of the custom domain {opset.domain[:100]}.")
    for graph in _graphs(model):
        _check_tensors(graph)
    for node in _nodes(model):
        if node.domain not in _DOMAINS | local:
            raise ModelFileInvalid(f"The model uses operators of the custom domain {node.domain[:100]}.")
        if node.op_type in _FORBIDDEN_OPS:
            raise ModelFileInvalid(f"The model uses {node.op_type}, which runs code from outside the file.")
        for attribute in node.attribute:
            _check_attribute(attribute)
    return model


def opset_of(model: onnx.ModelProto) -> int:
    """Return the version of the standard operators a model uses."""
    return max(
        (int(opset.version) for opset in model.opset_import if opset.domain in ("", "ai.onnx")), default=0
    )


def _graphs(model: onnx.ModelProto) -> Iterator[onnx.GraphProto]:
    yield model.graph
    for training in model.training_info:
        yield training.initialization
        yield training.algorithm
    for node in _nodes(model):
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield attribute.g
            yield from attribute.graphs


def _nodes(model: onnx.ModelProto) -> Iterator[onnx.NodeProto]:
    # Nesting needs no limit here: the protobuf parser already refuses what is nested beyond reason.
    waiting = [*model.graph.node, *(node for function in model.functions for node in function.node)]
    for training in model.training_info:
        waiting += [*training.initialization.node, *training.algorithm.node]
    while waiting:
        node = waiting.pop()
        yield node
        for attribute in node.attribute:
            waiting += [*attribute.g.node, *(child for graph in attribute.graphs for child in graph.node)]


def _check_tensors(graph: onnx.GraphProto) -> None:
    for tensor in graph.initializer:
        _check_tensor(tensor)
    for sparse in graph.sparse_initializer:
        _check_tensor(sparse.values)
        _check_tensor(sparse.indices)


def _check_attribute(attribute: onnx.AttributeProto) -> None:
    for tensor in (attribute.t, *attribute.tensors):
        _check_tensor(tensor)
    for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
        _check_tensor(sparse.values)
        _check_tensor(sparse.indices)


def _check_tensor(tensor: onnx.TensorProto) -> None:
    if tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data:
        raise ModelFileInvalid(
            f"The weight {tensor.name[:100] or '(unnamed)'} lies in another file; save the model as one file."
        )
