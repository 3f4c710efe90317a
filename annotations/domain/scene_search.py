"""Plans which frames of a video to look at for its cuts, so that no stretch that stays alike is decoded."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.domain.scenes import BLINK, NEAR, Signature, change_between, scene_cuts

LEAST_CHANGE = 0.2
"""Two looked at frames that differ less have no cut between them."""
TRUSTED = 300
"""Frames between two looks; where key frames lie further apart others are looked at first."""
WINDOW = 250
"""Frames that are searched for a cut at once."""
MOST_LOOKS = 200
MOST_WINDOWS = 5_000
"""Of more places that changed those that changed most are searched."""


@dataclass(frozen=True)
class Window:
    """A stretch of a video: a scene may begin at any frame after `first`, up to `last`."""

    first: int
    last: int

    def frames(self, frame_count: int) -> range:
        """Return the frames to look at: those of the stretch, and as many around it as tell what is usual."""
        around = max(BLINK, NEAR - (self.last - self.first))
        return range(max(0, self.first - around), min(frame_count, self.last + around + 1))

    def begins_doubtfully(self, cuts: Sequence[int]) -> bool:
        """Whether only frames before the stretch can tell if a cut is the end of a flash."""
        return self.first > 0 and any(cut - self.first <= BLINK for cut in cuts)


def plan_looks(keys: Sequence[int], frame_count: int) -> list[list[int]]:
    """Return which frames to look at beside the key frames, each list decoded in one go.

    Args:
        keys: The key frames, whose colours are known.
        frame_count: Of the video.
    """
    ends = [*keys, frame_count - 1]
    looks: list[list[int]] = []
    for place, (first, last) in enumerate(pairwise(ends)):
        is_tail = place == len(ends) - 2
        parts = min(MOST_LOOKS, -(-(last - first) // TRUSTED)) if last > first else 0
        wanted = [first + (last - first) * part // parts for part in range(1, parts)] if parts > 1 else []
        wanted += [last] if is_tail and last > first else []
        if wanted:
            looks.append(wanted)
    return looks


def plan_windows(known: Iterable[tuple[int, Signature]]) -> list[Window]:
    """Return the stretches in which something changed, in order.

    Args:
        known: Frames whose colours are known, in order.
    """
    changed = (
        (change_between(before, after), first, last)
        for (first, before), (last, after) in pairwise(known)
        if change_between(before, after) >= LEAST_CHANGE
    )
    windows = (
        (change, place, Window(place, min(place + WINDOW, last)))
        for change, first, last in changed
        for place in range(first, last, WINDOW)
    )
    strongest = heapq.nlargest(MOST_WINDOWS, windows, key=lambda each: (each[0], -each[1]))
    return [window for _change, _place, window in sorted(strongest, key=lambda each: each[1])]


def cuts_in(window: Window, seen: Sequence[tuple[int, Signature]]) -> list[int]:
    """Return the frames of a stretch at which a scene begins.

    Args:
        window: The stretch.
        seen: Its frames and some around it, in order, with their colours.
    """
    found = (seen[place][0] for place in scene_cuts([signature for _index, signature in seen]))
    return [index for index in found if window.first < index <= window.last]
