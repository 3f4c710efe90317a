"""What a file of tracks says before it is fitted to a project, with the lines on which it says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.attribute import Attribute
from annotations.domain.geometry import Mask, TrackedShape
from annotations.domain.record import Record

ImportFormat = Literal["mot", "cvat_video"]


class ImportSource(Record):
    """A file that a person gave to be imported; its bytes are stored by their hash."""

    format: ImportFormat
    name: str
    sha256: str
    create_labels: bool = False
    actor: Actor


@dataclass(frozen=True, slots=True)
class ReadMoment:
    """What a file says of an object at one frame, from 0; `answers` are texts still."""

    line: int
    frame: int
    shape: TrackedShape | Mask
    outside: bool = False
    occluded: bool = False
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadTrack:
    """An object over time as a file tells of it; its moments in the order of their frames."""

    line: int
    label: str
    moments: list[ReadMoment]
    z: int = 0
    group: str | None = None


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """A label that a file defines, with the points of its skeleton if it has one."""

    name: str
    attributes: tuple[Attribute, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadTracks:
    """All that a file holds; `notes` are sentences about what was left out on purpose."""

    tracks: list[ReadTrack]
    labels: list[ReadLabel]
    notes: list[str] = field(default_factory=list)
