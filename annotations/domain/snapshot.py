"""Snapshots (immutable dataset versions) and the exports made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.asset import Fault, Verdict
from annotations.domain.attribute import Attribute, Value
from annotations.domain.job import JobStatus, Progress
from annotations.domain.project import ExportFormat
from annotations.domain.record import Record

TriggeredBy = Literal["person", "corrections", "schedule", "training"]


class LabelSkeleton(Record):
    """What the keypoints of a label's skeletons are called, and which are joined."""

    label: str
    points: tuple[str, ...]
    edges: tuple[tuple[int, int], ...] = ()


class LabelQuestions(Record):
    """What a label asks of its objects."""

    label: str
    attributes: tuple[Attribute, ...]


class Snapshot(Record):
    """A frozen list of (annotation, revision): same digest, same content.

    It is of everything, or of what was given under one name (`batch`).
    `extent` counts the frames that an export may have to write: all of a video that has tracks.
    """

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
    questions: list[LabelQuestions] = Field(default_factory=list)
    extent: int = 0
    error: Fault | None = None
    trigger: TriggeredBy = "person"
    batch: str | None = None
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


class PackedVideo(Record):
    """What a snapshot holds of a video beside its frames."""

    frame_count: int
    rate: float


class PackedFrame(Record):
    """What a snapshot holds of one frame; stored once by the hash of its content.

    A reel, known by its `video`, holds the tracks of a video, perhaps in several parts; it comes before the
    frames of the video that were spoken of. `index` is set on frames of videos only.
    """

    frame_id: str
    asset_id: str
    asset_sha256: str
    file_name: str
    width: int
    height: int
    rendition: str
    objects: list[PackedObject]
    index: int | None = None
    video: PackedVideo | None = None
    verdict: Verdict | None = None
    touched: bool = False
    """Whether a person has changed anything on it."""


class Export(Record):
    """One file made of one snapshot."""

    id: str
    project_id: str
    snapshot_id: str | None
    format: ExportFormat
    include_images: bool = False
    interpolated: bool = True
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
