"""Reads DETR-style outputs: a fixed set of queries, each an object or nothing."""

import numpy as np

from inference.manifest import DetrDecoder, InputSpec
from inference.pipeline.decoders.candidates import (
    Candidates,
    Outputs,
    activate,
    best_label,
    check_size,
    pick_output,
)
from inference.pipeline.geometry import cxcywh_to_xyxy


def decode_detr(
    outputs: Outputs, decoder: DetrDecoder, spec: InputSpec, label_count: int, floor: float
) -> list[Candidates]:
    """Read logits [b, q, c (+ 1)] and boxes [b, q, 4], centre and size normalised to 0..1."""
    logits = pick_output(outputs, decoder.logits, 3)
    boxes = pick_output(outputs, decoder.boxes, 3)
    nothing = 0 if decoder.no_object == "none" else 1
    check_size(decoder.logits, "scores for each query", logits.shape[2], label_count + nothing)
    check_size(decoder.boxes, "numbers for each box", boxes.shape[2], 4)
    check_size(decoder.boxes, "boxes", boxes.shape[1], logits.shape[1])
    first = 1 if decoder.no_object == "first" else 0
    class_scores = activate(logits, decoder.activation)[:, :, first : first + label_count]
    size = np.array([spec.width, spec.height, spec.width, spec.height], np.float32)
    with np.errstate(invalid="ignore"):
        boxes_xyxy = cxcywh_to_xyxy(boxes * size)
    return [best_label(rows, ranks, floor) for rows, ranks in zip(boxes_xyxy, class_scores, strict=True)]
