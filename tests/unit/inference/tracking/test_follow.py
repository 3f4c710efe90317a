"""Following a textured object over a textured ground, where the truth is known."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from annotations.domain.geometry import Box, Ellipse, Points, Polygon, TrackedShape, bounds
from inference.tracking.follow import Followed, Follower, Lost, Rectangle

WIDTH, HEIGHT, SIDE = 320, 240, 48
Picture = NDArray[np.uint8]


def texture(seed: int, width: int, height: int) -> Picture:
    coarse = np.random.default_rng(seed).integers(0, 256, (height // 6 + 2, width // 6 + 2, 3), np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8)


GROUND, OBJECT = texture(1, WIDTH, HEIGHT), texture(2, SIDE, SIDE)


def picture_at(x: float, y: float, size: float = SIDE) -> Picture:
    matrix = np.array([[size / SIDE, 0, x], [0, size / SIDE, y]], np.float64)
    shown = cv2.warpAffine(OBJECT, matrix, (WIDTH, HEIGHT))
    mask = cv2.warpAffine(np.full((SIDE, SIDE), 255, np.uint8), matrix, (WIDTH, HEIGHT))
    return np.where(mask[..., None] > 127, shown, GROUND).astype(np.uint8)


def box_at(x: float, y: float, size: float = SIDE) -> Box:
    return Box(x=x, y=y, width=size, height=size)


def shape_at(kind: str, x: float, y: float) -> TrackedShape:
    corners = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE)]
    if kind == "ellipse":
        return Ellipse(x=x + SIDE / 2, y=y + SIDE / 2, rx=SIDE / 2, ry=SIDE / 2)
    if kind == "box":
        return box_at(x, y)
    return Polygon(points=corners) if kind == "polygon" else Points(points=corners)


@pytest.mark.parametrize("kind", ["box", "polygon", "points", "ellipse"])
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
