"""What a format asks for when pictures come along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from annotations.formats.unroll import ShownFrame

Chunks = Iterable[bytes]
Pictured = Iterator[tuple[ShownFrame, Chunks | None]]


class Pictures(Protocol):
    """Reads the pictures of frames; it may look ahead, so that those of a video are decoded in runs."""

    def along(self, frames: Iterator[ShownFrame]) -> Pictured:
        """Yield the frames with their pictures, None where there is none."""
        ...


def along(pictures: Pictures | None, frames: Iterator[ShownFrame]) -> Pictured:
    """Yield the frames with their pictures, if any are wanted."""
    return ((frame, None) for frame in frames) if pictures is None else pictures.along(frames)
