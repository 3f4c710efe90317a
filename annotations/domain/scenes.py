"""Tells where a video changes from one scene to another, from the colours of its frames alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

Signature = Sequence[float]
"""The shares of a picture's pixels in each of some cells of colour; they sum to 1."""

FLOOR = 0.25
"""A cut changes at least this share of the colours, however still the video is."""
NEAR = 12
"""Steps to either side that tell how much the colours change anyway."""
TIMES, SPREADS = 3.0, 8.0
"""A cut is this many times the usual change around it, and this many mean deviations above it."""
BLINK = 2
"""What lasts this many frames at most is a flash, not a scene."""


def change_between(first: Signature, second: Signature) -> float:
    """Return the share of the colours that changed: 0 where all are the same, 1 where none is."""
    return sum(abs(a - b) for a, b in zip(first, second, strict=True)) / 2


def scene_cuts(signatures: Sequence[Signature]) -> list[int]:
    """Return the places, rising, at which a scene begins in a run of successive frames.

    The first frame begins none. Fades and pans change little from frame to frame and are no cuts; a flash
    of a frame or two is none either.

    Args:
        signatures: One for each frame, in order.
    """
    steps = [change_between(before, after) for before, after in pairwise(signatures)]
    found = [
        place
        for place, change in enumerate(steps, start=1)
        if change >= _threshold(steps, place - 1) and _lasts(signatures, place)
    ]
    # A cut that a codec smeared over some frames is one cut, where most of it happens.
    return [place for place in found if place == _strongest(steps, found, place)]


def _threshold(steps: Sequence[float], at: int) -> float:
    around = [*steps[max(0, at - NEAR) : at], *steps[at + 1 : at + 1 + NEAR]]
    if not around:
        return FLOOR
    usual = median(around)
    spread = median(abs(change - usual) for change in around)
    return max(FLOOR, TIMES * usual, usual + SPREADS * spread)


def _lasts(signatures: Sequence[Signature], place: int) -> bool:
    """Whether what was before stays away for longer than a flash, and was there for longer than one."""
    before, after = signatures[place - 1], signatures[place]
    later = signatures[place + 1 : place + 1 + BLINK]
    earlier = signatures[max(0, place - 1 - BLINK) : place - 1]
    return all(change_between(before, other) >= FLOOR for other in later) and all(
        change_between(other, after) >= FLOOR for other in earlier
    )


def _strongest(steps: Sequence[float], found: Sequence[int], place: int) -> int:
    rivals = [other for other in found if abs(other - place) <= 1]
    return max(rivals, key=lambda other: (steps[other - 1], -other))
