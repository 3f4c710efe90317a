"""Tells whether a proposed track says nothing but what people have settled already."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.geometry import Track, bounds
from annotations.domain.interpolation import place_at

ALIKE = 0.6
"""Intersection over union from which two boxes are of one object."""
SHARE = 0.7
"""Part of the frames looked at in which both are of one object."""
LOOKS = 12


def is_settled(proposed: Track, settled: Sequence[Track]) -> bool:
    """Tell whether one of the settled tracks is of the object of a proposed one, nearly all of the time."""
    indices = _looks(proposed)
    return bool(indices) and any(_follows(proposed, other, indices) for other in settled)


def _looks(track: Track) -> list[int]:
    """Return some frames at which a track is in the picture."""
    first, last = track.keyframes[0].frame, track.keyframes[-1].frame
    spread = {first + (last - first) * part // (LOOKS - 1) for part in range(LOOKS)}
    seen = [index for index in sorted(spread) if place_at(track, index) is not None]
    return seen or [entry.frame for entry in track.keyframes if not entry.outside][:1]


def _follows(track: Track, other: Track, indices: Sequence[int]) -> bool:
    if other.keyframes[0].frame > indices[-1]:
        return False
    alike = sum(_overlap(track, other, index) >= ALIKE for index in indices)
    return alike >= SHARE * len(indices)


def _overlap(first: Track, second: Track, index: int) -> float:
    here, there = place_at(first, index), place_at(second, index)
    if here is None or there is None:
        return 0.0
    left, top, right, bottom = bounds(here.shape)
    other_left, other_top, other_right, other_bottom = bounds(there.shape)
    width = min(right, other_right) - max(left, other_left)
    height = min(bottom, other_bottom) - max(top, other_top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    whole = (right - left) * (bottom - top) + (other_right - other_left) * (other_bottom - other_top)
    return shared / (whole - shared)
