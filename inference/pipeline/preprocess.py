"""Turns a picture into the tensor a model expects, and boxes of that tensor back into image pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.manifest import InputSpec
from inference.pipeline.geometry import FloatArray

# Averages whole blocks before the real resize, which makes large photographs cheap with no visible loss.
_REDUCING_GAP = 3.0


@dataclass(frozen=True)
class Transform:
    """Input pixel = image pixel * scale + offset, in each axis."""

    image_width: int
    image_height: int
    scale_x: float
    scale_y: float
    offset_x: float
    offset_y: float

    def to_image(self, boxes_xyxy: FloatArray) -> FloatArray:
        """Map corners [n, 4] from input pixels to image pixels, unclipped."""
        return ((boxes_xyxy - self._offset) / self._scale).astype(np.float32)

    def to_input(self, boxes_xyxy: FloatArray) -> FloatArray:
        """Map corners [n, 4] from image pixels to input pixels."""
        return (boxes_xyxy * self._scale + self._offset).astype(np.float32)

    @property
    def _scale(self) -> NDArray[np.float64]:
        return np.array([self.scale_x, self.scale_y, self.scale_x, self.scale_y])

    @property
    def _offset(self) -> NDArray[np.float64]:
        return np.array([self.offset_x, self.offset_y, self.offset_x, self.offset_y])


def plan(image_width: int, image_height: int, spec: InputSpec) -> tuple[Transform, tuple[int, int]]:
    """Decide where a picture lands in the input.

    Returns:
        The transform, and the (width, height) the picture is resized to.
    """
    if spec.resize == "stretch":
        transform = Transform(
            image_width, image_height, spec.width / image_width, spec.height / image_height, 0.0, 0.0
        )
        return transform, (spec.width, spec.height)
    scale = min(spec.width / image_width, spec.height / image_height)
    width = min(spec.width, max(1, round(image_width * scale)))
    height = min(spec.height, max(1, round(image_height * scale)))
    centered = spec.align == "center"
    offset_x = (spec.width - width) // 2 if centered else 0
    offset_y = (spec.height - height) // 2 if centered else 0
    # The scales come from the rounded size, so the inverse is exact.
    transform = Transform(
        image_width,
        image_height,
        width / image_width,
        height / image_height,
        float(offset_x),
        float(offset_y),
    )
    return transform, (width, height)


def prepare(picture: NDArray[np.uint8] | Image.Image, spec: InputSpec) -> tuple[NDArray[Any], Transform]:
    """Make one input tensor.

    Args:
        picture: RGB pixels [height, width, 3] of type uint8, or a Pillow image, upright.
        spec: What the model expects.

    Returns:
        The tensor without a batch dimension, [h, w, 3] or [3, h, w], and the transform into it.

    Raises:
        ValueError: The array is not a non-empty RGB uint8 picture.
    """
    image = picture.convert("RGB") if isinstance(picture, Image.Image) else _as_image(picture)
    transform, size = plan(image.width, image.height, spec)
    resized = (
        image
        if size == image.size
        else image.resize(size, Image.Resampling.BILINEAR, reducing_gap=_REDUCING_GAP)
    )
    pixels_hwc: NDArray[np.uint8] = np.asarray(resized, dtype=np.uint8)
    if size != (spec.width, spec.height):
        canvas_hwc = np.full((spec.height, spec.width, 3), spec.pad, np.uint8)
        left, top = int(transform.offset_x), int(transform.offset_y)
        canvas_hwc[top : top + size[1], left : left + size[0]] = pixels_hwc
        pixels_hwc = canvas_hwc
    if spec.color == "bgr":
        pixels_hwc = pixels_hwc[:, :, ::-1]
    tensor: NDArray[Any] = pixels_hwc if spec.dtype == "uint8" else _scaled(pixels_hwc, spec)
    return (tensor if spec.layout == "nhwc" else tensor.transpose(2, 0, 1)), transform


def stack(tensors: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Join tensors of one model into a contiguous batch [b, ...]."""
    return np.ascontiguousarray(np.stack(tensors))


def _scaled(pixels_hwc: NDArray[np.uint8], spec: InputSpec) -> FloatArray:
    values = pixels_hwc.astype(np.float32)
    if spec.is_plain:
        return values
    mean, std = np.array(spec.mean, np.float32), np.array(spec.std, np.float32)
    return (values * np.float32(spec.scale) - mean) / std


def _as_image(pixels_hwc: NDArray[np.uint8]) -> Image.Image:
    if (
        pixels_hwc.dtype != np.uint8
        or pixels_hwc.ndim != 3
        or pixels_hwc.shape[2] != 3
        or 0 in pixels_hwc.shape
    ):
        raise ValueError("a picture must be a non-empty uint8 array [height, width, 3]")
    return Image.fromarray(np.ascontiguousarray(pixels_hwc))
