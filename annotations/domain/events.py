"""Every event type: a fact in the past tense that the relay derived from a change in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from annotations.domain.actor import Actor
from annotations.domain.asset import Verdict
from annotations.domain.correction import Kind
from annotations.domain.evaluation import Evaluation
from annotations.domain.geometry import Keyframe
from annotations.domain.issue import IssueView
from annotations.domain.prediction import Prediction
from annotations.domain.propagation import PropagationShort
from annotations.domain.record import Record
from annotations.domain.region import Region
from annotations.domain.training import Point, TrainingView
from annotations.domain.views import (
    AnnotationView,
    AssetView,
    ExportView,
    JobView,
    ModelVersionView,
    SnapshotView,
)
from annotations.domain.work import WorkView


class EventBase(Record):
    """What all events carry. `seq` is contiguous within a project."""

    seq: int = 0
    at: datetime
    actor: Actor | None = None
    project_id: str


class AssetUploaded(EventBase):
    """A file arrived."""

    type: Literal["asset.uploaded"] = "asset.uploaded"
    asset: AssetView


class AssetReady(EventBase):
    """A file was decoded; its frame can be opened."""

    type: Literal["asset.ready"] = "asset.ready"
    asset: AssetView
    frame_id: str | None


class AssetFailed(EventBase):
    """A file cannot be used; its `error` says why."""

    type: Literal["asset.failed"] = "asset.failed"
    asset: AssetView


class AssetChanged(EventBase):
    """Something else about an asset changed."""

    type: Literal["asset.changed"] = "asset.changed"
    asset: AssetView


class ModelVersionShort(Record):
    """Enough of a model version to name it on the canvas."""

    id: str
    name: str
    version: str


class PredictionsRecorded(EventBase):
    """A model version spoke about a frame. `predictions` is None when there are too many to carry.

    It replaces what the version `replaces` said before, inside `region` when it spoke about that part only.
    """

    type: Literal["predictions.recorded"] = "predictions.recorded"
    asset_id: str
    frame_id: str
    frame_seq: int
    model_version: ModelVersionShort
    predictions: list[Prediction] | None
    count: int
    replaces: str | None
    region: Region | None


class CorrectionShort(Record):
    """The identity of a correction, so that its author's client recognises its own."""

    mutation_id: str
    kind: Kind
    prediction_id: str | None
    annotation_id: str | None


class AnnotationCorrected(EventBase):
    """A person changed an object; `annotation` is its state after, None when it is gone."""

    type: Literal["annotation.corrected"] = "annotation.corrected"
    asset_id: str
    frame_id: str
    frame_seq: int
    correction: CorrectionShort
    annotation: AnnotationView | None
    annotation_id: str | None
    revision: int | None
    reopened: Prediction | None


class FrameReviewed(EventBase):
    """Somebody said how far a frame is: submitted, skipped, approved or returned."""

    type: Literal["frame.reviewed"] = "frame.reviewed"
    asset_id: str
    frame_id: str
    frame_seq: int
    verdict: Verdict
    comment: str | None


class SnapshotFrozen(EventBase):
    """A dataset version is complete."""

    type: Literal["snapshot.frozen"] = "snapshot.frozen"
    snapshot: SnapshotView


class ExportQueued(EventBase):
    """A file was asked for, by a person, a count or a schedule."""

    type: Literal["export.queued"] = "export.queued"
    export: ExportView


class ExportFinished(EventBase):
    """A file can be downloaded."""

    type: Literal["export.finished"] = "export.finished"
    export: ExportView


class ExportFailed(EventBase):
    """A file could not be made; its `error` says why."""

    type: Literal["export.failed"] = "export.failed"
    export: ExportView


class JobProgressed(EventBase):
    """A job changed its state or moved on."""

    type: Literal["job.progressed"] = "job.progressed"
    job: JobView


class PropagationProgressed(EventBase):
    """The machine's continuation of a track moved on, ended, or began anew.

    What lies beyond `reached` or at an anchor is void; then `added` follows. Whoever finds a gap before it
    asks for the whole.
    """

    type: Literal["propagation.progressed"] = "propagation.progressed"
    propagation: PropagationShort
    added: list[Keyframe]


class ModelVersionRegistered(EventBase):
    """A model version passed its trial and can be promoted."""

    type: Literal["model_version.registered"] = "model_version.registered"
    model_version: ModelVersionView


class ModelVersionPromoted(EventBase):
    """Another model version predicts from now on."""

    type: Literal["model_version.promoted"] = "model_version.promoted"
    model_version: ModelVersionView


class TrainingProgressed(EventBase):
    """A training began, moved on or ended; `points` are those measured since the event before."""

    type: Literal["training.progressed"] = "training.progressed"
    training: TrainingView
    points: list[Point]


class ModelVersionJudged(EventBase):
    """The gate has compared a candidate with the champion; `evaluation` says how it ended and why."""

    type: Literal["model_version.judged"] = "model_version.judged"
    evaluation: Evaluation


class IssueChanged(EventBase):
    """Somebody pinned an issue, answered, resolved it, opened it again, took it away or put it back."""

    type: Literal["issue.changed"] = "issue.changed"
    issue: IssueView


class WorkChanged(EventBase):
    """A frame was given to somebody, or to somebody else, or became more or less urgent."""

    type: Literal["work.changed"] = "work.changed"
    work: WorkView


class QualityChanged(EventBase):
    """The figures of quality moved: somebody joined, left or answered a panel, or an answer was compared.

    `frame_id` names the panel's frame. A comparison names none: others are tested by its frame.
    """

    type: Literal["quality.changed"] = "quality.changed"
    frame_id: str | None


class ProjectChanged(EventBase):
    """Labels, threshold or triggers changed."""

    type: Literal["project.changed"] = "project.changed"


Event = Annotated[
    AssetUploaded
    | AssetReady
    | AssetFailed
    | AssetChanged
    | PredictionsRecorded
    | AnnotationCorrected
    | FrameReviewed
    | SnapshotFrozen
    | ExportQueued
    | ExportFinished
    | ExportFailed
    | JobProgressed
    | PropagationProgressed
    | ModelVersionRegistered
    | ModelVersionPromoted
    | TrainingProgressed
    | ModelVersionJudged
    | QualityChanged
    | ProjectChanged
    | IssueChanged
    | WorkChanged,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
