"""Where a track is between its keyframes."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.geometry import Box, Keyframe, Polygon, Polyline, Track, TrackedShape
from annotations.domain.interpolation import Placed, place_at, place_over

NUMBERS = st.floats(0, 400).map(lambda value: round(value, 2))
POINTS = st.tuples(NUMBERS, NUMBERS)
ANGLES = st.one_of(st.none(), st.integers(-360, 360).map(float))
BOXES = st.builds(Box, x=NUMBERS, y=NUMBERS, width=NUMBERS, height=NUMBERS, rotation=ANGLES)
LINES = st.builds(Polyline, points=st.lists(POINTS, min_size=2, max_size=9))
POLYGONS = st.builds(Polygon, points=st.lists(POINTS, min_size=3, max_size=9))
SETTINGS = settings(max_examples=150, deadline=None, derandomize=True)


def a_track(*shapes: TrackedShape, every: int = 10, **more: Any) -> Track:
    return Track(
        keyframes=[Keyframe(frame=place * every, shape=shape, **more) for place, shape in enumerate(shapes)]
    )


def placed(track: Track, index: int) -> Placed:
    found = place_at(track, index)
    assert found is not None
    return found


@SETTINGS
@given(shapes=st.one_of(*(st.lists(kind, min_size=1, max_size=4) for kind in (BOXES, LINES, POLYGONS))))
def test_at_a_keyframe_the_object_is_what_the_keyframe_says(shapes: list[TrackedShape]) -> None:
    track = a_track(*shapes)
    for place, shape in enumerate(shapes):
        assert placed(track, place * 10) == Placed(shape=shape, is_keyframe=True)
    assert placed(track, len(shapes) * 10 + 77).shape == shapes[-1], "held after the last"


@SETTINGS
@given(shapes=st.one_of(*(st.lists(kind, min_size=1, max_size=3) for kind in (BOXES, LINES, POLYGONS))))
def test_a_stretch_tells_the_same_as_frame_by_frame(shapes: list[TrackedShape]) -> None:
    track = a_track(*shapes, every=4)
    one_by_one = [(index, found) for index in range(2, 15) if (found := place_at(track, index))]
    assert list(place_over(track, 2, 14)) == one_by_one


@SETTINGS
@given(first=BOXES, last=BOXES)
def test_a_box_moves_steadily_and_the_same_way_back(first: Box, last: Box) -> None:
    there, back = a_track(first, last), a_track(last, first)
    for name in ("x", "y", "width", "height"):
        steps = [getattr(placed(there, index).shape, name) for index in range(11)]
        assert steps in (sorted(steps), sorted(steps, reverse=True))
    turns = [placed(there, index).shape for index in range(11)]
    for index, shape in enumerate(turns):
        other = placed(back, 10 - index).shape
        assert isinstance(shape, Box)
        assert isinstance(other, Box)
        away = ((shape.rotation or 0) - (other.rotation or 0)) % 360
        assert min(away, 360 - away) == pytest.approx(0, abs=1e-6)


@SETTINGS
@given(shapes=st.one_of(st.lists(LINES, min_size=2, max_size=2), st.lists(POLYGONS, min_size=2, max_size=2)))
def test_an_outline_never_jumps(shapes: list[Polyline | Polygon]) -> None:
    track = a_track(*shapes, every=1_000)
    near = [(shapes[0], placed(track, 1).shape), (shapes[1], placed(track, 999).shape)]
    for said, seen in near:
        assert isinstance(seen, Polyline | Polygon)
        # No point moves further than the picture's diagonal in 1,000 frames: one frame is half a pixel.
        assert all(_distance(said, point) < 0.6 for point in seen.points)
        assert all(_distance(seen, point) < 0.6 for point in said.points)
        assert len(seen.points) == max(len(shape.points) for shape in shapes)


def _distance(shape: Polyline | Polygon, at: tuple[float, float]) -> float:
    path = [*shape.points, shape.points[0]] if isinstance(shape, Polygon) else shape.points
    nearest = math.inf
    for (ax, ay), (bx, by) in pairwise(path):
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        share = max(0.0, min(1.0, ((at[0] - ax) * dx + (at[1] - ay) * dy) / length)) if length else 0.0
        nearest = min(nearest, math.hypot(at[0] - ax - dx * share, at[1] - ay - dy * share))
    return nearest


def test_an_outline_drawn_from_another_vertex_the_other_way_round_stands_still() -> None:
    ring = [(10.0, 10.0), (90.0, 20.0), (70.0, 95.0), (30.0, 60.0)]
    turned = [ring[2], ring[1], ring[0], ring[3]]
    halfway = placed(a_track(Polygon(points=ring), Polygon(points=turned)), 5).shape
    assert isinstance(halfway, Polygon)
    assert [x for point in halfway.points for x in point] == pytest.approx(
        [x for point in ring for x in point]
    )


def test_before_the_first_keyframe_and_outside_there_is_nothing() -> None:
    box = Box(x=0, y=0, width=5, height=5)
    away = [Keyframe(frame=3, shape=box), Keyframe(frame=6, shape=box, outside=True)]
    track = Track(keyframes=[*away, Keyframe(frame=9, shape=box.model_copy(update={"x": 90.0}))])
    assert [index for index in range(12) if place_at(track, index)] == [3, 4, 5, 9, 10, 11]
    assert placed(track, 5).shape == box, "held up to where it is gone"
    assert [index for index, _ in place_over(track, 0, 11)] == [3, 4, 5, 9, 10, 11]


def test_answers_hold_until_they_are_given_anew() -> None:
    box = Box(x=0, y=0, width=5, height=5)
    said: list[dict[str, bool | float | str]] = [{"pose": "front", "lit": True}, {}, {"pose": "side"}]
    track = Track(
        keyframes=[Keyframe(frame=place * 2, shape=box, attributes=it) for place, it in enumerate(said)]
    )
    assert placed(track, 3).attributes == {"pose": "front", "lit": True}
    assert placed(track, 4).attributes == {"pose": "side", "lit": True}
