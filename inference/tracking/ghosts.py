"""Leaves out the ghosts of a propagation that a track gives back without them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from annotations.domain.geometry import Keyframe, Track
from inference.tracking.thin import thin_keyframes


def thin_ghosts(
    ghosts: Sequence[Keyframe], anchors: Sequence[Keyframe], *, tolerance: float
) -> list[Keyframe]:
    """Return the ghosts that are needed beside the anchors, which stay; the first and last ones always are.

    Args:
        ghosts: In the order of their frames, none at an anchor.
        anchors: Keyframes that people set among them.
        tolerance: Pixels by which what is left may differ from what was left out.
    """
    if not ghosts:
        return []
    fixed = {anchor.frame for anchor in anchors if ghosts[0].frame < anchor.frame < ghosts[-1].frame}
    between = [anchor for anchor in anchors if anchor.frame in fixed]
    along = sorted([*ghosts, *between], key=lambda entry: entry.frame)
    cuts = [0, *(place for place, entry in enumerate(along) if entry.frame in fixed), len(along) - 1]
    needed: list[Keyframe] = []
    for first, last in pairwise(cuts):
        stretch = Track(keyframes=along[first : last + 1])
        needed += [
            entry
            for entry in thin_keyframes(stretch, tolerance=tolerance).keyframes
            if entry.frame not in fixed
        ]
    return needed
