"""What frames of a video to read, and in what form: the question that a decoding process gets."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotations.domain.frame_table import FrameTable

MOST_WANTED = 256
"""Frames in one question."""

SIGNATURE_BINS = 64


@dataclass(frozen=True, slots=True)
class FramesWanted:
    """Some frames of one video, by number and time. Made by `frames_wanted`.

    Attributes:
        indices: Numbers of the frames, ascending.
        pts: When each is shown.
        seek_pts: Where decoding begins for the first of them.
        keys_only: They all are key frames, so that no other frame needs decoding.
        longest_side: Longest side of the pictures, which are never enlarged; None for the video's own size.
        quality: Quality of the JPEGs.
        signatures: Whether to say which colours each frame has.
        most_seconds: After this time no further frame is read, but always one.
        entries: For each frame where decoding begins, as `seek_pts` for the first; empty: all begin there.
        entry_indices: Number of the frame at each entry, where frames have to be counted; else empty.
        start: The entry at which the file begins; there nothing has to be sought.
        width: Pixels across of every frame, upright; 0 to take the first frame's.
        height: Pixels down.
    """

    indices: list[int]
    pts: list[int]
    seek_pts: int
    keys_only: bool = False
    longest_side: int | None = None
    quality: int = 88
    signatures: bool = False
    most_seconds: float = 30.0
    entries: list[int] = field(default_factory=list)
    entry_indices: list[int] = field(default_factory=list)
    start: int | None = None
    width: int = 0
    height: int = 0

    def __post_init__(self) -> None:
        """Refuse a question that has no answer.

        Raises:
            ValueError: The frames are none, too many, or not in order.
        """
        if not 0 < len(self.indices) <= MOST_WANTED:
            raise ValueError(f"1 to {MOST_WANTED} frames can be read at once, not {len(self.indices)}")
        for numbers in (self.indices, self.pts):
            if len(numbers) != len(self.indices) or any(map(int.__ge__, numbers, numbers[1:])):
                raise ValueError("the frames are not in the order they are shown")
        if any(
            numbers and len(numbers) != len(self.indices) for numbers in (self.entries, self.entry_indices)
        ):
            raise ValueError("not every frame has an entry")


def frames_wanted(
    table: FrameTable,
    indices: Iterable[int],
    *,
    keys_only: bool = False,
    longest_side: int | None = None,
    quality: int = 88,
    signatures: bool = False,
    most_seconds: float = 30.0,
) -> FramesWanted:
    """Ask for frames of a table by number; see `FramesWanted` for the rest.

    Raises:
        ValueError: The numbers are none, more than `MOST_WANTED`, not ascending, or not in the table.
    """
    listed = list(indices)
    if listed and not (listed[0] >= 0 and listed[-1] < len(table)):
        raise ValueError(f"the video has no frame {listed[-1] if listed[0] >= 0 else listed[0]}")
    places = [table.key_place(index) for index in listed]
    at = table.seeks if table.counts_frames else None
    entries = [at[place] if at is not None else table.pts[table.keys[place]] for place in places]
    return FramesWanted(
        indices=listed,
        pts=[table.pts[index] for index in listed],
        seek_pts=entries[0] if entries else 0,
        keys_only=keys_only,
        longest_side=longest_side,
        quality=quality,
        signatures=signatures,
        most_seconds=most_seconds,
        entries=entries,
        entry_indices=[table.keys[place] for place in places] if table.counts_frames else [],
        start=table.seeks[0] if table.counts_frames else table.pts[0],
        width=table.width,
        height=table.height,
    )
