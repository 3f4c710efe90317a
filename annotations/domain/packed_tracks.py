"""Tracks of boxes in columns, as proposals are kept: thousands of keyframes in a few lists of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pydantic import model_validator

from annotations.domain.geometry import Box, Keyframe, Track
from annotations.domain.record import Record

OUTSIDE, OCCLUDED = 1, 2
"""Bits of a keyframe's state."""


class PackedTracks(Record):
    """Keyframes of several tracks, one track after the other; their boxes stand beside it, flat.

    Attributes:
        ends: For each track how many keyframes there are up to its end.
        frames: The frame of each keyframe.
        states: What each keyframe says beside its box, in bits.
    """

    ends: list[int]
    frames: list[int]
    states: list[int]

    @model_validator(mode="after")
    def _fits_together(self) -> PackedTracks:
        if len(self.states) != len(self.frames) or (self.ends[-1] if self.ends else 0) != len(self.frames):
            message = "the columns of the tracks are of different lengths"
            raise ValueError(message)
        if any(after <= before for before, after in pairwise([0, *self.ends])):
            message = "a track has no keyframe"
            raise ValueError(message)
        return self

    def __len__(self) -> int:
        return len(self.ends)

    def at(self, index: int, boxes: Sequence[float]) -> Track:
        """Unpack one track.

        Args:
            index: Which.
            boxes: Left, top, width and height of all keyframes, flat.
        """
        first = self.ends[index - 1] if index else 0
        return Track(
            keyframes=[
                Keyframe(
                    frame=self.frames[place],
                    shape=_box(boxes[4 * place : 4 * place + 4]),
                    outside=bool(self.states[place] & OUTSIDE),
                    occluded=bool(self.states[place] & OCCLUDED),
                )
                for place in range(first, self.ends[index])
            ]
        )


def pack_tracks(tracks: Sequence[Track]) -> tuple[PackedTracks, list[float]]:
    """Return tracks of upright boxes as columns, and their boxes.

    Raises:
        ValueError: a track is of other shapes, or answers questions.
    """
    ends: list[int] = []
    frames: list[int] = []
    states: list[int] = []
    boxes: list[float] = []
    for track in tracks:
        for entry in track.keyframes:
            box = entry.shape
            if not isinstance(box, Box) or box.rotation is not None or entry.attributes:
                message = "only tracks of upright boxes without answers can be packed"
                raise ValueError(message)
            frames.append(entry.frame)
            states.append(OUTSIDE * entry.outside | OCCLUDED * entry.occluded)
            boxes += [box.x, box.y, box.width, box.height]
        ends.append(len(frames))
    return PackedTracks(ends=ends, frames=frames, states=states), boxes


def _box(numbers: Sequence[float]) -> Box:
    x, y, width, height = numbers
    return Box(x=x, y=y, width=width, height=height)
