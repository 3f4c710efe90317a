"""One file to prepare inside a decoding process: where to read, where to write, how much it may cost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from annotations.media.limits import MediaLimits
from annotations.media.records import FramesRead, Prepared, Tiled
from annotations.media.sniff import Container
from annotations.media.wanted import FramesWanted


@dataclass(frozen=True, slots=True)
class Job:
    """Open files and limits for one operation.

    Attributes:
        container: Format the caller sniffed; decoders try no other.
        limits: Ceilings to check against.
        source: The untrusted file, seekable.
        rendition: Receives the full-size picture, the pack of tiles or frames, or the table of frames.
        thumbnail: Receives the small picture.
        wanted: The frames to read, for the operation that reads some.
    """

    container: Container
    limits: MediaLimits
    source: BinaryIO
    rendition: BinaryIO
    thumbnail: BinaryIO
    wanted: FramesWanted | None = None


Operation = Callable[[Job], Prepared | Tiled | FramesRead]
"""Prepares one file; raises `FileRefused` for a bad one."""

OperationTable = Mapping[str, Operation]
"""The operations a zygote offers, by name."""
