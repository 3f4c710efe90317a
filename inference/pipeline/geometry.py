"""Box arithmetic on arrays, in whatever pixels the caller uses."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]


def cxcywh_to_xyxy(boxes_cxcywh: FloatArray) -> FloatArray:
    """Turn centre and size [..., 4] into corners [..., 4]."""
    centers, halves = boxes_cxcywh[..., :2], boxes_cxcywh[..., 2:4] / 2
    return np.concatenate([centers - halves, centers + halves], axis=-1).astype(np.float32, copy=False)


def yxyx_to_xyxy(boxes_yxyx: FloatArray) -> FloatArray:
    """Swap the axes of corners [..., 4]."""
    return boxes_yxyx[..., [1, 0, 3, 2]]


def xyxy_to_xywh(boxes_xyxy: FloatArray) -> FloatArray:
    """Turn corners [n, 4] into top-left corner and size [n, 4]."""
    return np.concatenate([boxes_xyxy[:, :2], boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]], axis=1)


def clip_to_picture(boxes_xyxy: FloatArray, width: int, height: int) -> FloatArray:
    """Clip corners [n, 4] to a picture of `width` by `height` pixels."""
    return np.clip(boxes_xyxy, 0, np.array([width, height, width, height], np.float32)).astype(
        np.float32, copy=False
    )


def iou_one_to_many(box_xyxy: FloatArray, boxes_xyxy: FloatArray) -> FloatArray:
    """Intersection over union of one box [4] with each of boxes [n, 4]; 0 where both are empty."""
    top_left = np.maximum(box_xyxy[:2], boxes_xyxy[:, :2])
    bottom_right = np.minimum(box_xyxy[2:], boxes_xyxy[:, 2:])
    shared = np.clip(bottom_right - top_left, 0, None).prod(axis=1)
    areas = np.clip(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], 0, None).prod(axis=1)
    area = np.clip(box_xyxy[2:] - box_xyxy[:2], 0, None).prod()
    union = areas + area - shared
    overlap: FloatArray = np.divide(shared, union, out=np.zeros(len(union), np.float32), where=union > 0)
    return overlap
