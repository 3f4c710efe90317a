"""What outsiders see of the records: storage names, leases and tallies of our own stay inside."""

from __future__ import annotations

from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.asset import Asset, AssetKind, AssetStatus, Fault, Frame, Predicted, Verdict
from annotations.domain.attribute import Value
from annotations.domain.geometry import Shape
from annotations.domain.job import Job, JobKind, JobStatus, Progress, Queue, Subject
from annotations.domain.model_version import ModelStatus, ModelVersion, Thresholds, Trial
from annotations.domain.project import ExportFormat
from annotations.domain.record import Record
from annotations.domain.snapshot import Export, Snapshot, TriggeredBy
from annotations.domain.tiles import TileSet
from annotations.domain.upload import Upload
from annotations.domain.video import REEL_INDEX, video_frame_id


class AssetView(Record):
    """An asset as the interface shows it."""

    id: str
    project_id: str
    name: str
    kind: AssetKind
    status: AssetStatus
    predicted: Predicted
    width: int | None
    height: int | None
    frame_count: int
    duration_seconds: float | None
    sha256: str | None
    byte_size: int
    content_type: str | None
    notes: list[str]
    error: Fault | None
    frame_id: str | None
    reel_id: str | None
    rate: float | None
    thumbnail_url: str | None
    corrections: int
    reviewed: Verdict | None
    created_at: datetime
    duplicate_group: str | None
    """Shared by pictures that are nearly the same."""
    duplicate: bool = False


class FrameView(Record):
    """A frame as the interface shows it."""

    id: str
    project_id: str
    asset_id: str
    index: int
    width: int
    height: int
    seq: int
    timestamp: float | None
    is_key: bool
    image_url: str
    tiles: TileSet | None


class SpriteView(Record):
    """Where a video's small pictures are: one file, row by row."""

    url: str
    tile_width: int
    tile_height: int
    columns: int
    indices: list[int]


class VideoView(Record):
    """What a timeline needs of a video: `steps` are run lengths of the timestamps' differences."""

    asset_id: str
    reel_id: str
    width: int
    height: int
    frame_count: int
    rate: float
    duration_seconds: float
    time_base: tuple[int, int]
    steps: list[tuple[int, int]]
    keys: list[int]
    scenes: list[int]
    extracted: int
    predicted: list[tuple[int, int]]
    annotated: list[tuple[int, int]]
    """Frames that hold objects of their own, beside the tracks, and how many."""
    sprite: SpriteView | None


class AnnotationView(Record):
    """A live object."""

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    revision: int
    label: str
    shape: Shape
    derived_from: str | None
    prompted_by: str | None
    imported_by: str | None
    attributes: dict[str, Value]
    occluded: bool
    z: int
    group: str | None
    actor: Actor
    updated_at: datetime


class JobView(Record):
    """A job as the interface shows it."""

    id: str
    project_id: str
    kind: JobKind
    queue: Queue
    status: JobStatus
    attempts: int
    progress: Progress | None
    subject: Subject
    reason: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class SnapshotView(Record):
    """A dataset version."""

    id: str
    project_id: str
    name: str
    status: JobStatus
    digest: str | None
    frame_count: int
    annotation_count: int
    seq: int
    labels: list[str]
    error: Fault | None
    trigger: TriggeredBy
    batch: str | None
    actor: Actor
    created_at: datetime
    finished_at: datetime | None


class ExportView(Record):
    """An export and where to fetch it."""

    id: str
    project_id: str
    snapshot_id: str | None
    format: ExportFormat
    include_images: bool
    interpolated: bool
    status: JobStatus
    trigger: TriggeredBy
    progress: Progress | None
    byte_size: int | None
    sha256: str | None
    file_name: str | None
    unchanged: bool
    error: Fault | None
    actor: Actor
    created_at: datetime
    finished_at: datetime | None
    download_url: str | None


class ModelVersionView(Record):
    """A model version as the interface shows it."""

    id: str
    project_id: str | None
    name: str
    version: str
    title: str
    task: str
    labels: list[str]
    status: ModelStatus
    thresholds: Thresholds
    licence: str
    sha256: str
    parent_id: str | None
    training_id: str | None
    snapshot_id: str | None
    metrics: dict[str, float]
    trial: Trial | None
    created_at: datetime


class UploadView(Record):
    """An unfinished upload as its owner sees it."""

    id: str
    project_id: str
    name: str
    fingerprint: str | None
    length: int
    offset: int
    created_at: datetime
    expires_at: datetime


def view_asset(asset: Asset, *, duplicate: bool = False) -> AssetView:
    """Show an asset."""
    computed = {"duplicate", "thumbnail_url", "reel_id", "rate"}
    shown = asset.model_dump(include=set(AssetView.model_fields) - computed)
    return AssetView(
        **shown,
        reel_id=video_frame_id(asset.id, REEL_INDEX) if asset.video else None,
        rate=asset.video.rate if asset.video else None,
        thumbnail_url=f"/api/assets/{asset.id}/thumbnail" if asset.thumbnail else None,
        duplicate=duplicate,
    )


def view_upload(upload: Upload) -> UploadView:
    """Show an upload."""
    return UploadView(**upload.model_dump(include=set(UploadView.model_fields)))


def view_frame(frame: Frame) -> FrameView:
    """Show a frame."""
    shown = frame.model_dump(include=set(FrameView.model_fields) - {"image_url"})
    return FrameView(**shown, image_url=f"/api/frames/{frame.id}/image")


def view_annotation(annotation: Annotation | None) -> AnnotationView | None:
    """Show an object; a removed one is not shown."""
    return None if annotation is None or annotation.removed else view_object(annotation)


def view_object(annotation: Annotation) -> AnnotationView:
    """Show an object, also one that was removed."""
    return AnnotationView.model_construct(
        **{name: getattr(annotation, name) for name in AnnotationView.model_fields}
    )


def view_job(job: Job) -> JobView:
    """Show a job."""
    return JobView(**job.model_dump(include=set(JobView.model_fields)))


def view_snapshot(snapshot: Snapshot) -> SnapshotView:
    """Show a snapshot."""
    return SnapshotView(**snapshot.model_dump(include=set(SnapshotView.model_fields)))


def view_export(export: Export) -> ExportView:
    """Show an export."""
    shown = export.model_dump(include=set(ExportView.model_fields) - {"download_url"})
    ready = export.status == "finished" and not export.unchanged
    return ExportView(**shown, download_url=f"/api/exports/{export.id}/download" if ready else None)


def view_model_version(version: ModelVersion) -> ModelVersionView:
    """Show a model version."""
    return ModelVersionView(**version.model_dump(include=set(ModelVersionView.model_fields)))
