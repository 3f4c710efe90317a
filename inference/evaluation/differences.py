"""The held-out frames on which two versions differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inference.evaluation.columns import BoolArray, IntArray
from inference.evaluation.matching import Matches

MOST_DIFFERENCES = 24


@dataclass(frozen=True)
class Counted:
    """What one version's shown claims come to on each frame.

    Attributes:
        right: Objects found, [frames].
        wrong: Claims that are wrong, [frames].
        found: Whether an object is found, [m].
    """

    right: IntArray
    wrong: IntArray
    found: BoolArray


def count_frames(matches: Matches, *, frame_count: int, shown: BoolArray) -> Counted:
    """Count on each frame what is right and wrong of the claims that are shown."""
    right, ignored = matches.right[0, 0], matches.ignored[0, 0]
    found = np.zeros(len(matches.truths), np.bool_)
    found[matches.found[shown & right]] = True
    return Counted(
        np.bincount(matches.frame[shown & right], minlength=frame_count).astype(np.int64),
        np.bincount(matches.frame[shown & ~right & ~ignored], minlength=frame_count).astype(np.int64),
        found,
    )


def most_different(candidate: Counted, champion: Counted, *, most: int = MOST_DIFFERENCES) -> list[int]:
    """Return the numbers of the frames on which right less wrong changes most, the largest change first."""
    change = np.abs((candidate.right - candidate.wrong) - (champion.right - champion.wrong))
    order = np.argsort(-change, kind="stable")[:most]
    return [int(place) for place in order if change[place] > 0]
