"""An annotation: the current accepted object on a frame."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.attribute import Value
from annotations.domain.geometry import Shape
from annotations.domain.record import Record


class Annotation(Record):
    """One object. `revision` counts its corrections; a removed one stays as a tombstone for restore.

    `attributes` keeps every answer that was ever given, also those that its present label does not ask for:
    labels and attributes are different properties, so a relabel and an answer merge, and a relabel taken
    back finds the answers again. What a label does not ask for is neither shown nor exported.
    `prompted_by` is the model version that found the first shape where a person pointed, `imported_by` the
    job that read it from a file.
    """

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    revision: int
    label: str
    shape: Shape
    derived_from: str | None = None
    prompted_by: str | None = None
    imported_by: str | None = None
    removed: bool = False
    attributes: dict[str, Value] = Field(default_factory=dict)
    occluded: bool = False
    z: int = 0
    group: str | None = None
    actor: Actor
    updated_at: datetime
