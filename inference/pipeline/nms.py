"""Non-maximum suppression: of boxes that name the same object with the same label, the surest stays."""

import numpy as np
from numpy.typing import NDArray

from inference.pipeline.geometry import FloatArray, IntArray, iou_one_to_many


def suppress(
    boxes_xyxy: FloatArray, scores: FloatArray, label_index: IntArray, *, iou: float, limit: int
) -> NDArray[np.intp]:
    """Choose the boxes that stay.

    Args:
        boxes_xyxy: Corners [n, 4], finite.
        scores: Scores [n], finite.
        label_index: Label of each box [n]; boxes of different labels never suppress each other.
        iou: A box that overlaps a surer one by more than this goes.
        limit: At most this many stay.

    Returns:
        Indices into the arguments, by falling score; equal scores keep their order.
    """
    order = np.argsort(-scores, kind="stable")
    kept: list[np.intp] = []
    while order.size and len(kept) < limit:
        first, rest = order[0], order[1:]
        kept.append(first)
        rivals = label_index[rest] == label_index[first]
        overlap = np.zeros(rest.shape, np.float32)
        overlap[rivals] = iou_one_to_many(boxes_xyxy[first], boxes_xyxy[rest[rivals]])
        order = rest[overlap <= iou]
    return np.array(kept, np.intp)
