"""Tags of whole frames: which are right, and on how many frames all of them are."""

from __future__ import annotations

import numpy as np

from inference.evaluation.columns import BoolArray, Claims, Truths
from inference.evaluation.matching import Matches


def match_tags(truths: Truths, claims: Claims) -> Matches:
    """Match claimed tags with those that are there: one area, one overlap.

    A label stands on a frame once, however often people or a model say it: the best claim counts.
    """
    frames = 1 + int(max(truths.frame.max(initial=-1), claims.frame.max(initial=-1)))
    _, once = np.unique(truths.label * frames + truths.frame, return_index=True)
    there = Truths(
        truths.frame[once],
        truths.label[once],
        truths.boxes_xywh[once],
        truths.areas[once],
        truths.crowd[once],
    )
    order = np.lexsort((claims.frame, -claims.scores, claims.label))
    key = (claims.label * frames + claims.frame)[order]
    _, first = np.unique(key, return_index=True)
    order = order[np.sort(first)]
    key = claims.label[order] * frames + claims.frame[order]
    truth_key = there.label * frames + there.frame
    place = np.searchsorted(truth_key, key)
    is_there = np.zeros(len(key), np.bool_)
    inside = place < len(truth_key)
    is_there[inside] = truth_key[place[inside]] == key[inside]
    return Matches(
        frame=claims.frame[order],
        label=claims.label[order],
        scores=claims.scores[order],
        rank=np.zeros(len(order), np.int64),
        right=is_there[None, None, :],
        ignored=np.zeros((1, 1, len(order)), np.bool_),
        found=np.where(is_there, place, -1),
        truths=there,
        truth_ignored=np.zeros((1, len(there)), np.bool_),
    )


def frames_right(matches: Matches, *, frame_count: int, shown: BoolArray) -> BoolArray:
    """Tell of each frame whether its tags are said right, [frames].

    Where no frame has more than one tag the best claim of a frame has to be its tag; otherwise the tags that
    are shown have to be exactly those that are there. A frame without a tag is right when none is shown.

    Args:
        matches: Tags as matched.
        frame_count: How many frames there are.
        shown: Whether a claim lies at or above the score from which it is shown, [n].
    """
    there = np.bincount(matches.truths.frame, minlength=frame_count)
    right = matches.right[0, 0]
    exactly: BoolArray = np.bincount(matches.frame[shown & right], minlength=frame_count) == there
    exactly &= np.bincount(matches.frame[shown & ~right], minlength=frame_count) == 0
    if there.max(initial=0) > 1:
        return exactly
    best_first = np.lexsort((-matches.scores, matches.frame))
    frames, first = np.unique(matches.frame[best_first], return_index=True)
    best = np.zeros(frame_count, np.bool_)
    best[frames] = right[best_first[first]]
    right_frames: BoolArray = np.where(there == 1, best, exactly)
    return right_frames
