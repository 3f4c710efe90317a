"""Fit the shapes of one correction to the frame they are meant for, or say which field does not fit it."""

from __future__ import annotations

from annotations.domain.asset import Frame
from annotations.domain.correction import CorrectionRequest
from annotations.domain.geometry import clip_shape, shape_fault
from annotations.domain.prediction import Prediction
from annotations.domain.video import REEL_INDEX, keyframe_fault, stand_fault
from annotations.errors import ShapeInvalid
from annotations.store import assets

Fault = tuple[str, str]


def count_frames(frame: Frame) -> int | None:
    """Return how many frames the tracks of a reel may speak of; None where nobody has counted them."""
    asset = assets.find_asset(frame.asset_id) if frame.index == REEL_INDEX else None
    return asset.frame_count or None if asset else None


def fit_shapes(
    request: CorrectionRequest, place: int, *, frame: Frame, prediction: Prediction | None, end: int | None
) -> CorrectionRequest:
    """Return the request with its shapes clipped to the frame; `place` is its number in the batch.

    Raises:
        ShapeInvalid: a shape does not belong on the frame; `fields` names it.
    """
    width, height = frame.width, frame.height
    fault = _shape_fault(request, frame, prediction, end) or _keyframe_fault(request, frame, end)
    if fault:
        message = f"Correction {place + 1}: {fault[1]}."
        raise ShapeInvalid(message, {f"corrections.{place}.{fault[0]}": fault[1]})
    update: dict[str, object] = {}
    if request.shape is not None:
        update["shape"] = clip_shape(request.shape, width, height)
    if request.keyframes is not None:
        update["keyframes"] = {
            number: fields and fields.clipped(width, height) for number, fields in request.keyframes.items()
        }
    return request.model_copy(update=update) if update else request


def _shape_fault(
    request: CorrectionRequest, frame: Frame, prediction: Prediction | None, end: int | None
) -> Fault | None:
    shape = request.shape
    if shape is None:
        taken = prediction.shape if request.creates and prediction is not None else None
        reason = stand_fault(taken, frame.index, end) if taken is not None else None
        return ("prediction_id", reason) if reason else None
    reason = stand_fault(shape, frame.index, end) or shape_fault(shape, frame.width, frame.height)
    return ("shape", reason) if reason else None


def _keyframe_fault(request: CorrectionRequest, frame: Frame, end: int | None) -> Fault | None:
    for number, fields in (request.keyframes or {}).items():
        if end is not None and (reason := keyframe_fault(int(number), end)):
            return f"keyframes.{number}", reason
        if fields is not None and (reason := shape_fault(fields.shape, frame.width, frame.height)):
            return f"keyframes.{number}.shape", reason
    return None
