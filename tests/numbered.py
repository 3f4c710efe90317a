"""A numbered MP4 with B-frames for tests of the portal, its key frames, and the number in a JPEG."""

import io

import av
from PIL import Image

from annotations.media.sniff import Container
from tests.builders_video import HEIGHT, WIDTH, Clip, read_number, write_clip


def a_numbered_clip(frames: int = 60, *, every: int = 10) -> bytes:
    """Return a clip whose frames show their numbers, with a key frame about every `every` frames."""
    options = {"g": str(every), "bf": "2"}
    return write_clip(Clip(Container.MP4, "mp4", "mpeg4", options, frames=frames))


def keys_of(clip: bytes) -> list[int]:
    """Return the numbers of a clip's key frames, as a decoder tells them."""
    with av.open(io.BytesIO(clip), "r") as container:
        return [number for number, frame in enumerate(container.decode(video=0)) if frame.key_frame]


def number_in(jpeg: bytes) -> int:
    """Return the number that a picture of a clip shows, whatever its size."""
    with Image.open(io.BytesIO(jpeg)) as image:
        return read_number(image.resize((WIDTH, HEIGHT)))
