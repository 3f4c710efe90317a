"""Labels: the class names of a project, their colours, and what they ask of their objects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from annotations.domain.attribute import Attribute
from annotations.domain.geometry import Shape, Skeleton
from annotations.domain.name import Name
from annotations.domain.record import Record

# After Okabe and Ito's colour-blind-safe set, lightened so that thin lines stand out on dark pictures too.
PALETTE = (
    "#56B4E9", "#F2A33A", "#2FC79A", "#F0E05A", "#DD8BBD", "#F2704A", "#6A8DFF",
    "#C3A3FF", "#9AD4D6", "#C9C4B4",
)  # fmt: skip

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
SuggestedShape = Literal[
    "any", "box", "polygon", "polyline", "points", "skeleton", "ellipse", "mask", "tag"
]  # fmt: skip
Attributes = Annotated[tuple[Attribute, ...], Field(max_length=50)]
Place = Annotated[float, Field(strict=True, ge=0, le=1)]
PointIndex = Annotated[int, Field(strict=True, ge=0)]


class SkeletonTemplate(Record):
    """The keypoints of a label's skeletons, the bones between them, and where they stand in a unit square."""

    points: Annotated[tuple[Name, ...], Field(min_length=1, max_length=200)]
    edges: Annotated[tuple[tuple[PointIndex, PointIndex], ...], Field(max_length=1_000)] = ()
    layout: Annotated[tuple[tuple[Place, Place], ...], Field(max_length=200)] | None = None

    @field_validator("points")
    @classmethod
    def _distinct_points(cls, points: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(points)) != len(points):
            message = "two points have the same name"
            raise ValueError(message)
        return points

    @field_validator("edges")
    @classmethod
    def _between_points(
        cls, edges: tuple[tuple[int, int], ...], given: ValidationInfo
    ) -> tuple[tuple[int, int], ...]:
        count = len(given.data.get("points", ()))
        for start, end in edges:
            if count and (start >= count or end >= count or start == end):
                message = f"an edge joins two different points; {start} to {end} does not"
                raise ValueError(message)
        return edges

    @field_validator("layout")
    @classmethod
    def _one_place_per_point(
        cls, layout: tuple[tuple[float, float], ...] | None, given: ValidationInfo
    ) -> tuple[tuple[float, float], ...] | None:
        if layout is not None and "points" in given.data and len(layout) != len(given.data["points"]):
            message = "the layout needs one place for each point"
            raise ValueError(message)
        return layout


class Label(Record):
    """One class of a project: its name, its colour, and what it asks of its objects."""

    name: Name
    color: Colour
    shape: SuggestedShape = "any"
    attributes: Attributes = ()
    skeleton: SkeletonTemplate | None = None

    def attribute(self, name: str) -> Attribute | None:
        """Return the definition of an attribute."""
        return next((found for found in self.attributes if found.name == name), None)

    def skeleton_fault(self, shape: Shape) -> str | None:
        """Say why a shape cannot carry this label, or None: a keypoint is named by its place."""
        if self.skeleton is None or not isinstance(shape, Skeleton):
            return None
        wanted, given = len(self.skeleton.points), len(shape.points)
        if wanted == given:
            return None
        return f"a skeleton of “{self.name}” has {wanted} points, this one has {given}"


def colour_for(position: int) -> str:
    """Return the colour of the label at `position` in its project."""
    return PALETTE[position % len(PALETTE)]
