"""The columns a detector answers for one picture, and the cut from candidates to them."""

from dataclasses import dataclass

import numpy as np

from inference.manifest import Manifest
from inference.pipeline.decoders.candidates import Candidates
from inference.pipeline.geometry import FloatArray, IntArray, clip_to_picture, xyxy_to_xywh
from inference.pipeline.nms import suppress
from inference.pipeline.preprocess import Transform

# Suppression compares each kept box with all others; beyond this many only noise is left.
_MOST_CANDIDATES = 2000
_SMALLEST_SIDE = 1.0


@dataclass(frozen=True)
class Detections:
    """Objects of one picture by falling score, as equally long columns.

    Attributes:
        label_index: Index into the manifest's labels, int32 [n]; never an unused slot.
        scores: float32 [n], finite, at or above the floor, at most 1.
        boxes_xywh: float32 [n, 4] in image pixels, inside the picture; the whole picture for a tag.
    """

    label_index: IntArray
    scores: FloatArray
    boxes_xywh: FloatArray

    def __len__(self) -> int:
        """Count the objects."""
        return len(self.scores)


def select(candidates: Candidates, transform: Transform, manifest: Manifest) -> Detections:
    """Cut one picture's candidates down to its detections.

    Drops what is not finite, carries an unused label or lies outside the picture, clips the rest, runs
    suppression where the decoder needs it, and keeps at most `max_predictions`.
    """
    thresholds = manifest.thresholds
    named = np.array([label is not None for label in manifest.labels])
    usable = np.isfinite(candidates.boxes_xyxy).all(axis=1) & named[candidates.label_index]
    indices = np.flatnonzero(usable)
    indices = indices[np.argsort(-candidates.scores[indices], kind="stable")][:_MOST_CANDIDATES]
    boxes_xyxy = clip_to_picture(
        transform.to_image(candidates.boxes_xyxy[indices]), transform.image_width, transform.image_height
    )
    if manifest.kind == "box":
        solid = ((boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) >= _SMALLEST_SIDE).all(axis=1)
        indices, boxes_xyxy = indices[solid], boxes_xyxy[solid]
    else:
        # The frame itself, not its letterboxed image: rounding must not shave a tag's box.
        boxes_xyxy = np.tile(
            np.array([0, 0, transform.image_width, transform.image_height], np.float32), (len(indices), 1)
        )
    scores = np.minimum(candidates.scores[indices], np.float32(1))
    label_index = candidates.label_index[indices]
    if manifest.decoder.kind in ("ssd", "yolox", "yolov8"):
        kept = suppress(
            boxes_xyxy, scores, label_index, iou=thresholds.nms_iou, limit=thresholds.max_predictions
        )
    else:
        kept = np.arange(min(len(indices), thresholds.max_predictions))
    return Detections(label_index[kept], scores[kept], xyxy_to_xywh(boxes_xyxy[kept]))
