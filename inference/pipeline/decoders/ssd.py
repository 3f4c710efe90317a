"""Reads SSD outputs whose anchors the graph has already applied."""

import numpy as np

from inference.manifest import InputSpec, SsdDecoder
from inference.pipeline.decoders.candidates import (
    Candidates,
    Outputs,
    activate,
    best_label,
    check_size,
    pick_output,
)
from inference.pipeline.geometry import yxyx_to_xyxy


def decode_ssd(
    outputs: Outputs, decoder: SsdDecoder, spec: InputSpec, label_count: int, floor: float
) -> list[Candidates]:
    """Read scores [b, n, background + c] and boxes [b, n, 4] or [b, n, 1, 4], normalised to 0..1."""
    scores = pick_output(outputs, decoder.scores, 3)
    check_size(decoder.scores, "scores for each box", scores.shape[2], label_count + decoder.background)
    boxes_name = decoder.boxes
    if boxes_name in outputs and outputs[boxes_name].ndim == 4 and outputs[boxes_name].shape[2] == 1:
        outputs = {**outputs, boxes_name: outputs[boxes_name][:, :, 0]}
    boxes = pick_output(outputs, boxes_name, 3)
    check_size(boxes_name, "numbers for each box", boxes.shape[2], 4)
    check_size(boxes_name, "boxes", boxes.shape[1], scores.shape[1])
    class_scores = activate(scores, decoder.activation)[:, :, decoder.background :]
    boxes_xyxy = yxyx_to_xyxy(boxes) if decoder.box_format == "yxyx" else boxes
    size = np.array([spec.width, spec.height, spec.width, spec.height], np.float32)
    return [
        best_label(rows * size, ranks, floor) for rows, ranks in zip(boxes_xyxy, class_scores, strict=True)
    ]
