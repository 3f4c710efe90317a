"""Models for prompts whose answers are known: an encoder and decoder pair, and a plane of saliency."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from inference.manifest import Manifest, parse_manifest
from tests.builders_onnx import answering_model, serialised

SIDE = 32


def sam_encoder() -> bytes:
    """Build an encoder: [1,3,32,32] to embeddings [1,3,8,8], the picture's means."""
    nodes = [helper.make_node("AveragePool", ["image"], ["embeddings"], kernel_shape=[4, 4], strides=[4, 4])]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, [1, 3, 8, 8])],
    )
    return serialised(graph)


def sam_decoder() -> bytes:
    """Build a decoder of the published signature.

    Its second mask, with the better score, is the box between the last two points, which are the corners of
    the box that was given, in pixels of the encoder's input; its first mask is everything else.
    """
    floats = TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("image_embeddings", floats, [1, 3, 8, 8]),
        helper.make_tensor_value_info("point_coords", floats, [1, "n", 2]),
        helper.make_tensor_value_info("point_labels", floats, [1, "n"]),
        helper.make_tensor_value_info("mask_input", floats, [1, 1, 256, 256]),
        helper.make_tensor_value_info("has_mask_input", floats, [1]),
        helper.make_tensor_value_info("orig_im_size", floats, [2]),
    ]
    weights = [
        numpy_helper.from_array(np.array(value, kind), name)
        for name, value, kind in (
            ("side", SIDE, np.float32),
            ("zero", 0.0, np.float32),
            ("one", 1.0, np.float32),
            ("half", 0.5, np.float32),
            ("scores", [[0.3, 0.9]], np.float32),
            ("first", [-2], np.int64),
            ("last", [-1], np.int64),
            ("end", [2**31], np.int64),
            ("axis1", [1], np.int64),
            ("index0", 0, np.int64),
            ("index1", 1, np.int64),
            ("as_column", [-1, 1], np.int64),
            ("as_row", [1, -1], np.int64),
            ("as_mask", [0, 1], np.int64),
            ("flat", [2], np.int64),
        )
    ]
    make = helper.make_node
    nodes = [
        make("Slice", ["point_coords", "first", "last", "axis1"], ["low_point"]),
        make("Slice", ["point_coords", "last", "end", "axis1"], ["high_point"]),
        make("Reshape", ["low_point", "flat"], ["low"]),
        make("Reshape", ["high_point", "flat"], ["high"]),
    ]
    for axis, (extent, index, shape) in {
        "y": ("h", "index0", "as_column"),
        "x": ("w", "index1", "as_row"),
    }.items():
        coordinate = "index1" if axis == "y" else "index0"
        nodes += [
            make("Gather", ["orig_im_size", index], [extent]),
            make("Range", ["zero", extent, "one"], [f"{axis}_cells"]),
            make("Add", [f"{axis}_cells", "half"], [f"{axis}_centres"]),
            make("Mul", [f"{axis}_centres", "side"], [f"{axis}_wide"]),
            make("Div", [f"{axis}_wide", extent], [f"{axis}_flat"]),
            make("Reshape", [f"{axis}_flat", shape], [f"{axis}_places"]),
            make("Gather", ["low", coordinate], [f"{axis}_low"]),
            make("Gather", ["high", coordinate], [f"{axis}_high"]),
            make("Sub", [f"{axis}_places", f"{axis}_low"], [f"{axis}_after"]),
            make("Sub", [f"{axis}_high", f"{axis}_places"], [f"{axis}_before"]),
        ]
    nodes += [
        make("Min", ["y_after", "y_before", "x_after", "x_before"], ["inside"]),
        make("Unsqueeze", ["inside", "as_mask"], ["mask"]),
        make("Neg", ["mask"], ["rest"]),
        make("Concat", ["rest", "mask"], ["masks"], axis=1),
        make("Identity", ["scores"], ["iou_predictions"]),
    ]
    outputs = [
        helper.make_tensor_value_info("masks", floats, [1, 2, "rows", "columns"]),
        helper.make_tensor_value_info("iou_predictions", floats, [1, 2]),
    ]
    return serialised(helper.make_graph(nodes, "decoder", inputs, outputs, weights))


def sam_document(**changes: Any) -> dict[str, Any]:
    """Build the pair's manifest as the plain document it is read from."""
    document: dict[str, Any] = {
        "name": "pair",
        "version": "1",
        "title": "A pair",
        "task": "segmentation prompt",
        "labels": [],
        "input": {"name": "image", "width": SIDE, "height": SIDE},
        "decoder": {"kind": "sam", "embeddings": "embeddings"},
    }
    return {**document, **changes}


def sam_manifest(**changes: Any) -> Manifest:
    """Build the pair's manifest."""
    return parse_manifest(sam_document(**changes))


def saliency_model(plane: NDArray[np.float32]) -> bytes:
    """Build a model that sees the same saliency [h, w] in every picture."""
    return answering_model({"plane": plane[None]}, batch=1, channels_first=True)


def saliency_manifest(**changes: Any) -> Manifest:
    """Build its manifest."""
    decoder = {"kind": "saliency", "output": "plane"}
    return parse_manifest(sam_document(name="plane", decoder=decoder, **changes))
