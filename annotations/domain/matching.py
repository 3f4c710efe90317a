"""Which objects of several people are the same one: pairs and clusters by overlap, whatever their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from annotations.domain.frame_scores import iou
from annotations.domain.geometry import Mask, Shape, Tag, Track, area, bounds
from annotations.domain.record import Record

Bounds = tuple[float, float, float, float]
SAME_OBJECT = 0.5
"""The overlap from which two people mean the same object, unless a project says otherwise."""


class Drawn(Record):
    """One object as a voter said it; its id is unique among what that voter said."""

    id: str
    label: str
    shape: Shape


def overlap(one: Drawn, other: Drawn) -> float:
    """Return from 0 to 1 how far two objects lie in one place.

    Tags of one label are the same; a tag and anything else, or tags of two labels, are not. Two masks are
    compared pixel by pixel, two tracks and all other shapes by the boxes around them.
    """
    if isinstance(one.shape, Tag) or isinstance(other.shape, Tag):
        return float(type(one.shape) is type(other.shape) and one.label == other.label)
    if isinstance(one.shape, Track) != isinstance(other.shape, Track):
        return 0.0
    boxes = iou(bounds(one.shape), bounds(other.shape))
    if boxes and isinstance(one.shape, Mask) and isinstance(other.shape, Mask):
        shared = _shared(one.shape.counts, other.shape.counts)
        return shared / (area(one.shape) + area(other.shape) - shared)
    return boxes


def pair_objects(
    first: Sequence[Drawn], second: Sequence[Drawn], *, least: float = SAME_OBJECT
) -> list[tuple[int, int, float]]:
    """Pair objects of two people so that the sum of their overlaps is greatest (the Hungarian method).

    Returns:
        Places in both lists and the overlap, in order; pairs that overlap by less than `least` are not made.
    """
    near = [
        (row, column, found)
        for row, one in enumerate(first)
        for column, other in enumerate(second)
        if (found := overlap(one, other)) >= least and found > 0
    ]
    made: list[tuple[int, int, float]] = []
    for rows, columns, worth in _islands(near):
        cost = [[-worth.get((row, column), 0.0) for column in columns] for row in rows]
        for place, chosen in enumerate(_assign(cost)):
            key = (rows[place], columns[chosen]) if chosen < len(columns) else None
            if key in worth:
                made.append((*key, worth[key]))
    return sorted(made)


def cluster_objects(
    answers: Sequence[Sequence[Drawn]], *, least: float = SAME_OBJECT
) -> list[dict[int, int]]:
    """Gather what several people said into objects: each holds one object of a person at most.

    The nearest pairs join first; two clusters join only if all of their members overlap by `least`. Of two
    people's answers the pairs with the greatest sum are made, as `pair_objects` makes them.

    Returns:
        Clusters as person's place -> object's place, in the order of their first member.
    """
    if len(answers) == 2:
        pairs = {row: column for row, column, _found in pair_objects(*answers, least=least)}
        taken = set(pairs.values())
        found = [{0: row, 1: pairs[row]} if row in pairs else {0: row} for row in range(len(answers[0]))]
        return found + [{1: column} for column in range(len(answers[1])) if column not in taken]
    worth: dict[tuple[tuple[int, int], tuple[int, int]], float] = {}
    for one, other in combinations(range(len(answers)), 2):
        for row, mine in enumerate(answers[one]):
            for column, theirs in enumerate(answers[other]):
                if (near := overlap(mine, theirs)) >= least and near > 0:
                    worth[(one, row), (other, column)] = near
    home: dict[tuple[int, int], dict[int, int]] = {
        (person, place): {person: place} for person, said in enumerate(answers) for place in range(len(said))
    }
    for (left, right), _near in sorted(worth.items(), key=lambda entry: (-entry[1], entry[0])):
        kept, joining = home[left], home[right]
        if kept is joining or kept.keys() & joining.keys():
            continue
        # Every member of one means every member of the other.
        if all((min(a, b), max(a, b)) in worth for a in kept.items() for b in joining.items()):
            kept.update(joining)
            for member in joining.items():
                home[member] = kept
    unique = {id(cluster): cluster for cluster in home.values()}
    return sorted(
        (dict(sorted(cluster.items())) for cluster in unique.values()),
        key=lambda cluster: next(iter(cluster.items())),
    )


def _islands(
    near: Sequence[tuple[int, int, float]],
) -> list[tuple[list[int], list[int], dict[tuple[int, int], float]]]:
    """Split near pairs into groups that share no object: each is a small problem of its own."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for row, column, _found in near:
        parent[root(("row", row))] = root(("column", column))
    groups: dict[tuple[str, int], dict[tuple[int, int], float]] = {}
    for row, column, found in near:
        groups.setdefault(root(("row", row)), {})[row, column] = found
    return [
        (sorted({row for row, _ in worth}), sorted({column for _, column in worth}), worth)
        for worth in groups.values()
    ]


def _assign(cost: list[list[float]]) -> list[int]:
    """Return each row's column at the least sum; a row may stay alone at no cost, in a column of its own.

    The Hungarian method with potentials; columns beyond the given ones stand for staying alone.
    """
    rows = len(cost)
    wide = [line + [0.0] * rows for line in cost]
    columns = len(wide[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner, came_from = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0], column = row, 0
        dearest, passed = [float("inf")] * (columns + 1), [False] * (columns + 1)
        while owner[column]:
            passed[column] = True
            holder, change, following = owner[column], float("inf"), 0
            for place in range(1, columns + 1):
                if passed[place]:
                    continue
                slack = wide[holder - 1][place - 1] - row_price[holder] - column_price[place]
                if slack < dearest[place]:
                    dearest[place], came_from[place] = slack, column
                if dearest[place] < change:
                    change, following = dearest[place], place
            for place in range(columns + 1):
                if passed[place]:
                    row_price[owner[place]] += change
                    column_price[place] -= change
                else:
                    dearest[place] -= change
            column = following
        while column:
            owner[column] = owner[came_from[column]]
            column = came_from[column]
    chosen = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            chosen[owner[column] - 1] = column - 1
    return chosen


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """Count the pixels that two run-length masks of one size both mark."""
    shared = 0
    left, right = _marked(one), _marked(other)
    a, b = next(left, None), next(right, None)
    while a is not None and b is not None:
        shared += max(0, min(a[1], b[1]) - max(a[0], b[0]))
        if a[1] <= b[1]:
            a = next(left, None)
        else:
            b = next(right, None)
    return shared


def _marked(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    position = 0
    for place, run in enumerate(counts):
        if place % 2 and run:
            yield position, position + run
        position += run
