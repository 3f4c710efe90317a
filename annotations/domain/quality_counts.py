"""What one frame adds to a project's figures: whole numbers under names, which add up and come off again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from annotations.domain.agreement import NOTHING, pairs_within
from annotations.domain.consensus import Voter
from annotations.domain.matching import SAME_OBJECT, Drawn, cluster_objects, overlap, pair_objects
from annotations.domain.record import Record

Key = tuple[str, ...]
Counts = dict[Key, int]
MILLIONTHS = 1_000_000
"""Overlaps are added up as whole millionths: sums then do not depend on their order."""


class TruthScore(Record):
    """How an answer compares with the known truth of its frame.

    `called` objects are found under another label; `f1` counts them as wrong. None where there is nothing.
    """

    found: int
    called: int
    missed: int
    extra: int
    mean_iou: float | None
    f1: float | None


def count_agreement(voters: Sequence[Voter], *, least: float = SAME_OBJECT) -> Counts:
    """Return what the answers of a frame add: of each pair of voters, and of all people together.

    A model counts in its pairs only; alpha and Fleiss' kappa are figures of people.
    """
    counts: Counter[Key] = Counter()
    for one, other in combinations(sorted(voters, key=lambda voter: voter.id), 2):
        pairs = pair_objects(one.drawn, other.drawn, least=least)
        rows, columns = {row for row, _, _ in pairs}, {column for _, column, _ in pairs}
        for row, column, near in pairs:
            mine, theirs = one.drawn[row].label, other.drawn[column].label
            counts["pair", one.id, other.id, mine, theirs] += 1
            counts["iou", one.id, other.id, "sum"] += round(near * MILLIONTHS)
            counts["iou", one.id, other.id, "count"] += 1
            if mine == theirs:
                counts["label_iou", mine, "sum"] += round(near * MILLIONTHS)
                counts["label_iou", mine, "count"] += 1
        for row, said in enumerate(one.drawn):
            if row not in rows:
                counts["pair", one.id, other.id, said.label, NOTHING] += 1
        for column, said in enumerate(other.drawn):
            if column not in columns:
                counts["pair", one.id, other.id, NOTHING, said.label] += 1
        counts["frames", one.id, other.id] += 1
    people = [voter for voter in voters if voter.kind == "person"]
    if len(people) >= 2:
        _count_together(people, counts, least)
    return dict(counts)


def _count_together(people: Sequence[Voter], counts: Counter[Key], least: float) -> None:
    raters = str(len(people))
    counts["panels", raters] += 1
    for cluster in cluster_objects([voter.drawn for voter in people], least=least):
        said = Counter(people[person].drawn[place].label for person, place in cluster.items())
        said[NOTHING] = len(people) - len(cluster)
        said = +said
        counts["items", raters] += 1
        counts["agreeing", raters] += sum(number * (number - 1) for number in said.values())
        for label, number in said.items():
            counts["said", raters, label] += number
        for (one, other), number in pairs_within(said).items():
            counts["met", raters, one, other] += number


def score_truth(
    answer: Sequence[Drawn], truth: Sequence[Drawn], *, person_id: str, least: float = SAME_OBJECT
) -> tuple[TruthScore, Counts]:
    """Compare an answer with the truth, and return what it adds to the figures."""
    counts: Counter[Key] = Counter({("truth_frames", person_id): 1})
    pairs = pair_objects(answer, truth, least=least)
    found = called = 0
    overlaps = 0.0
    for row, column, near in pairs:
        mine, real = answer[row].label, truth[column].label
        if mine == real:
            found += 1
            overlaps += near
            counts["truth", person_id, real, "found"] += 1
            counts["truth", person_id, real, "iou"] += round(near * MILLIONTHS)
        else:
            called += 1
            counts["truth", person_id, real, "missed"] += 1
            counts["truth", person_id, mine, "extra"] += 1
    given, real_ones = {row for row, _, _ in pairs}, {column for _, column, _ in pairs}
    for row, said in enumerate(answer):
        if row not in given:
            counts["truth", person_id, said.label, "extra"] += 1
    for column, said in enumerate(truth):
        if column not in real_ones:
            counts["truth", person_id, said.label, "missed"] += 1
    whole = len(answer) + len(truth)
    score = TruthScore(
        found=found,
        called=called,
        missed=len(truth) - len(pairs),
        extra=len(answer) - len(pairs),
        mean_iou=round(overlaps / found, 6) if found else None,
        f1=round(2 * found / whole, 6) if whole else None,
    )
    return score, dict(counts)


def difference(after: Mapping[Key, int], before: Mapping[Key, int]) -> Counts:
    """Return what has to be added to counts that hold one, so that they hold the other instead."""
    keys = after.keys() | before.keys()
    changed = {key: after.get(key, 0) - before.get(key, 0) for key in keys}
    return {key: amount for key, amount in changed.items() if amount}


def mean_overlap(voters: Sequence[Voter], *, least: float = SAME_OBJECT) -> float | None:
    """Return the mean overlap of the pairs of objects that any two voters mean alike; None without any."""
    found = [
        overlap(one.drawn[row], other.drawn[column])
        for one, other in combinations(voters, 2)
        for row, column, _near in pair_objects(one.drawn, other.drawn, least=least)
        if one.drawn[row].label == other.drawn[column].label
    ]
    return sum(found) / len(found) if found else None
