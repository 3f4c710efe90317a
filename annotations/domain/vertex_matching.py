"""Says which vertex of an outline becomes which of another, so that one can turn into the other.

Both outlines stay what they are: where one has fewer vertices, points on its edges are added, none is moved.
The front end computes the same, step by step (`frontend/src/model/track/matchVertices.ts`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from annotations.domain.geometry import Point

SAMPLES = 64
"""Points of an outline that are compared to find its best turn; a smaller outline is compared whole."""
CLEARLY = 1 - 1e-9
"""Another turn is taken when it fits better by more than a rounding error."""

Path = Sequence[Point]


class Matched(NamedTuple):
    """Two lists of equal length: each point of the first becomes the one at its place in the second."""

    earlier: list[Point]
    later: list[Point]


def match_lines(earlier: Path, later: Path) -> Matched:
    """Match two open lines, end to end."""
    if len(earlier) < len(later):
        return Matched(_filled(earlier, later), list(later))
    return Matched(list(earlier), _filled(later, earlier))


def match_rings(earlier: Path, later: Path) -> Matched:
    """Match two closed outlines by the turn, and the direction, in which they fit best."""
    if len(earlier) == len(later):
        start, step = _best_turn(earlier, later)
        return Matched(list(earlier), _turned(later, start, step))
    if len(earlier) < len(later):
        start, step = _start_on(earlier, later)
        turned = _turned(later, start, step)
        return Matched(_filled_ring(earlier, turned), turned)
    start, step = _start_on(later, earlier)
    turned = _turned(earlier, start, step)
    filled = _filled_ring(later, turned)
    count = len(earlier)
    # Back to the order of the earlier outline, which is the one that people know.
    order = [(place - start) * step % count for place in range(count)]
    return Matched(list(earlier), [filled[place] for place in order])


def _turned(ring: Path, start: int, step: int) -> list[Point]:
    count = len(ring)
    return [ring[(start + step * place) % count] for place in range(count)]


def _best_turn(ring: Path, other: Path) -> tuple[int, int]:
    """Return where in `other` the first vertex of `ring` goes, and whether on (1) or back (-1) from there."""
    count = len(ring)
    stride = -(-count // SAMPLES)
    centred, others = _centred(ring), _centred(other)
    best, start, step = math.inf, 0, 1

    def try_turn(first: int, way: int) -> None:
        nonlocal best, start, step
        most, total = best * CLEARLY, 0.0
        for place in range(0, count, stride):
            (ax, ay), (bx, by) = centred[place], others[(first + way * place) % count]
            total += (ax - bx) * (ax - bx) + (ay - by) * (ay - by)
            if total >= most:
                return
        best, start, step = total, first, way

    for way in (1, -1):
        for first in range(0, count, stride):
            try_turn(first, way)
    rough = start
    for first in range(rough - stride + 1, rough + stride):
        if first != rough:
            try_turn(first % count, step)
    return start, step


def _start_on(ring: Path, larger: Path) -> tuple[int, int]:
    """Return at which vertex of the larger outline the smaller one's first belongs, and the direction."""
    place, step = _best_turn(_sampled(ring), _sampled(larger))
    wanted = place / SAMPLES
    lengths = _lengths([*larger, larger[0]])
    best, start = math.inf, 0
    for index in range(len(larger)):
        away = abs(lengths[index] - wanted)
        away = min(away, 1 - away)
        if away < best:
            best, start = away, index
    return start, step


def _centred(ring: Path) -> list[Point]:
    across, down = 0.0, 0.0
    for x, y in ring:
        across += x
        down += y
    across, down = across / len(ring), down / len(ring)
    return [(x - across, y - down) for x, y in ring]


def _lengths(path: Path) -> list[float]:
    """Return how far along the path each point stands, from 0 to 1."""
    walked, lengths = 0.0, [0.0]
    for (ax, ay), (bx, by) in pairwise(path):
        walked += math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
        lengths.append(walked)
    last = len(path) - 1
    if walked == 0:
        return [place / last for place in range(last + 1)]
    return [length / walked for length in lengths]


def _sampled(ring: Path) -> list[Point]:
    """Return points in equal distances along a closed outline."""
    path = [*ring, ring[0]]
    lengths = _lengths(path)
    found: list[Point] = []
    edge = 0
    for place in range(SAMPLES):
        wanted = place / SAMPLES
        while edge < len(path) - 2 and lengths[edge + 1] <= wanted:
            edge += 1
        span = lengths[edge + 1] - lengths[edge]
        found.append(_on_edge(path[edge], path[edge + 1], (wanted - lengths[edge]) / span if span else 0.0))
    return found


def _filled_ring(ring: Path, larger: Path) -> list[Point]:
    return _filled([*ring, ring[0]], [*larger, larger[0]])[:-1]


def _filled(path: Path, larger: Path) -> list[Point]:
    """Add points to a path's edges until it has as many as a larger one, near where that has its own."""
    count, wanted = len(path), len(larger)
    if count == wanted:
        return list(path)
    mine, theirs = _lengths(path), _lengths(larger)
    # Each vertex takes the free place that is nearest along the way, and leaves enough for those after it.
    places = [0]
    for vertex in range(1, count - 1):
        place = places[-1] + 1
        last = wanted - (count - vertex)
        while place < last and abs(theirs[place + 1] - mine[vertex]) < abs(theirs[place] - mine[vertex]):
            place += 1
        places.append(place)
    places.append(wanted - 1)
    found: list[Point] = []
    for edge in range(count - 1):
        first, after = places[edge], places[edge + 1]
        span = theirs[after] - theirs[first]
        for place in range(first, after):
            share = (theirs[place] - theirs[first]) / span if span else (place - first) / (after - first)
            found.append(_on_edge(path[edge], path[edge + 1], share))
    found.append(path[-1])
    return found


def _on_edge(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
