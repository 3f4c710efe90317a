"""Builds clips of several scenes whose cuts are known, for tests of the portal."""

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

WIDTH, HEIGHT = 160, 96
COLOURS = ((40, 60, 160), (190, 170, 60), (60, 150, 70), (150, 60, 140), (210, 210, 200), (30, 30, 40))
Picture = NDArray[np.uint8]


def scenes_of(*lengths: int) -> Iterator[Picture]:
    """Yield the frames of scenes of these lengths, in each a light square that moves over its ground."""
    for scene, length in enumerate(lengths):
        ground, other = COLOURS[scene % len(COLOURS)], COLOURS[(scene + 1) % len(COLOURS)]
        for place in range(length):
            picture = np.full((HEIGHT, WIDTH, 3), ground, np.uint8)
            left = 4 + (place * 3) % (WIDTH - 40)
            picture[30:62, left : left + 32] = other
            yield picture


def fade(first: Picture, second: Picture, frames: int) -> Iterator[Picture]:
    """Yield pictures that lead from one to another little by little."""
    for step in range(1, frames + 1):
        yield (first + (second.astype(float) - first) * step / (frames + 1)).astype(np.uint8)


def film(pictures: Sequence[Picture], *, every: int) -> bytes:
    """Return an MP4 with a key frame each `every` frames and at no other, whatever happens in it."""
    options = {"g": str(every), "sc_threshold": "1000000000", "qscale": "4"}
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as output:
        stream = output.add_stream("mpeg4", rate=Fraction(25), options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for place, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = place, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.getvalue()
