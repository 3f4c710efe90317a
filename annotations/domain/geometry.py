"""Shapes in image pixels: floats, origin at the top left."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, field_validator
from pydantic_core import PydanticCustomError

from annotations.domain.record import Record

EDGE_TOLERANCE = 1.0
"""Pixels by which a shape may stick out of the picture before it is refused; it is clipped to the edge."""


def _refuse_lookalikes(value: object) -> object:
    # A literal takes what equals it: true and 1.0 would pass for 1.
    if isinstance(value, bool | float):
        raise PydanticCustomError("literal_error", "Input should be 0, 1 or 2")
    return value


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite JSON number; text and booleans that look like one are refused."""
Whole = Annotated[int, Field(strict=True)]
Visibility = Annotated[Literal[0, 1, 2], BeforeValidator(_refuse_lookalikes)]
Point = tuple[Number, Number]
Length = Annotated[Number, Field(ge=0)]


class Box(Record):
    """A rectangle by its top left corner and size, turned by `rotation` degrees around its centre."""

    type: Literal["box"] = "box"
    x: Number
    y: Number
    width: Length
    height: Length
    rotation: Number | None = None


MOST_POINTS = 10_000

Ring = Annotated[list[Point], Field(min_length=3, max_length=MOST_POINTS)]


class Polygon(Record):
    """A closed outline with the rings cut out of it; filled even-odd."""

    type: Literal["polygon"] = "polygon"
    points: Ring
    holes: list[Ring] = Field(default_factory=list, max_length=1_000)

    @field_validator("holes")
    @classmethod
    def _few_points(cls, holes: list[list[Point]]) -> list[list[Point]]:
        if sum(len(hole) for hole in holes) > MOST_POINTS:
            message = f"the holes have more than {MOST_POINTS} points together"
            raise ValueError(message)
        return holes

    @property
    def rings(self) -> list[list[Point]]:
        """The outline, then the holes."""
        return [self.points, *self.holes]


class Polyline(Record):
    """An open line."""

    type: Literal["polyline"] = "polyline"
    points: list[Point] = Field(min_length=2, max_length=10_000)


class Points(Record):
    """Loose points."""

    type: Literal["points"] = "points"
    points: list[Point] = Field(min_length=1, max_length=10_000)


class Skeleton(Record):
    """Keypoints in the label's order; visibility 0 absent, 1 hidden, 2 visible."""

    type: Literal["skeleton"] = "skeleton"
    points: list[Point] = Field(min_length=1, max_length=1_000)
    visibility: list[Visibility] = Field(default_factory=list, max_length=1_000)


class Ellipse(Record):
    """An ellipse by centre and radii, turned by `rotation` degrees."""

    type: Literal["ellipse"] = "ellipse"
    x: Number
    y: Number
    rx: Length
    ry: Length
    rotation: Number | None = None


class Mask(Record):
    """A COCO run-length mask of the whole frame; `size` is (height, width), counts run down the columns."""

    type: Literal["mask"] = "mask"
    size: tuple[Whole, Whole]
    counts: list[Annotated[Whole, Field(ge=0)]] = Field(max_length=200_000)


class Tag(Record):
    """The whole frame."""

    type: Literal["tag"] = "tag"


StillShape = Annotated[
    Box | Polygon | Polyline | Points | Skeleton | Ellipse | Mask | Tag, Field(discriminator="type")
]
"""What stands on one frame."""
TrackedShape = Annotated[Box | Polygon | Polyline | Points | Skeleton | Ellipse, Field(discriminator="type")]
"""What can be interpolated between two frames."""
FrameIndex = Annotated[int, Field(strict=True, ge=0)]
MOST_KEYFRAMES = 20_000


class Keyframe(Record):
    """What a person or a tracker said of an object at one frame of a video.

    `outside` means gone from this frame on; `attributes` are answers that hold from this frame on.
    """

    frame: FrameIndex
    shape: TrackedShape
    outside: bool = False
    occluded: bool = False
    attributes: dict[str, bool | Number | str] = Field(default_factory=dict, max_length=50)


class Track(Record):
    """An object over the frames of a video: keyframes in order, interpolated between, held after the last."""

    type: Literal["track"] = "track"
    keyframes: list[Keyframe] = Field(min_length=1, max_length=MOST_KEYFRAMES)

    @field_validator("keyframes")
    @classmethod
    def _in_order(cls, keyframes: list[Keyframe]) -> list[Keyframe]:
        if any(later.frame <= earlier.frame for earlier, later in pairwise(keyframes)):
            message = "the keyframes are not in the order of their frames, each frame once"
            raise ValueError(message)
        if len({keyframe.shape.type for keyframe in keyframes}) > 1:
            message = "the keyframes of a track have shapes of one type"
            raise ValueError(message)
        return keyframes


Shape = Annotated[
    Box | Polygon | Polyline | Points | Skeleton | Ellipse | Mask | Tag | Track, Field(discriminator="type")
]
SHAPE: TypeAdapter[Shape] = TypeAdapter(Shape)


def shape_fault(shape: Shape, width: int, height: int) -> str | None:
    """Say why a shape cannot stand on a frame of `width` × `height` pixels, or None when it can."""
    if isinstance(shape, Tag):
        return None
    if isinstance(shape, Track):
        faults = ((entry.frame, shape_fault(entry.shape, width, height)) for entry in shape.keyframes)
        return next((f"at frame {index}: {reason}" for index, reason in faults if reason), None)
    if isinstance(shape, Mask):
        if tuple(shape.size) != (height, width):
            return f"the mask is {shape.size[1]} × {shape.size[0]} pixels, the frame {width} × {height}"
        if sum(shape.counts) != width * height:
            return "the mask's runs do not add up to the frame's area"
        return None if any(shape.counts[1::2]) else "the shape has no area: the mask marks no pixel"
    if isinstance(shape, Box | Ellipse):
        extent = (shape.width, shape.height) if isinstance(shape, Box) else (shape.rx, shape.ry)
        if min(extent) <= 0:
            return "the shape has no area: width and height must be above 0"
    if isinstance(shape, Polygon):
        if _is_flat(shape.points):
            return "the shape has no area: all its points lie on one line"
        if any(_is_flat(hole) for hole in shape.holes):
            return "a hole has no area: all its points lie on one line"
    left, top, right, bottom = bounds(shape)
    if isinstance(shape, Polygon):
        for x, y in (point for hole in shape.holes for point in hole):
            left, top, right, bottom = min(left, x), min(top, y), max(right, x), max(bottom, y)
    reach = EDGE_TOLERANCE
    if left < -reach or top < -reach or right > width + reach or bottom > height + reach:
        return (
            f"the shape reaches from ({left:g}, {top:g}) to ({right:g}, {bottom:g}), "
            f"outside the picture of {width} × {height} pixels"
        )
    return None


def clip_shape(shape: Shape, width: int, height: int) -> Shape:
    """Pull an upright box that sticks out by a rounding error back onto the frame."""
    if isinstance(shape, Track):
        clipped = [
            entry.model_copy(update={"shape": clip_shape(entry.shape, width, height)})
            for entry in shape.keyframes
        ]
        return shape.model_copy(update={"keyframes": clipped})
    if not isinstance(shape, Box) or shape.rotation:
        return shape
    left, top = max(shape.x, 0.0), max(shape.y, 0.0)
    right, bottom = min(shape.x + shape.width, float(width)), min(shape.y + shape.height, float(height))
    if (left, top, right, bottom) == (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height):
        return shape
    return shape.model_copy(update={"x": left, "y": top, "width": right - left, "height": bottom - top})


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of a shape in pixels; zeros for a tag or an empty mask.

    Those of a track hold all of its keyframes.
    """
    if isinstance(shape, Track):
        each = [bounds(entry.shape) for entry in shape.keyframes]
        lefts, tops, rights, bottoms = zip(*each, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)
    if isinstance(shape, Box):
        half_width, half_height = shape.width / 2, shape.height / 2
        reach_x, reach_y = _turned(half_width, half_height, shape.rotation or 0.0)
        centre_x, centre_y = shape.x + half_width, shape.y + half_height
        return centre_x - reach_x, centre_y - reach_y, centre_x + reach_x, centre_y + reach_y
    if isinstance(shape, Ellipse):
        angle = math.radians(shape.rotation or 0.0)
        reach_x = math.hypot(shape.rx * math.cos(angle), shape.ry * math.sin(angle))
        reach_y = math.hypot(shape.rx * math.sin(angle), shape.ry * math.cos(angle))
        return shape.x - reach_x, shape.y - reach_y, shape.x + reach_x, shape.y + reach_y
    if isinstance(shape, Mask):
        return _mask_bounds(shape)
    if isinstance(shape, Tag):
        return 0.0, 0.0, 0.0, 0.0
    xs = [point[0] for point in shape.points]
    ys = [point[1] for point in shape.points]
    return min(xs), min(ys), max(xs), max(ys)


def area(shape: Shape) -> float:
    """Return the area in square pixels, holes not counted; 0 for lines, points, tags and tracks."""
    if isinstance(shape, Box):
        return shape.width * shape.height
    if isinstance(shape, Ellipse):
        return math.pi * shape.rx * shape.ry
    if isinstance(shape, Mask):
        return float(sum(shape.counts[1::2]))
    if isinstance(shape, Polygon):
        return max(0.0, _ring_area(shape.points) - sum(_ring_area(hole) for hole in shape.holes))
    return 0.0


def _mask_bounds(mask: Mask) -> tuple[float, float, float, float]:
    height = mask.size[0]
    position, left, right, top, bottom = 0, mask.size[1], 0, height, 0
    for place, run in enumerate(mask.counts):
        if place % 2 and run:
            (first_column, first_row), (last_column, last_row) = (
                divmod(position, height),
                divmod(position + run - 1, height),
            )
            left, right = min(left, first_column), last_column + 1
            # A run that goes on in the next column holds the foot of one column and the head of the other.
            top = min(top, first_row if first_column == last_column else 0)
            bottom = max(bottom, last_row + 1 if first_column == last_column else height)
        position += run
    return (float(left), float(top), float(right), float(bottom)) if right else (0.0, 0.0, 0.0, 0.0)


def _ring_area(points: list[Point]) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _is_flat(points: list[Point]) -> bool:
    start_x, start_y = points[0]
    reach_x, reach_y = next(
        ((x - start_x, y - start_y) for x, y in points if (x, y) != points[0]), (0.0, 0.0)
    )
    return all(reach_x * (y - start_y) == reach_y * (x - start_x) for x, y in points)


def _turned(half_width: float, half_height: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    cosine, sine = abs(math.cos(angle)), abs(math.sin(angle))
    return half_width * cosine + half_height * sine, half_width * sine + half_height * cosine
