"""Makes the views of a picture that a training sees: cut, mirrored, shrunk and tinted by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.pipeline.geometry import FloatArray

SCHEME = "2"
"""Rises when the same number gives another view, so that no kept feature is taken for another's."""
_PLAIN_VIEWS = 2
_VISIBLE, _GONE = 0.45, 0.1
_REDUCING_GAP = 3.0
_GREY = 127


@dataclass(frozen=True)
class View:
    """A window into a picture, in shares of its sides; it may reach over the edges."""

    left: float
    top: float
    right: float
    bottom: float
    mirrored: bool = False
    brightness: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)

    def place(self, boxes_xyxy: FloatArray) -> FloatArray:
        """Map corners [n, 4] from shares of the picture to shares of the view, unclipped."""
        span = np.array([self.right - self.left, self.bottom - self.top] * 2)
        placed = (boxes_xyxy - np.array([self.left, self.top] * 2)) / span
        if self.mirrored:
            placed = placed[:, [2, 1, 0, 3]] * np.array([-1, 1, -1, 1]) + np.array([1, 0, 1, 0])
        mapped: FloatArray = placed.astype(np.float32)
        return mapped


def draw_view(picture_sha256: str, number: int) -> View:
    """Draw the view of a number: 0 is the picture itself, 1 its mirror image, the others are by chance."""
    whole = (0.0, 0.0, 1.0, 1.0)
    if number < _PLAIN_VIEWS:
        return View(*whole, mirrored=number == 1)
    chance = np.random.default_rng([int(picture_sha256[:15], 16), number, int(SCHEME)])
    share = float(np.exp(chance.uniform(np.log(0.45), np.log(1.55))))
    stretch = float(np.exp(chance.uniform(-0.25, 0.25)))
    width, height = share * stretch, share / stretch
    # A window larger than the picture lies anywhere around it, a smaller one anywhere in it.
    left = chance.uniform(min(0, 1 - width), max(0, 1 - width))
    top = chance.uniform(min(0, 1 - height), max(0, 1 - height))
    brightness, contrast, saturation = (float(item) for item in chance.uniform(0.7, 1.3, 3))
    tints = tuple(float(item) for item in chance.uniform(0.93, 1.07, 3))
    return View(
        float(left),
        float(top),
        float(left + width),
        float(top + height),
        mirrored=bool(chance.random() < 0.5),
        brightness=brightness,
        contrast=contrast,
        saturation=saturation,
        tint=(tints[0], tints[1], tints[2]),
    )


def render(image: Image.Image, view: View, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Show a view of an RGB image as pixels [height, width, 3]."""
    width, height = size
    span = (view.right - view.left, view.bottom - view.top)
    inner = (max(view.left, 0.0), max(view.top, 0.0), min(view.right, 1.0), min(view.bottom, 1.0))
    box = (inner[0] * image.width, inner[1] * image.height, inner[2] * image.width, inner[3] * image.height)
    target = (
        max(1, round((inner[2] - inner[0]) / span[0] * width)),
        max(1, round((inner[3] - inner[1]) / span[1] * height)),
    )
    part = image.resize(target, Image.Resampling.BILINEAR, box=box, reducing_gap=_REDUCING_GAP)
    pixels: NDArray[np.uint8] = np.asarray(part)
    if target != size:
        canvas = np.full((height, width, 3), _GREY, np.uint8)
        x = min(round((inner[0] - view.left) / span[0] * width), width - target[0])
        y = min(round((inner[1] - view.top) / span[1] * height), height - target[1])
        canvas[y : y + target[1], x : x + target[0]] = pixels
        pixels = canvas
    if view.mirrored:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(_tinted(pixels, view))


def place_boxes(
    view: View, boxes_xyxy: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_], NDArray[np.bool_]]:
    """Bring boxes into a view.

    Returns:
        Their clipped corners [n, 4] in shares of the view, which of them show enough to be found [n], and
        which show too little to be asked for but too much to be denied [n].
    """
    placed = view.place(boxes_xyxy)
    clipped = np.clip(placed, 0, 1)
    area = np.maximum(np.prod(placed[:, 2:] - placed[:, :2], axis=1), 1e-12)
    shown = np.clip(clipped[:, 2:] - clipped[:, :2], 0, None).prod(axis=1) / area
    return clipped, shown >= _VISIBLE, (shown > _GONE) & (shown < _VISIBLE)


def _tinted(pixels: NDArray[np.uint8], view: View) -> NDArray[np.uint8]:
    if view.brightness == view.contrast == view.saturation == 1.0:
        return pixels
    values = pixels.astype(np.float32)
    grey = values.mean(axis=2, keepdims=True)
    values = grey + (values - grey) * view.saturation
    values = (values - grey.mean()) * view.contrast + grey.mean() * view.brightness
    values *= np.array(view.tint, np.float32)
    tinted: NDArray[np.uint8] = np.clip(values, 0, 255).astype(np.uint8)
    return tinted
