"""A graph with inner maps of the names by which the default detector's features are known."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from inference.embedding.embedder import FEATURES
from tests.builders_onnx import serialised

SIDE = 32


def featured_model() -> bytes:
    """Build a graph that answers with the scores and boxes of nothing; inside it keeps colours by place.

    Its maps are 4x4 and 2x2 means of the picture's colours, and of how far they are from white.
    """
    nodes = [
        helper.make_node("Transpose", ["image"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Div", ["planes", "white"], ["light"]),
        helper.make_node("Sub", ["one", "light"], ["dark"]),
        helper.make_node("Concat", ["light", "dark"], ["colours"], axis=1),
        helper.make_node("AveragePool", ["colours"], [FEATURES[0]], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("AveragePool", ["colours"], [FEATURES[1]], kernel_shape=[16, 16], strides=[16, 16]),
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["answers", "zero"], ["scores"]),
        helper.make_node("Add", ["places", "zero"], ["boxes"]),
    ]
    constants = {
        "white": np.array(255, np.float32),
        "one": np.array(1, np.float32),
        "nothing": np.array(0, np.float32),
        "answers": np.array([[[0.9, 0.05], [0.2, 0.7]]], np.float32),
        "places": np.array([[[0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]]], np.float32),
    }
    weights = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph: onnx.GraphProto = helper.make_graph(
        nodes,
        "featured",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, SIDE, SIDE, 3])],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 2, 2]),
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, [1, 2, 4]),
        ],
        weights,
    )
    return serialised(graph)
