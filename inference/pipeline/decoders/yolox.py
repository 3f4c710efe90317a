"""Reads YOLOX outputs: one row for each grid cell of each stride, with an objectness."""

import numpy as np

from inference.manifest import InputSpec, YoloxDecoder
from inference.pipeline.decoders.candidates import (
    Candidates,
    Outputs,
    activate,
    best_label,
    check_size,
    pick_output,
)
from inference.pipeline.geometry import FloatArray, cxcywh_to_xyxy


def decode_yolox(
    outputs: Outputs, decoder: YoloxDecoder, spec: InputSpec, label_count: int, floor: float
) -> list[Candidates]:
    """Read one output [b, n, 5 + c]: centre, size, objectness, class scores."""
    rows = pick_output(outputs, decoder.output, 3)
    check_size(decoder.output, "numbers for each box", rows.shape[2], 5 + label_count)
    boxes_cxcywh = rows[:, :, :4]
    if decoder.strides:
        cells, strides = grid_cells(spec.width, spec.height, decoder.strides)
        check_size(decoder.output, "boxes", rows.shape[1], len(cells))
        with np.errstate(over="ignore", invalid="ignore"):
            centers = (boxes_cxcywh[:, :, :2] + cells) * strides
            sizes = np.exp(boxes_cxcywh[:, :, 2:]) * strides
        boxes_cxcywh = np.concatenate([centers, sizes], axis=2)
    # An overflowing size gives corners at infinity less infinity; the detector drops what is not finite.
    with np.errstate(invalid="ignore"):
        boxes_xyxy = cxcywh_to_xyxy(boxes_cxcywh)
        confidence = activate(rows[:, :, 4:], decoder.activation)
        class_scores = confidence[:, :, :1] * confidence[:, :, 1:]
    return [best_label(boxes, ranks, floor) for boxes, ranks in zip(boxes_xyxy, class_scores, strict=True)]


def grid_cells(width: int, height: int, strides: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """List the cells (column, row) [n, 2] and the stride [n, 1] of every grid, row by row."""
    cells, sizes = [], []
    for stride in strides:
        rows, columns = np.mgrid[: height // stride, : width // stride]
        cells.append(np.stack([columns.ravel(), rows.ravel()], axis=1))
        sizes.append(np.full((rows.size, 1), stride))
    return np.concatenate(cells).astype(np.float32), np.concatenate(sizes).astype(np.float32)
