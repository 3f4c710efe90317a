"""In which order the key frames of a video are read: far apart first, then the ones between."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_PASS = 16
"""Key frames of the first pass through a video, at least: each pass opens the file anew."""


def spread_keys(keys: Sequence[int]) -> list[int]:
    """Return all of them, once each: every nth from beginning to end, then those between, and so on.

    After any part of the work the whole length has been looked at about evenly, so that nobody waits for the
    end of an hour to see what is in its last minutes. The order depends on their number alone.
    """
    stride = 1
    while len(keys) >= 2 * stride * LEAST_PASS:
        stride *= 2
    ordered = list(keys[::stride])
    while stride > 1:
        ordered += keys[stride // 2 :: stride]
        stride //= 2
    return ordered


def rising_part(order: Sequence[int], start: int, most: int) -> list[int]:
    """Return up to `most` entries from a place on, as long as each is larger than the one before."""
    part = list(order[start : start + most])
    for place in range(1, len(part)):
        if part[place] <= part[place - 1]:
            return part[:place]
    return part
