"""Following a textured object over a textured ground, where the truth is known."""

import cv2
import numpy as np
import pytest

from annotations.domain.geometry import Box, Ellipse, Points, Polygon, Polyline, TrackedShape, bounds
from inference.tracking.follow import Followed, Follower, Lost, Rectangle
from tests.builders_motion import HEIGHT, SIDE, WIDTH, Picture, picture_at, texture


def box_at(x: float, y: float, size: float = SIDE) -> Box:
    return Box(x=x, y=y, width=size, height=size)


def shape_at(kind: str, x: float, y: float) -> TrackedShape:
    corners = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE)]
    if kind == "ellipse":
        return Ellipse(x=x + SIDE / 2, y=y + SIDE / 2, rx=SIDE / 2, ry=SIDE / 2)
    if kind == "box":
        return box_at(x, y)
    if kind == "polyline":
        return Polyline(points=corners)
    if kind == "turned box":
        return Box(x=x, y=y, width=SIDE, height=SIDE, rotation=0.0)
    return Polygon(points=corners) if kind == "polygon" else Points(points=corners)


@pytest.mark.parametrize("kind", ["box", "turned box", "polygon", "polyline", "points", "ellipse"])
def test_a_moving_object_is_followed_within_four_pixels_over_forty_frames(kind: str) -> None:
    follower = Follower(picture_at(20, 40), shape_at(kind, 20, 40))
    for step in range(1, 41):
        x, y = 20 + 4.3 * step, 40 + 1.7 * step
        found = follower.step(picture_at(x, y))
        assert isinstance(found, Followed)
        assert bounds(found.shape) == pytest.approx((x, y, x + SIDE, y + SIDE), abs=4)
        assert found.confidence > 0.5


def test_an_object_that_grows_is_followed_in_its_size() -> None:
    follower = Follower(picture_at(100, 80), box_at(100, 80))
    for step in range(1, 31):
        size = SIDE * 1.02**step
        found = follower.step(picture_at(100, 80, size))
        assert isinstance(found, Followed)
        assert bounds(found.shape) == pytest.approx((100, 80, 100 + size, 80 + size), abs=6)


def test_the_same_pictures_give_the_same_shapes_also_after_a_fresh_start() -> None:
    pictures = [picture_at(20 + 3.1 * step, 40 + step) for step in range(21)]
    straight = Follower(pictures[0], box_at(20, 40))
    said = [straight.step(picture) for picture in pictures[1:]]
    half = said[9]
    assert isinstance(half, Followed)
    again = Follower(pictures[0], box_at(20, 40))
    again.resume(pictures[10], half.shape)
    assert [again.step(picture) for picture in pictures[11:]] == said[10:]


def test_an_object_that_vanishes_is_lost_with_a_reason() -> None:
    follower = Follower(picture_at(100, 80), box_at(100, 80))
    found = follower.step(texture(3, WIDTH, HEIGHT))
    assert found == Lost("nothing alike near where it was")


def test_the_detector_pulls_a_drifted_box_back_as_it_was_drawn() -> None:
    def detect(picture: Picture, region: Rectangle) -> list[Rectangle]:
        return [(102.0, 82.0, 146.0, 126.0)]

    follower = Follower(picture_at(100, 80), box_at(100, 80), detect)
    follower.resume(picture_at(100, 80), box_at(107, 85))
    drifted = follower.step(picture_at(100, 80))
    assert isinstance(drifted, Followed)
    assert drifted.shape == box_at(107, 85)
    found = follower.step(picture_at(100, 80), recall=True)
    assert isinstance(found, Followed)
    assert bounds(found.shape) == pytest.approx((100, 80, 148, 128), abs=0.05)


def test_a_detector_that_never_saw_the_object_has_no_say() -> None:
    def detect(picture: Picture, region: Rectangle) -> list[Rectangle]:
        return [(0.0, 0.0, 30.0, 30.0)]

    follower = Follower(picture_at(100, 80), box_at(100, 80), detect)
    found = follower.step(picture_at(100, 80), recall=True)
    assert isinstance(found, Followed)
    assert found.shape == box_at(100, 80)


@pytest.mark.parametrize(
    "shape",
    [Points(points=[(124.0, 104.0)]), Polyline(points=[(104.0, 104.0), (144.0, 104.0)])],
    ids=["a single point", "a level line"],
)
def test_a_shape_without_a_width_or_a_height_is_followed_by_what_is_around_it(
    shape: Points | Polyline,
) -> None:
    follower = Follower(picture_at(100, 80), shape)
    for step in range(1, 21):
        found = follower.step(picture_at(100 + 2.5 * step, 80 + step))
        assert isinstance(found, Followed)
        moved = [(x + 2.5 * step, y + step) for x, y in shape.points]
        assert isinstance(found.shape, Points | Polyline)
        for (x, y), (true_x, true_y) in zip(found.shape.points, moved, strict=True):
            assert (x, y) == pytest.approx((true_x, true_y), abs=3)


def test_grey_pictures_give_what_coloured_ones_give() -> None:
    def grey(picture: Picture) -> Picture:
        return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8)

    coloured = Follower(picture_at(20, 40), box_at(20, 40))
    plain = Follower(grey(picture_at(20, 40)), box_at(20, 40))
    for step in range(1, 6):
        picture = picture_at(20 + 4 * step, 40)
        assert plain.step(grey(picture)) == coloured.step(picture)
