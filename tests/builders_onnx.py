"""Small ONNX graphs whose answers are known because the test wrote them, and manifests to go with them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from inference.manifest import Manifest, parse_manifest

Batch = int | str


def answering_model(
    answers: Mapping[str, NDArray[np.float32]],
    *,
    batch: Batch = "batch",
    height: int = 32,
    width: int = 32,
    channels_first: bool = False,
    input_name: str = "image",
    input_type: int = TensorProto.FLOAT,
    dimmed: str | None = None,
) -> bytes:
    """Build a graph that answers the same for every picture.

    Args:
        answers: Output name to what it says of one picture, without the batch dimension.
        batch: A number for a fixed batch, a name for a free one.
        height: Input height.
        width: Input width.
        channels_first: NCHW instead of NHWC.
        input_name: Name of the picture input.
        input_type: Element type of the picture input.
        dimmed: An output multiplied by the picture's mean brightness, so that pictures can be told apart.

    Returns:
        The serialised model.
    """
    picture = [3, height, width] if channels_first else [height, width, 3]
    nodes = [
        helper.make_node("Shape", [input_name], ["count"], start=0, end=1),
        helper.make_node("Cast", [input_name], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Div", ["mean", "white"], ["brightness"]),
    ]
    weights = [numpy_helper.from_array(np.array(255.0, np.float32), "white")]
    outputs = []
    for name, answer in answers.items():
        weights.append(numpy_helper.from_array(answer.astype(np.float32)[None], f"{name}_one"))
        weights.append(numpy_helper.from_array(np.array(answer.shape, np.int64), f"{name}_rest"))
        weights.append(
            numpy_helper.from_array(np.array([-1] + [1] * answer.ndim, np.int64), f"{name}_column")
        )
        expanded = f"{name}_many" if name == dimmed else name
        nodes.append(helper.make_node("Concat", ["count", f"{name}_rest"], [f"{name}_shape"], axis=0))
        nodes.append(helper.make_node("Expand", [f"{name}_one", f"{name}_shape"], [expanded]))
        if name == dimmed:
            nodes.append(helper.make_node("Reshape", ["brightness", f"{name}_column"], [f"{name}_light"]))
            nodes.append(helper.make_node("Mul", [expanded, f"{name}_light"], [name]))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *answer.shape]))
    graph = helper.make_graph(
        nodes,
        "answering",
        [helper.make_tensor_value_info(input_name, input_type, [batch, *picture])],
        outputs,
        weights,
    )
    return serialised(graph)


def blind_on_black() -> bytes:
    """Build a graph that sees a cat on any picture of 32 by 32, and answers black with no numbers."""
    picture = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 32, 32, 3])
    answers = {"scores": np.array([[[0.9, 0]]], np.float32), "boxes": np.array([[[0, 0, 1, 1]]], np.float32)}
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["light"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Div", ["light", "light"], ["share"]),
        *(helper.make_node("Mul", [f"{name}_one", "share"], [name]) for name in answers),
    ]
    weights = [numpy_helper.from_array(answer, f"{name}_one") for name, answer in answers.items()]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, list(answer.shape))
        for name, answer in answers.items()
    ]
    return serialised(helper.make_graph(nodes, "blind", [picture], outputs, weights))


def serialised(graph: onnx.GraphProto, **domains: int) -> bytes:
    """Wrap a graph into a model of opset 17, with further operator domains by name."""
    opsets = [
        helper.make_opsetid("", 17),
        *(helper.make_opsetid(key, number) for key, number in domains.items()),
    ]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())


def manifest(**changes: Any) -> Manifest:
    """Build a manifest of a two-label SSD on 32 by 32 pictures; keywords replace whole fields."""
    return parse_manifest(manifest_document(**changes))


def manifest_document(**changes: Any) -> dict[str, Any]:
    """Build the same manifest as the plain document it is read from."""
    document: dict[str, Any] = {
        "name": "sample",
        "version": "1",
        "title": "A sample",
        "task": "detection",
        "labels": ["cat", "dog"],
        "input": {"name": "image", "width": 32, "height": 32, "layout": "nhwc"},
        "decoder": {"kind": "ssd", "scores": "scores", "boxes": "boxes"},
        "thresholds": {"floor": 0.1, "show": 0.4, "nms_iou": 0.5, "max_predictions": 10},
    }
    return {**document, **changes}


def picture(width: int = 64, height: int = 48, level: int = 128) -> NDArray[np.uint8]:
    """Build an even grey RGB picture [height, width, 3]."""
    return np.full((height, width, 3), level, np.uint8)
