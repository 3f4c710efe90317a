"""Polygons with holes in the formats: as run lengths for COCO, as one ring for YOLO."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco_mask

from annotations.domain.geometry import Point, Polygon, area
from annotations.formats.outline import keyhole
from annotations.formats.runs import polygon_runs

WIDTH, HEIGHT = 40, 30
SQUARE: list[Point] = [(5, 5), (25, 5), (25, 25), (5, 25)]
HOLE: list[Point] = [(8, 8), (13, 8), (13, 13), (8, 13)]

# Thirds of a pixel: no corner and no edge passes through the centre of a pixel by accident too often.
places = st.tuples(
    st.integers(0, WIDTH * 3).map(lambda third: third / 3 + 0.1),
    st.integers(0, HEIGHT * 3).map(lambda third: third / 3 + 0.1),
)
rings = st.lists(places, min_size=3, max_size=8)
polygons = st.builds(Polygon, points=rings, holes=st.lists(rings, max_size=2))


def pixels(counts: list[int]) -> npt.NDArray[np.bool_]:
    """Spread runs over a picture, rows first."""
    flat = np.repeat(np.arange(len(counts)) % 2 == 1, counts)
    return flat.reshape((WIDTH, HEIGHT)).T


def brute(rings_of_it: list[list[Point]]) -> npt.NDArray[np.bool_]:
    """Count for each pixel's centre the edges above it: inside when they are odd."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    inside = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for ring in rings_of_it:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            (left_x, left_y), (right_x, right_y) = sorted(((ax, ay), (bx, by)))
            if left_x != right_x:
                crossing = left_y + (x - left_x) / (right_x - left_x) * (right_y - left_y)
                inside ^= (left_x <= x) & (x < right_x) & (crossing <= y)
    return inside


def decoded(counts: list[int]) -> npt.NDArray[np.bool_]:
    """Let the reference tools of COCO read the runs."""
    packed = coco_mask.frPyObjects({"size": [HEIGHT, WIDTH], "counts": counts}, HEIGHT, WIDTH)
    return np.asarray(coco_mask.decode(packed), dtype=bool)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@settings(deadline=None, max_examples=60)
@given(polygon=polygons)
def test_a_pixel_is_marked_when_its_centre_lies_in_the_polygon_and_in_no_hole(polygon: Polygon) -> None:
    counts = polygon_runs(polygon, WIDTH, HEIGHT)
    assert sum(counts) == WIDTH * HEIGHT
    assert all(count > 0 for count in counts[1:])
    expected = brute(polygon.rings)
    assert (pixels(counts) == expected).all()
    assert (decoded(counts) == expected).all()


@settings(deadline=None, max_examples=60)
@given(polygon=polygons)
def test_a_keyhole_covers_what_the_polygon_covers(polygon: Polygon) -> None:
    assert (brute([keyhole(polygon)]) == brute(polygon.rings)).all()


def test_whole_pixels_are_counted_exactly() -> None:
    polygon = Polygon(points=SQUARE, holes=[HOLE])
    assert sum(polygon_runs(polygon, WIDTH, HEIGHT)[1::2]) == area(polygon) == 375


@pytest.mark.parametrize(
    ("points", "marked"),
    [
        ([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], WIDTH * HEIGHT),
        ([(-1, -1), (WIDTH + 1, -1), (WIDTH + 1, HEIGHT + 1), (-1, HEIGHT + 1)], WIDTH * HEIGHT),
        ([(3.1, 3.1), (3.2, 3.1), (3.2, 3.2)], 0),
    ],
)
def test_polygons_over_the_edge_and_between_the_pixels_add_up(points: list[Point], marked: int) -> None:
    counts = polygon_runs(Polygon(points=points), WIDTH, HEIGHT)
    assert sum(counts) == WIDTH * HEIGHT
    assert sum(counts[1::2]) == marked
