"""The machine's continuations of tracks: ask for one, look at it, stop it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotations.domain.geometry import FrameIndex
from annotations.domain.ids import AnnotationId
from annotations.domain.propagation import Direction, FrameCount, PropagationView
from annotations.domain.record import Record


class PropagationBody(Record):
    """Which track goes on, from where, over how many frames, and which way."""

    annotation_id: AnnotationId
    first: FrameIndex
    frames: FrameCount
    direction: Direction = "forward"


class PropagationPage(Record):
    """Whether ghosts are left out that the others give back within some pixels."""

    tolerance: Annotated[float, Field(ge=0, le=50, allow_inf_nan=False)] | None = None


class PropagationsAnswer(Record):
    """The continuations of a video whose ghosts stand."""

    propagations: list[PropagationView]
