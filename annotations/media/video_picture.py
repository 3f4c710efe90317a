"""Turns a decoded video frame into an upright RGB picture of the size that was asked for."""

from typing import Any

from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from PIL import Image

_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def rotation_of(frame: VideoFrame) -> int:
    """Return the clockwise degrees by which a frame is turned before it is shown: 0, 90, 180 or 270."""
    return round(-frame.rotation / 90) * 90 % 360


def upright_size(frame: VideoFrame) -> tuple[int, int]:
    """Return width and height of a frame as it is shown."""
    size = (frame.width, frame.height)
    return size[::-1] if rotation_of(frame) in (90, 270) else size


def fit(size: tuple[int, int], longest_side: int | None) -> tuple[int, int]:
    """Scale a size down so that its longer side is at most `longest_side`."""
    if longest_side is None or max(size) <= longest_side:
        return size
    scale = longest_side / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def to_picture(frame: VideoFrame, size: tuple[int, int]) -> Image.Image:
    """Return a frame upright, in RGB, at exactly this width and height."""
    rotation = rotation_of(frame)
    width, height = size[::-1] if rotation in (90, 270) else size
    smaller = (width, height) != (frame.width, frame.height)
    rgb = frame.reformat(
        width=width,
        height=height,
        format="rgb24",
        interpolation=Interpolation.AREA if smaller else Interpolation.BILINEAR,
        threads=1,
    )
    plane: Any = rgb.planes[0]  # A buffer, which its stubs do not say.
    picture = Image.frombuffer("RGB", (width, height), plane, "raw", "RGB", plane.line_size, 1)
    return picture.transpose(_TURNS[rotation]) if rotation in _TURNS else picture
