"""Thinning against the one meaning of a track between its keyframes."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.geometry import Box, Ellipse, Keyframe, Points, Polygon, Track, TrackedShape
from annotations.domain.interpolation import place_at
from inference.tracking.thin import is_close, thin_keyframes

NUDGE = 0.05
"""Shapes are rounded and angles wrap: what place_at says may differ by so much from our arithmetic."""


@st.composite
def walks(draw: st.DrawFn) -> Track:
    kind = draw(st.sampled_from(["box", "turned", "ellipse", "polygon", "points"]))
    count = draw(st.integers(1, 40))
    x, y, size, angle = 300.0, 200.0, 60.0, draw(st.floats(0, 360))
    frame, entries = 0, []
    for _ in range(count):
        frame += draw(st.integers(1, 4))
        x, y = x + draw(st.floats(-3, 3)), y + draw(st.floats(-3, 3))
        size = max(20.0, size + draw(st.floats(-1, 1)))
        angle = (angle + draw(st.floats(-4, 4))) % 360
        entries.append(
            Keyframe(
                frame=frame,
                shape=a_shape(kind, x, y, size, angle),
                outside=draw(st.integers(0, 9)) == 0,
                occluded=draw(st.integers(0, 9)) == 0,
            )
        )
    return Track(keyframes=entries)


def a_shape(kind: str, x: float, y: float, size: float, angle: float) -> TrackedShape:
    if kind in {"box", "turned"}:
        turned = angle if kind == "turned" else None
        return Box(x=x, y=y, width=size, height=size / 2, rotation=turned)
    if kind == "ellipse":
        return Ellipse(x=x, y=y, rx=size, ry=size / 2, rotation=angle)
    corners = [(x + size * math.cos(turn), y + size * math.sin(turn)) for turn in (0.1, 2.0, 4.5)]
    return Polygon(points=corners) if kind == "polygon" else Points(points=corners)


@settings(max_examples=150, deadline=None)
@given(track=walks())
def test_what_is_dropped_comes_back_within_a_pixel(track: Track) -> None:
    thinned = thin_keyframes(track)
    frames = {entry.frame: entry for entry in track.keyframes}
    assert {entry.frame for entry in thinned.keyframes} <= frames.keys()
    for entry in track.keyframes:
        placed = place_at(thinned, entry.frame)
        assert (placed is None) is entry.outside
        if placed is not None:
            assert placed.occluded is entry.occluded
            assert is_close(placed.shape, entry.shape, tolerance=1 + NUDGE)


@settings(max_examples=50, deadline=None)
@given(track=walks())
def test_the_ends_and_every_change_of_state_stay(track: Track) -> None:
    thinned = thin_keyframes(track)
    assert thinned.keyframes[0] == track.keyframes[0]
    assert thinned.keyframes[-1] == track.keyframes[-1]
    assert thin_keyframes(track, tolerance=1e9).keyframes[-1] == track.keyframes[-1]


def test_a_straight_walk_keeps_its_ends_only() -> None:
    entries = [Keyframe(frame=n, shape=Box(x=2.0 * n, y=1.0 * n, width=20, height=10)) for n in range(50)]
    assert [entry.frame for entry in thin_keyframes(Track(keyframes=entries)).keyframes] == [0, 49]


def test_a_jump_keeps_both_of_its_sides() -> None:
    entries = [
        Keyframe(frame=n, shape=Box(x=0.0 if n < 25 else 50.0, y=0, width=20, height=10)) for n in range(50)
    ]
    assert [entry.frame for entry in thin_keyframes(Track(keyframes=entries)).keyframes] == [0, 24, 25, 49]
