"""Builds clips whose frames show their own number, so that any frame tells whether it is the right one."""

import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import av
import numpy as np
from av.video.stream import VideoStream
from PIL import Image

from annotations.media.sniff import Container

BITS = 16
WIDTH, HEIGHT = 192, 64
_CELL = WIDTH // (BITS // 2)
CLOCK = 90_000


@dataclass(frozen=True)
class Clip:
    """A kind of numbered clip.

    Attributes:
        container: What its bytes are sniffed as.
        muxer: FFmpeg's name of the container.
        codec: FFmpeg's name of the encoder.
        options: Options of the encoder.
        frames: How many there are.
        step: How many frames' time the frame of a number lasts.
        skipped: Leading frames that an edit list hides; numbers begin after them.
    """

    container: Container
    muxer: str
    codec: str
    options: dict[str, str] = field(default_factory=dict)
    frames: int = 90
    step: Callable[[int], int] = lambda number: 1
    skipped: int = 0


def write_clip(clip: Clip) -> bytes:
    """Return the file of a numbered clip."""
    target = io.BytesIO()
    with av.open(target, "w", format=clip.muxer) as output:
        stream = output.add_stream(clip.codec, rate=Fraction(25), options=clip.options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.max_b_frames = int(clip.options.get("bf", "0"))
        ticks = 0
        for number in range(clip.frames):
            frame = av.VideoFrame.from_ndarray(numbered_rgb(number), format="rgb24")
            frame.pts, frame.time_base = ticks, Fraction(1, 25)
            ticks += clip.step(number)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    stored = target.getvalue()
    return begin_later(stored, clip.skipped) if clip.skipped else stored


def numbered_rgb(number: int) -> np.ndarray:
    """Return a picture of two rows of black and white squares: the number's bits, lowest first."""
    rgb = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    for bit in range(BITS):
        if number >> bit & 1:
            row, column = divmod(bit, BITS // 2)
            top, left = row * HEIGHT // 2, column * _CELL
            rgb[top : top + HEIGHT // 2, left : left + _CELL] = 255
    return rgb


def read_number(picture: Image.Image) -> int:
    """Return the number that a picture of a clip shows."""
    grey = np.asarray(picture.convert("L"))
    places = (divmod(bit, BITS // 2) for bit in range(BITS))
    lit = [grey[row * HEIGHT // 2 + HEIGHT // 4, column * _CELL + _CELL // 2] > 128 for row, column in places]
    return sum(1 << bit for bit, is_lit in enumerate(lit) if is_lit)


def shown_by_decoding(stored: bytes, demuxer: str) -> list[tuple[int | None, int]]:
    """Return time and number of every frame that a plain decoding of all shows."""
    with av.open(io.BytesIO(stored), mode="r", format=demuxer) as container:
        return [
            (frame.pts, read_number(Image.fromarray(frame.to_ndarray(format="gray"))))
            for frame in container.decode(video=0)
        ]


def begin_later(stored: bytes, frames: int) -> bytes:
    """Let the edit list of an MP4 hide its first frames."""
    changed = bytearray(stored)
    at = changed.index(b"elst") + 4
    (entries,) = struct.unpack_from(">I", changed, at + 4)
    assert entries == 1
    assert changed[at] == 0
    (media_time,) = struct.unpack_from(">i", changed, at + 12)
    scale_at = changed.index(b"mdhd") + 4 + 12
    (scale,) = struct.unpack_from(">I", changed, scale_at)
    struct.pack_into(">i", changed, at + 12, media_time + frames * scale // 25)
    return bytes(changed)


def turn(stored: bytes, height: int) -> bytes:
    """Let an MP4 of this height be shown turned by 90 degrees, clockwise."""
    changed = bytearray(stored)
    matrix_at = changed.index(b"tkhd") + 4 + 40
    one = 1 << 16
    changed[matrix_at : matrix_at + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, height * one, 0, 1 << 30)
    return bytes(changed)


def a_clip_that_changes_size(frames: int = 10) -> bytes:
    """Return a numbered transport stream whose pictures are half as large in its middle third."""
    target = io.BytesIO()
    number = 0
    with av.open(target, "w", format="mpegts") as output:
        stream = output.add_stream("libx264", rate=25)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for shrunk in (1, 2, 1):
            encoder = av.VideoCodecContext.create("libx264", "w")
            encoder.width, encoder.height, encoder.pix_fmt = WIDTH // shrunk, HEIGHT // shrunk, "yuv420p"
            encoder.time_base, encoder.framerate = Fraction(1, 25), Fraction(25)
            encoder.options = {**dict(X264), "g": "5", "x264-params": "annexb=1:repeat-headers=1"}
            packets = []
            for _ in range(frames):
                frame = av.VideoFrame.from_ndarray(
                    numbered_rgb(number)[::shrunk, ::shrunk].copy(), format="rgb24"
                )
                frame.pts, frame.time_base = number, Fraction(1, 25)
                packets += encoder.encode(frame)
                number += 1
            for packet in [*packets, *encoder.encode(None)]:
                packet.stream, packet.time_base = stream, Fraction(1, 25)
                output.mux(packet)
    return target.getvalue()


def a_plain_clip(width: int, height: int, frames: int = 4, *, codec: str = "libx264") -> bytes:
    """Return a Matroska of one colour at any size, odd ones too."""
    target = io.BytesIO()
    options = {"preset": "ultrafast", "threads": "1"} if codec == "libx264" else {}
    with av.open(target, "w", format="matroska") as output:
        stream = output.add_stream(codec, rate=Fraction(25), options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv420p" if codec == "libx264" else "yuv444p"
        frame = av.VideoFrame(width, height, stream.pix_fmt)
        for plane in frame.planes:
            plane.update(bytes([128]) * plane.buffer_size)
        for number in range(frames):
            frame.pts = number
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.getvalue()


def varying(number: int) -> int:
    """Return how long a frame of a variable rate lasts."""
    return (1, 3, 2, 7)[number % 4]


X264: Sequence[tuple[str, str]] = (("preset", "ultrafast"), ("crf", "20"))
