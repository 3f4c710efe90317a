"""Shapes: bounds, areas, what is refused, and what is pulled onto the picture."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from annotations.domain.geometry import (
    SHAPE,
    Box,
    Ellipse,
    Mask,
    Points,
    Polygon,
    Polyline,
    Shape,
    Tag,
    area,
    bounds,
    clip_shape,
    shape_fault,
)
from annotations.formats.outline import outline

WIDTH, HEIGHT = 100, 50
SQUARE = [(5.0, 5.0), (25.0, 5.0), (25.0, 25.0), (5.0, 25.0)]
HOLE = [(8.0, 8.0), (13.0, 8.0), (13.0, 13.0), (8.0, 13.0)]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (Tag(), (0, 0, 0, 0)),
        (Box(x=1, y=2, width=3, height=4), (1, 2, 4, 6)),
        (Box(x=0, y=0, width=20, height=10, rotation=90), (5, -5, 15, 15)),
        (Ellipse(x=10, y=10, rx=4, ry=2), (6, 8, 14, 12)),
        (Ellipse(x=10, y=10, rx=4, ry=2, rotation=90), (8, 6, 12, 14)),
        (Points(points=[(3, 4)]), (3, 4, 3, 4)),
        (Polyline(points=[(3, 4), (1, 9)]), (1, 4, 3, 9)),
        (Mask(size=(4, 3), counts=[12]), (0, 0, 0, 0)),
        (Mask(size=(4, 3), counts=[5, 2, 5]), (1, 1, 2, 3)),
        (Mask(size=(4, 3), counts=[7, 2, 3]), (1, 0, 3, 4)),
        (Mask(size=(4, 3), counts=[0, 1, 10, 0, 0, 1]), (0, 0, 3, 4)),
    ],
)
def test_bounds_enclose_the_shape(shape: Shape, expected: tuple[float, float, float, float]) -> None:
    assert bounds(shape) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (Tag(), 0),
        (Polyline(points=[(0, 0), (5, 5)]), 0),
        (Box(x=1, y=2, width=3, height=4, rotation=33), 12),
        (Polygon(points=[(0, 0), (10, 0), (0, 10)]), 50),
        (Polygon(points=[(0, 10), (10, 0), (0, 0)]), 50),
        (Polygon(points=SQUARE, holes=[HOLE]), 400 - 25),
        (Polygon(points=SQUARE, holes=[HOLE, [(x + 8, y) for x, y in HOLE]]), 400 - 50),
        (Ellipse(x=0, y=0, rx=2, ry=3), 6 * math.pi),
        (Mask(size=(2, 2), counts=[1, 2, 1]), 2),
    ],
)
def test_areas_are_in_square_pixels(shape: Shape, expected: float) -> None:
    assert area(shape) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        (Box(x=0, y=0, width=0, height=5), "no area"),
        (Ellipse(x=5, y=5, rx=0, ry=5), "no area"),
        (Polygon(points=[(0, 0), (0, 0), (0, 0)]), "no area"),
        (Polygon(points=SQUARE, holes=[[(5, 5), (6, 6), (7, 7)]]), "a hole has no area"),
        (Polygon(points=SQUARE, holes=[[(5, 5), (6, 60), (9, 5)]]), "outside the picture"),
        (Polygon(points=[(1, 1), (2, 2), (3, 3), (9, 9)]), "no area"),
        (Box(x=-1.01, y=0, width=5, height=5), "outside"),
        (Box(x=96.02, y=0, width=5, height=5), "outside"),
        (Points(points=[(5, 52)]), "outside"),
        (Mask(size=(100, 50), counts=[5000]), "the mask is"),
        (Mask(size=(50, 100), counts=[4999]), "do not add up"),
        (Mask(size=(50, 100), counts=[5000]), "no area"),
        (Mask(size=(50, 100), counts=[2000, 0, 3000]), "no area"),
    ],
)
def test_a_shape_that_cannot_stand_on_the_frame_is_told_why(shape: Shape, says: str) -> None:
    assert says in (shape_fault(shape, WIDTH, HEIGHT) or "")


@pytest.mark.parametrize(
    "shape",
    [
        Tag(),
        Box(x=0, y=0, width=100, height=50),
        Box(x=-1, y=-1, width=102, height=52),
        Polygon(points=[(0, 0), (1, 0), (1, 1), (0, 0)]),
        Polyline(points=[(0, 0), (100, 50)]),
        Mask(size=(50, 100), counts=[4999, 1]),
    ],
)
def test_a_shape_that_fits_is_let_be(shape: Shape) -> None:
    assert shape_fault(shape, WIDTH, HEIGHT) is None


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused(value: float) -> None:
    for shape in (
        {"type": "box", "x": value, "y": 0, "width": 1, "height": 1},
        {"type": "polygon", "points": [[0, 0], [1, 1], [value, 2]]},
        {"type": "ellipse", "x": 0, "y": 0, "rx": value, "ry": 1},
    ):
        with pytest.raises(ValidationError):
            SHAPE.validate_python(shape)


EDGE = st.floats(-1, 1, allow_nan=False)


@given(left=EDGE, top=EDGE, right=EDGE, bottom=EDGE)
def test_a_clipped_box_lies_on_the_frame_and_barely_moved(
    left: float, top: float, right: float, bottom: float
) -> None:
    box = Box(x=left, y=top, width=WIDTH + right - left, height=HEIGHT + bottom - top)
    clipped = clip_shape(box, WIDTH, HEIGHT)
    x1, y1, x2, y2 = bounds(clipped)
    assert x1 >= 0
    assert y1 >= 0
    assert x2 <= WIDTH + 1e-9
    assert y2 <= HEIGHT + 1e-9
    assert bounds(clipped) == pytest.approx(bounds(box), abs=1.001)


@given(
    x=st.floats(-50, 50), y=st.floats(-50, 50), width=st.floats(0.5, 60), height=st.floats(0.5, 60),
    rotation=st.floats(-360, 360),
)  # fmt: skip
def test_the_outline_of_a_turned_box_has_its_bounds_and_its_area(
    x: float, y: float, width: float, height: float, rotation: float
) -> None:
    box = Box(x=x, y=y, width=width, height=height, rotation=rotation)
    polygon = Polygon(points=outline(box))
    assert bounds(polygon) == pytest.approx(bounds(box), abs=1e-6)
    assert area(polygon) == pytest.approx(area(box), rel=1e-6)


@given(st.builds(Box, x=st.floats(-9, 9), y=st.floats(-9, 9), width=st.floats(0, 9), height=st.floats(0, 9)))
def test_a_shape_survives_json(box: Box) -> None:
    assert SHAPE.validate_json(SHAPE.dump_json(box)) == box


BOX = {"type": "box", "x": 1, "y": 2, "width": 3, "height": 4}
ELLIPSE = {"type": "ellipse", "x": 9, "y": 9, "rx": 3, "ry": 4}
SKELETON = {"type": "skeleton", "points": [[1, 2]]}
MASK = {"type": "mask", "size": [2, 2], "counts": [4]}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({**BOX, "x": ""}, "box.x"),
        ({**BOX, "x": "10"}, "box.x"),
        ({**BOX, "y": True}, "box.y"),
        ({**BOX, "width": "3"}, "box.width"),
        ({**BOX, "height": None}, "box.height"),
        ({**BOX, "height": math.nan}, "box.height"),
        ({**BOX, "rotation": "90"}, "box.rotation"),
        ({**ELLIPSE, "rx": "3"}, "ellipse.rx"),
        ({**ELLIPSE, "rotation": False}, "ellipse.rotation"),
        ({"type": "points", "points": [["1", 2]]}, "points.points.0.0"),
        ({"type": "polyline", "points": [[1, 2], [3, True]]}, "polyline.points.1.1"),
        ({"type": "polygon", "points": [[1, 2], [3, 4], [5, "6"]]}, "polygon.points.2.1"),
        ({**SKELETON, "visibility": [True]}, "skeleton.visibility.0"),
        ({**SKELETON, "visibility": ["1"]}, "skeleton.visibility.0"),
        ({**SKELETON, "visibility": [1.0]}, "skeleton.visibility.0"),
        ({**MASK, "size": ["2", 2]}, "mask.size.0"),
        ({**MASK, "counts": ["4"]}, "mask.counts.0"),
        ({**MASK, "counts": [True]}, "mask.counts.0"),
        ({**MASK, "counts": [4.0]}, "mask.counts.0"),
    ],
)
def test_what_only_looks_like_a_number_is_refused_and_its_field_named(
    sent: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        SHAPE.validate_python(sent)
    assert [".".join(map(str, fault["loc"])) for fault in refused.value.errors()] == [field]


@pytest.mark.parametrize("sent", [BOX, ELLIPSE, SKELETON, MASK, {**SKELETON, "visibility": [0]}])
def test_whole_numbers_are_good_coordinates(sent: dict[str, object]) -> None:
    read = SHAPE.validate_python(sent).model_dump(exclude_unset=True)
    assert {name: value for name, value in read.items() if name != "points"} == {
        name: tuple(value) if name == "size" and isinstance(value, list) else value
        for name, value in sent.items()
        if name != "points"
    }


@pytest.mark.parametrize(
    "holes",
    [
        [[[0, 0], [1, 1]]],
        [[]],
        [[[0, 0], [1, 1], [2, 2]]] * 1_001,
        [[[0, 0], [1, 1], [2, 2]] * 2_000] * 2,
    ],
)
def test_rings_of_fewer_than_three_points_and_too_many_points_in_holes_are_refused(holes: object) -> None:
    with pytest.raises(ValidationError):
        SHAPE.validate_python({"type": "polygon", "points": SQUARE, "holes": holes})


def test_a_polygon_without_the_field_has_no_holes() -> None:
    assert SHAPE.validate_python({"type": "polygon", "points": SQUARE}) == Polygon(points=SQUARE, holes=[])
