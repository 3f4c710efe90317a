"""Which claims are right, by COCO's rules: best score first, each object found once, at ten overlaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inference.evaluation.columns import BoolArray, Claims, FloatArray, IntArray, Truths

IOUS: FloatArray = np.linspace(0.5, 0.95, 10)
AREAS: dict[str, tuple[float, float]] = {
    "all": (0.0, 1e10),
    "small": (0.0, 32.0**2),
    "medium": (32.0**2, 96.0**2),
    "large": (96.0**2, 1e10),
}
MOST_CLAIMS = 100
"""Claims of one label on one frame that count, the best ones."""
PAIRS = 2_000_000
"""Pairs of a claim and an object whose overlap is computed at once: bounds the memory."""
_COUNTED = 1 << 20


@dataclass(frozen=True)
class Matches:
    """Claims in order of label, then falling score, and which of them are right.

    Attributes:
        frame: The number of each claim's frame, [n].
        label: The number of its label, [n].
        scores: Its score, [n].
        rank: How many claims of its label on its frame are better, [n].
        right: Whether it finds an object that counts, [areas, overlaps, n].
        ignored: Whether it counts neither way, [areas, overlaps, n].
        found: The object that it finds at the least overlap over all areas, [n]; -1 for none.
        truths: The objects.
        truth_ignored: Whether an object counts neither way, [areas, m].
    """

    frame: IntArray
    label: IntArray
    scores: FloatArray
    rank: IntArray
    right: BoolArray
    ignored: BoolArray
    found: IntArray
    truths: Truths
    truth_ignored: BoolArray


@dataclass(frozen=True)
class _Pairs:
    """Overlapping pairs in order of claim, then rising overlap, then object."""

    claim: IntArray
    truth: IntArray
    ious: FloatArray


def match(truths: Truths, claims: Claims) -> Matches:
    """Match what a model claims with what is there.

    Claims of equal score keep the order of their frames, then their own.
    """
    frames = 1 + int(max(truths.frame.max(initial=-1), claims.frame.max(initial=-1)))
    group = claims.label * frames + claims.frame
    order = np.lexsort((-claims.scores, group))
    rank = _ranks(group[order])
    order = order[rank < MOST_CLAIMS]
    kept = Claims(claims.frame[order], claims.label[order], claims.boxes_xywh[order], claims.scores[order])
    rank = rank[rank < MOST_CLAIMS]
    lows, highs = (np.array(ends)[:, None] for ends in zip(*AREAS.values(), strict=True))
    truth_ignored = truths.crowd | (truths.areas < lows) | (truths.areas > highs)
    pairs = _overlapping(truths, kept, truths.label * frames + truths.frame, group[order])
    matched, ignored, found = _take(truths, len(kept), pairs, group[order], truth_ignored)
    areas = kept.boxes_xywh[:, 2] * kept.boxes_xywh[:, 3]
    outside = (areas < lows) | (areas > highs)
    ignored |= ~matched & outside[:, None, :]
    last = np.lexsort((rank, kept.frame, -kept.scores, kept.label))
    return Matches(
        kept.frame[last],
        kept.label[last],
        kept.scores[last],
        rank[last],
        (matched & ~ignored)[:, :, last],
        ignored[:, :, last],
        found[last],
        truths,
        truth_ignored,
    )


def _ranks(sorted_groups: IntArray) -> IntArray:
    places = np.arange(len(sorted_groups))
    starts = np.searchsorted(sorted_groups, sorted_groups, side="left")
    ranks: IntArray = (places - starts).astype(np.int64)
    return ranks


def _overlapping(truths: Truths, claims: Claims, truth_group: IntArray, claim_group: IntArray) -> _Pairs:
    """Return the pairs of one label and frame that overlap by the least of `IOUS`."""
    by_group = np.argsort(truth_group, kind="stable")
    sorted_groups = truth_group[by_group]
    first = np.searchsorted(sorted_groups, claim_group, side="left")
    counts = np.searchsorted(sorted_groups, claim_group, side="right") - first
    ends = np.cumsum(counts)
    parts: list[_Pairs] = []
    start = 0
    while start < len(claims):
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + PAIRS, side="right")))
        some = counts[start:stop]
        claim = np.repeat(np.arange(start, stop), some)
        within = np.arange(len(claim)) - np.repeat(np.cumsum(some) - some, some)
        truth = by_group[np.repeat(first[start:stop], some) + within]
        ious = _overlaps(claims.boxes_xywh[claim], truths.boxes_xywh[truth], truths.crowd[truth])
        near = ious >= IOUS[0]
        parts.append(_Pairs(claim[near], truth[near], ious[near]))
        start = stop
    claim = np.concatenate([part.claim for part in parts]) if parts else np.zeros(0, np.int64)
    truth = np.concatenate([part.truth for part in parts]) if parts else np.zeros(0, np.int64)
    ious = np.concatenate([part.ious for part in parts]) if parts else np.zeros(0)
    order = np.lexsort((truth, ious, claim))
    return _Pairs(claim[order], truth[order], ious[order])


def _overlaps(claims_xywh: FloatArray, truths_xywh: FloatArray, crowd: BoolArray) -> FloatArray:
    """Return the overlap of each pair; with a crowd the share of the claim that lies in it."""
    corners = np.minimum(claims_xywh[:, :2] + claims_xywh[:, 2:], truths_xywh[:, :2] + truths_xywh[:, 2:])
    sides = corners - np.maximum(claims_xywh[:, :2], truths_xywh[:, :2])
    both = np.where((sides > 0).all(axis=1), sides[:, 0] * sides[:, 1], 0.0)
    claimed = claims_xywh[:, 2] * claims_xywh[:, 3]
    union = np.where(crowd, claimed, claimed + truths_xywh[:, 2] * truths_xywh[:, 3] - both)
    return np.divide(both, union, out=np.zeros_like(both), where=both > 0)


def _take(
    truths: Truths, count: int, pairs: _Pairs, claim_group: IntArray, truth_ignored: BoolArray
) -> tuple[BoolArray, BoolArray, IntArray]:
    """Let claims take objects: the best of every label and frame at once, then the second, and so on."""
    shape = (len(AREAS), len(IOUS), count)
    matched, ignored = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    found = np.full(count, -1, np.int64)
    taken = np.zeros((len(AREAS), len(IOUS), len(truths)), np.bool_)
    claims, starts = np.unique(pairs.claim, return_index=True)
    stops = np.append(starts[1:], len(pairs.claim))
    turn = _ranks(claim_group[claims])
    by_turn = np.argsort(turn, kind="stable")
    rounds = np.split(by_turn, np.flatnonzero(np.diff(turn[by_turn])) + 1) if len(by_turn) else []
    for members in rounds:
        sizes = stops[members] - starts[members]
        firsts = np.cumsum(sizes) - sizes
        within = np.arange(int(sizes.sum())) - np.repeat(firsts, sizes)
        rows = np.repeat(starts[members], sizes) + within
        truth = pairs.truth[rows]
        # An object that counts goes before any that does not; then the larger overlap, then the later one.
        order = within + np.where(truth_ignored[:, truth], 0, _COUNTED)
        free = ~taken[:, :, truth] & (pairs.ious[rows] >= IOUS[:, None])
        best = np.maximum.reduceat(np.where(free, order[:, None, :], -1), firsts, axis=2)
        area, overlap, member = np.nonzero(best >= 0)
        chosen = best[area, overlap, member]
        object_ = truth[firsts[member] + chosen % _COUNTED]
        claim = claims[members[member]]
        matched[area, overlap, claim] = True
        ignored[area, overlap, claim] = chosen < _COUNTED
        alone = ~truths.crowd[object_]
        taken[area[alone], overlap[alone], object_[alone]] = True
        least = (area == 0) & (overlap == 0)
        found[claim[least]] = object_[least]
    return matched, ignored, found
