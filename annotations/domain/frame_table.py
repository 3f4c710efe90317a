"""The frames of one video in the order they are shown: when each is shown, and where decoding can begin."""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby, pairwise

MOST_FRAMES = 4_000_000
"""A day and a half at 30 frames a second; the table of so many frames is 32 MB."""

_MAGIC = b"TNDFRMS1"
_HEAD = struct.Struct(">8sqqIIIII")
_LONGEST_BASE = 2**31
_FURTHEST_PTS = 2**62
_VARIABLE_STEPS = 1
"""Containers round: a constant rate shows as steps that differ by one tick."""


@dataclass(frozen=True, slots=True)
class FrameTable:
    """Every frame of a video by its number, the first one being 0.

    Attributes:
        time_base: Seconds of one tick.
        pts: When each frame is shown, in ticks, strictly ascending.
        keys: Numbers of the frames at which decoding can begin; 0 is always one, because decoding can
            begin where the file does.
        width: Pixels across of every frame, upright; 0 when not told.
        height: Pixels down.
        seeks: Empty when a decoded frame tells its place in `pts`. Otherwise the timestamp in the file of the
            packet of each key: the file does not time its frames, and they are counted from there.
    """

    time_base: Fraction
    pts: array[int]
    keys: array[int]
    width: int = 0
    height: int = 0
    seeks: array[int] = field(default_factory=lambda: array("q"))

    def __post_init__(self) -> None:
        """Refuse nonsense.

        Raises:
            ValueError: The table does not describe a video.
        """
        base, pts, keys, seeks = self.time_base, self.pts, self.keys, self.seeks
        if not (0 < base.numerator < _LONGEST_BASE and 0 < base.denominator < _LONGEST_BASE):
            raise ValueError(f"{base} is no time base")
        if not 0 < len(pts) <= MOST_FRAMES:
            raise ValueError(f"a video has 1 to {MOST_FRAMES:,} frames, not {len(pts):,}")
        if not all(map(int.__lt__, pts, pts[1:])):
            raise ValueError("the frames are not in the order they are shown")
        if pts[0] <= -_FURTHEST_PTS or pts[-1] >= _FURTHEST_PTS:
            raise ValueError("the frames are shown at no time")
        if not keys or keys[0] != 0 or keys[-1] >= len(pts) or not all(map(int.__lt__, keys, keys[1:])):
            raise ValueError("the key frames are not frames in their order, from the first one")
        if seeks and len(seeks) != len(keys):
            raise ValueError("not every key frame has a place to seek to")

    def __len__(self) -> int:
        return len(self.pts)

    @classmethod
    def of(
        cls,
        time_base: Fraction,
        pts: Iterable[int],
        keys: Iterable[int],
        *,
        width: int = 0,
        height: int = 0,
        seeks: Iterable[int] = (),
    ) -> FrameTable:
        """Make a table from any numbers; the first frame becomes a key.

        Raises:
            ValueError: The table does not describe a video.
        """
        listed = array("I", keys)
        if not listed or listed[0] != 0:
            listed.insert(0, 0)
        return cls(time_base, array("q", pts), listed, width, height, array("q", seeks))

    @property
    def counts_frames(self) -> bool:
        """Tell whether frames are found by counting from a key, because their times cannot be trusted."""
        return len(self.seeks) > 0

    @property
    def rate(self) -> float:
        """Return the mean number of frames in a second; 0 for a single frame."""
        ticks = self.pts[-1] - self.pts[0]
        return float((len(self) - 1) / (ticks * self.time_base)) if ticks else 0.0

    @property
    def duration(self) -> float:
        """Return the seconds from the first frame to the end of the last, which lasts as long as the mean."""
        ticks = self.pts[-1] - self.pts[0]
        return float(ticks * self.time_base * Fraction(len(self), len(self) - 1)) if ticks else 0.0

    @property
    def is_variable(self) -> bool:
        """Tell whether frames last differently, beyond the rounding of the file's clock."""
        if len(self) < 2:
            return False
        steps = [after - before for before, after in pairwise(self.pts)]
        return max(steps) - min(steps) > _VARIABLE_STEPS

    def seconds_at(self, index: int) -> float:
        """Return when a frame is shown, the first one at 0."""
        return float((self.pts[index] - self.pts[0]) * self.time_base)

    def index_at(self, seconds: float) -> int:
        """Return the frame that is shown at a time; the first or last one beyond the ends."""
        # A time made by `seconds_at` has been rounded: half a tick is far less than any frame lasts.
        ticks = Fraction(seconds) / self.time_base + Fraction(1, 2) if seconds > 0 else Fraction(0)
        return max(0, bisect_right(self.pts, self.pts[0] + ticks) - 1)

    def index_of(self, pts: int) -> int | None:
        """Return the frame with exactly this time, if there is one."""
        place = bisect_left(self.pts, pts)
        return place if place < len(self) and self.pts[place] == pts else None

    def key_before(self, index: int) -> int:
        """Return the last key frame at or before a frame."""
        return self.keys[self.key_place(index)]

    def key_place(self, index: int) -> int:
        """Return the place in `keys` of the last key frame at or before a frame."""
        return bisect_right(self.keys, index) - 1

    def is_key(self, index: int) -> bool:
        """Tell whether decoding can begin at a frame."""
        return self.key_before(index) == index

    def runs(self) -> list[list[int]]:
        """Return the steps from frame to frame in ticks, as `[step, times]` for each run of equal ones."""
        steps = (after - before for before, after in pairwise(self.pts))
        return [[step, sum(1 for _ in same)] for step, same in groupby(steps)]

    def to_bytes(self) -> bytes:
        """Return the table as a file."""
        head = _HEAD.pack(
            _MAGIC,
            self.time_base.numerator,
            self.time_base.denominator,
            self.width,
            self.height,
            len(self.pts),
            len(self.keys),
            len(self.seeks),
        )
        return head + b"".join(_swapped(part).tobytes() for part in (self.pts, self.keys, self.seeks))

    @classmethod
    def from_bytes(cls, encoded: bytes) -> FrameTable:
        """Read a table written by `to_bytes`.

        Raises:
            ValueError: The bytes are no table, or not of a video.
        """
        if len(encoded) < _HEAD.size:
            raise ValueError("the table of frames is cut short")
        magic, top, bottom, width, height, *counts = _HEAD.unpack_from(encoded)
        parts = [array(code) for code in "qIq"]
        sizes = [count * part.itemsize for count, part in zip(counts, parts, strict=True)]
        if magic != _MAGIC or len(encoded) != _HEAD.size + sum(sizes) or bottom <= 0:
            raise ValueError("the bytes are no table of frames")
        at = _HEAD.size
        for part, size in zip(parts, sizes, strict=True):
            part.frombytes(encoded[at : at + size])
            at += size
        pts, keys, seeks = (_swapped(part) for part in parts)
        return cls(Fraction(top, bottom), pts, keys, width, height, seeks)


def split_at_keys(table: FrameTable, indices: Iterable[int], most: int = 256) -> Iterator[list[int]]:
    """Cut ascending frame numbers into lists of at most `most`, where possible just before a key frame.

    Decoding begins at key frames: a list that begins between two of them costs the frames before it again.
    """
    waiting: list[int] = []
    for index in indices:
        waiting.append(index)
        if len(waiting) > most:
            entry = table.key_before(index)
            cut = bisect_left(waiting, entry)
            cut = cut if 0 < cut <= most else most
            yield waiting[:cut]
            waiting = waiting[cut:]
    if waiting:
        yield waiting


def _swapped(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        return numbers
    swapped = numbers[:]
    swapped.byteswap()
    return swapped
