"""The answers of the media room: what a good file is, or why a bad one is refused."""

from dataclasses import dataclass
from enum import StrEnum

from annotations.domain.tiles import TileFormat
from annotations.media.sniff import Container


class RefusalCode(StrEnum):
    """Stable reasons for not taking a file."""

    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    TRUNCATED = "truncated"
    CORRUPT = "corrupt"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not taken, with one sentence its owner can act on."""

    code: RefusalCode
    message: str


@dataclass(frozen=True, slots=True)
class WrittenPicture:
    """A picture of ours, ready for browsers.

    Attributes:
        content_type: The MIME type of the written bytes.
        size_bytes: Length of the file.
        width: Pixels across.
        height: Pixels down.
    """

    content_type: str
    size_bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ImageProbe:
    """What a picture file holds.

    Attributes:
        container: The format found in the bytes.
        width: Pixels across, after orientation.
        height: Pixels down, after orientation.
        mode: Pixel mode of the source, in Pillow's names.
        orientation: EXIF orientation 1-8 that was applied (1: none).
        frames_in_file: Frames or pages in the file; only the first is used.
        notes: Sentences about choices made on the way.
    """

    container: Container
    width: int
    height: int
    mode: str
    orientation: int
    frames_in_file: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VideoProbe:
    """What a video file holds.

    Attributes:
        container: The format found in the bytes.
        width: Pixels across, after rotation.
        height: Pixels down, after rotation.
        codec: Name of the video codec.
        duration_s: Length in seconds, if known.
        fps: Average frames in a second, if known.
        frame_count: Frames that a decoder shows, which are those of the written table.
        rotation: Clockwise degrees to turn a decoded frame: 0, 90, 180 or 270.
        notes: Sentences about choices made on the way.
    """

    container: Container
    width: int
    height: int
    codec: str
    duration_s: float | None
    fps: float | None
    frame_count: int
    rotation: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was taken. Videos have a thumbnail (poster) and, in place of a rendition, a table."""

    probe: ImageProbe | VideoProbe
    rendition: WrittenPicture | None
    thumbnail: WrittenPicture


@dataclass(frozen=True, slots=True)
class Tiled:
    """A rendition that was cut into a pack of tiles.

    Attributes:
        width: Pixels across of the whole picture.
        height: Pixels down.
        levels: Levels of the pack.
        tile_format: Format of every tile.
        size_bytes: Length of the pack.
    """

    width: int
    height: int
    levels: int
    tile_format: TileFormat
    size_bytes: int


@dataclass(frozen=True, slots=True)
class FramesRead:
    """Frames of a video that were written to a pack as JPEG, in the order of `indices`.

    Frames that were wanted and are in neither list were not reached in the time given.

    Attributes:
        indices: Numbers of the frames in the pack.
        missing: Numbers of frames that no decoder can show.
        width: Pixels across of every written picture, upright.
        height: Pixels down.
        size_bytes: Length of the pack.
        signatures: For each written frame, if wanted, how often its colours fall into each of 64 bins;
            the shares of a frame sum to 1.
    """

    indices: list[int]
    missing: list[int]
    width: int
    height: int
    size_bytes: int
    signatures: list[list[float]]


Answer = Prepared | Tiled | FramesRead | Refusal
"""All that a decoding process may answer."""
