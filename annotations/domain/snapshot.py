"""Snapshots (immutable dataset versions) and the exports made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.asset import Fault
from annotations.domain.attribute import Value
from annotations.domain.job import JobStatus, Progress
from annotations.domain.project import ExportFormat
from annotations.domain.record import Record

TriggeredBy = Literal["person", "corrections", "schedule"]


class LabelSkeleton(Record):
    """What the keypoints of a label's skeletons are called, and which are joined."""

    label: str
    points: tuple[str, ...]
    edges: tuple[tuple[int, int], ...] = ()


class Snapshot(Record):
    """A frozen list of (annotation, revision): same digest, same content."""

    id: str
    project_id: str
    name: str
    status: JobStatus
    digest: str | None = None
    frame_count: int = 0
    annotation_count: int = 0
    seq: int = 0
    labels: list[str] = Field(default_factory=list)
    skeletons: list[LabelSkeleton] = Field(default_factory=list)
    error: Fault | None = None
    trigger: TriggeredBy = "person"
    actor: Actor
    created_at: datetime
    finished_at: datetime | None = None


class PackedObject(Record):
    """One annotation inside a frozen frame."""

    id: str
    revision: int
    label: str
    shape: dict[str, object]
    attributes: dict[str, Value] = Field(default_factory=dict)
    occluded: bool = False
    z: int = 0
    group: str | None = None


class PackedFrame(Record):
    """What a snapshot holds of one frame; stored once by the hash of its content."""

    frame_id: str
    asset_id: str
    asset_sha256: str
    file_name: str
    width: int
    height: int
    rendition: str
    objects: list[PackedObject]


class Export(Record):
    """One file made of one snapshot."""

    id: str
    project_id: str
    snapshot_id: str | None
    format: ExportFormat
    include_images: bool = False
    status: JobStatus
    trigger: TriggeredBy
    period: str | None = None
    progress: Progress | None = None
    byte_size: int | None = None
    sha256: str | None = None
    file_name: str | None = None
    storage_name: str | None = None
    unchanged: bool = False
    error: Fault | None = None
    actor: Actor
    created_at: datetime
    finished_at: datetime | None = None
