"""Builds clips in which a textured square moves over a textured ground, so that its true place is known."""

import io
from collections.abc import Callable
from fractions import Fraction

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from annotations.domain.geometry import Box

WIDTH, HEIGHT, SIDE = 320, 240, 48
Picture = NDArray[np.uint8]
Path = Callable[[int], tuple[float, float]]


def texture(seed: int, width: int, height: int) -> Picture:
    """Return a picture of soft coloured spots."""
    coarse = np.random.default_rng(seed).integers(0, 256, (height // 6 + 2, width // 6 + 2, 3), np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8)


GROUND, OBJECT = texture(1, WIDTH, HEIGHT), texture(2, SIDE, SIDE)


def picture_at(x: float, y: float, size: float = SIDE) -> Picture:
    """Return the ground with the square on it."""
    matrix = np.array([[size / SIDE, 0, x], [0, size / SIDE, y]], np.float64)
    shown = cv2.warpAffine(OBJECT, matrix, (WIDTH, HEIGHT))
    mask = cv2.warpAffine(np.full((SIDE, SIDE), 255, np.uint8), matrix, (WIDTH, HEIGHT))
    return np.where(mask[..., None] > 127, shown, GROUND).astype(np.uint8)


def walk(frame: int) -> tuple[float, float]:
    """Return where the square of the usual clip is: to the right, and up and down."""
    return 20 + 1.9 * frame, 90 + 40 * float(np.sin(frame / 14))


def box_on(frame: int, path: Path = walk) -> Box:
    """Return the square's true box."""
    x, y = path(frame)
    return Box(x=x, y=y, width=SIDE, height=SIDE)


def a_moving_clip(
    frames: int, *, path: Path = walk, gone: int | None = None, every: int = 12, scale: int = 1
) -> bytes:
    """Return an MP4 of the square on its path, enlarged; from frame `gone` on nothing is as it was."""
    target = io.BytesIO()
    elsewhere = texture(3, WIDTH, HEIGHT)
    with av.open(target, "w", format="mp4") as output:
        options = {"g": str(every), "bf": "2", "qscale": "3"}
        stream = output.add_stream("mpeg4", rate=Fraction(25), options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH * scale, HEIGHT * scale, "yuv420p"
        stream.bit_rate = 4_000_000 * scale
        for number in range(frames):
            shown: Picture = elsewhere if gone is not None and number >= gone else picture_at(*path(number))
            if scale > 1:
                shown = cv2.resize(shown, None, fx=scale, fy=scale).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(shown, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.getvalue()
