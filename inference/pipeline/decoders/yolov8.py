"""Reads YOLOv8-style outputs: channels first, boxes in input pixels, no objectness."""

import numpy as np

from inference.manifest import YoloV8Decoder
from inference.pipeline.decoders.candidates import (
    Candidates,
    Outputs,
    activate,
    best_label,
    check_size,
    pick_output,
)
from inference.pipeline.geometry import cxcywh_to_xyxy


def decode_yolov8(
    outputs: Outputs, decoder: YoloV8Decoder, label_count: int, floor: float
) -> list[Candidates]:
    """Read one output [b, 4 + c, n]: box and class scores down the columns."""
    columns = pick_output(outputs, decoder.output, 3)
    check_size(decoder.output, "rows", columns.shape[1], 4 + label_count)
    rows = columns.transpose(0, 2, 1)
    with np.errstate(invalid="ignore"):
        boxes_xyxy = cxcywh_to_xyxy(rows[:, :, :4]) if decoder.box_format == "cxcywh" else rows[:, :, :4]
    class_scores = activate(rows[:, :, 4:], decoder.activation)
    return [best_label(boxes, ranks, floor) for boxes, ranks in zip(boxes_xyxy, class_scores, strict=True)]
