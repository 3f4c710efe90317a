"""An annotation: the current accepted object on a frame."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.geometry import Shape
from annotations.domain.record import Record


class Annotation(Record):
    """One object. `revision` counts its corrections; a removed one stays as a tombstone for restore."""

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    revision: int
    label: str
    shape: Shape
    derived_from: str | None = None
    removed: bool = False
    actor: Actor
    updated_at: datetime
