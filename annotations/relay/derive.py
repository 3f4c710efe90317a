"""From a change in the database to the events that tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotations.domain import events
from annotations.domain.asset import Asset
from annotations.domain.correction import Correction
from annotations.domain.evaluation import Evaluation
from annotations.domain.events import Event
from annotations.domain.issue import Issue, view_issue
from annotations.domain.job import Job
from annotations.domain.label_map import AS_THEY_ARE, map_of, relabel
from annotations.domain.model_version import ModelVersion
from annotations.domain.notification import Notification
from annotations.domain.panel import Panel
from annotations.domain.prediction import PackedPredictions
from annotations.domain.project import Project
from annotations.domain.promotion import Promotion
from annotations.domain.propagation import Propagation, view_propagation
from annotations.domain.review import Review
from annotations.domain.snapshot import Export, Snapshot
from annotations.domain.training import Training, view_training
from annotations.domain.truth import Scored
from annotations.domain.views import (
    view_annotation,
    view_asset,
    view_export,
    view_job,
    view_model_version,
    view_snapshot,
)
from annotations.domain.work import WorkItem, view_work
from annotations.store import model_versions, projects

INLINE_PREDICTIONS = 400
"""Shapes of predictions that an event carries itself; larger sets are fetched by reference."""

PROJECT_FIELDS = frozenset(
    {
        "name", "labels", "threshold", "triggers", "video", "training", "gate", "queue", "review",
        "quality", "rules", "label_map", "costs", "champion_id",
    }
)  # fmt: skip
"""What of a project its people are told of."""

PROPAGATION_FIELDS = frozenset({"status", "reached", "run", "reason", "taken"})
"""What of a propagation its people are told of."""

TRAINING_FIELDS = frozenset({"status", "stage", "points", "line_count", "model_version_id"})
"""What of a training its people are told of."""
NEW_POINTS = 40
"""Points of its curves that an event carries where a training is told of anew; else only the new ones."""

WORK_FIELDS = frozenset({"assignee", "priority", "due"})
"""What of a frame's work its people are told of; how far it is, the verdicts' own events tell."""

Changed = (
    Asset
    | Correction
    | PackedPredictions
    | Review
    | Snapshot
    | Export
    | Job
    | ModelVersion
    | Project
    | Promotion
    | Propagation
    | Training
    | Evaluation
    | Issue
    | WorkItem
    | Notification
    | Panel
    | Scored
)


@dataclass(frozen=True)
class Change:
    """One inserted or updated row; `fields` names what an update changed and is empty for an insert."""

    inserted: bool
    row: Changed
    fields: frozenset[str]
    at: datetime


def derive_events(change: Change) -> list[Event]:
    """Return the events, not yet numbered, that a change means; often one, sometimes none."""
    row, at = change.row, change.at
    if isinstance(row, Asset):
        return _asset(change, row)
    if isinstance(row, PackedPredictions):
        return [_predictions(row)] if change.inserted else []
    if isinstance(row, Correction):
        return [_correction(row)] if change.inserted else []
    if isinstance(row, Review):
        return [_review(row)] if change.inserted else []
    if isinstance(row, Snapshot):
        frozen = row.status == "finished" and (change.inserted or "status" in change.fields)
        shown = view_snapshot(row)
        return (
            [events.SnapshotFrozen(at=at, actor=row.actor, project_id=row.project_id, snapshot=shown)]
            if frozen
            else []
        )
    if isinstance(row, Export):
        return _export(change, row)
    if isinstance(row, Job):
        if not change.inserted and not change.fields & {"status", "progress", "attempts"}:
            return []
        if is_routine(row):
            return []
        return [events.JobProgressed(at=at, project_id=row.project_id, job=view_job(row))]
    if isinstance(row, Issue):
        by = row.comments[-1].actor
        return [events.IssueChanged(at=at, actor=by, project_id=row.project_id, issue=view_issue(row))]
    if isinstance(row, Notification):
        return []  # it concerns one person: `relay.runner` sends it to that one's own sockets
    if isinstance(row, WorkItem):
        if not change.fields & WORK_FIELDS and not (change.inserted and row.assignee is not None):
            return []
        return [events.WorkChanged(at=at, project_id=row.project_id, work=view_work(row))]
    if isinstance(row, ModelVersion):
        return _model_version(change, row)
    if isinstance(row, Promotion):
        return _promotion(change, row)
    if isinstance(row, Propagation):
        return _propagation(change, row)
    if isinstance(row, Training):
        return _training(change, row)
    if isinstance(row, Evaluation):
        judged = row.status == "finished" and (
            change.inserted or change.fields & {"status", "verdict", "blind", "acted"}
        )
        return (
            [events.ModelVersionJudged(at=at, actor=row.actor, project_id=row.project_id, evaluation=row)]
            if judged
            else []
        )
    if isinstance(row, Panel):
        return [events.QualityChanged(at=at, project_id=row.project_id, frame_id=row.id)]
    if isinstance(row, Scored):
        return [events.QualityChanged(at=at, project_id=row.project_id, frame_id=None)]
    if change.fields & PROJECT_FIELDS:
        return [events.ProjectChanged(at=at, project_id=row.id)]
    return []


def _asset(change: Change, asset: Asset) -> list[Event]:
    shown, at, project_id = view_asset(asset), change.at, asset.project_id
    made: list[Event] = []
    if change.inserted:
        made.append(events.AssetUploaded(at=at, project_id=project_id, asset=shown))
    if change.inserted or "status" in change.fields:
        if asset.status == "ready":
            made.append(events.AssetReady(at=at, project_id=project_id, asset=shown, frame_id=asset.frame_id))
        elif asset.status == "failed":
            made.append(events.AssetFailed(at=at, project_id=project_id, asset=shown))
    # That predictions are done and corrections counted is told by their own events.
    again = bool(change.fields & {"status", "reviewed", "video", "duplicate_group"})
    if not made and (again or ("predicted" in change.fields and asset.predicted != "done")):
        made.append(events.AssetChanged(at=at, project_id=project_id, asset=shown))
    return made


def _predictions(packed: PackedPredictions) -> Event:
    version = model_versions.find_model_version(packed.model_version_id)
    name, number = (version.name, version.version) if version else ("unknown", "")
    shown = None
    if packed.shape_count <= INLINE_PREDICTIONS:
        project = projects.find_project(packed.project_id)
        label_map = map_of(project, version) if project else AS_THEY_ARE
        shown = [said for said in (relabel(label_map, said) for said in packed.unpack()) if said is not None]
    return events.PredictionsRecorded(
        at=packed.created_at,
        project_id=packed.project_id,
        asset_id=packed.asset_id,
        frame_id=packed.frame_id,
        frame_seq=packed.frame_seq,
        model_version=events.ModelVersionShort(id=packed.model_version_id, name=name, version=number),
        predictions=shown,
        count=len(packed) if shown is None else len(shown),
        # The row names the row before it; a canvas knows its ghosts by the version that spoke.
        replaces=packed.model_version_id if packed.replaces else None,
        region=packed.region,
    )


def _correction(correction: Correction) -> Event:
    return events.AnnotationCorrected(
        at=correction.at,
        actor=correction.actor,
        project_id=correction.project_id,
        asset_id=correction.asset_id,
        frame_id=correction.frame_id,
        frame_seq=correction.frame_seq,
        correction=events.CorrectionShort(
            mutation_id=correction.mutation_id,
            kind=correction.kind,
            prediction_id=correction.prediction_id,
            annotation_id=correction.annotation_id,
        ),
        annotation=view_annotation(correction.after),
        annotation_id=correction.annotation_id,
        revision=correction.after.revision if correction.after else None,
        reopened=correction.reopened,
    )


def _review(review: Review) -> Event:
    return events.FrameReviewed(
        at=review.created_at,
        actor=review.actor,
        project_id=review.project_id,
        asset_id=review.asset_id,
        frame_id=review.frame_id,
        frame_seq=review.frame_seq,
        verdict=review.verdict,
        comment=review.comment,
    )


def _export(change: Change, export: Export) -> list[Event]:
    shown: dict[str, Any] = {
        "at": change.at,
        "actor": export.actor,
        "project_id": export.project_id,
        "export": view_export(export),
    }
    if change.inserted:
        return [events.ExportQueued(**shown)]
    if "status" not in change.fields:
        return []
    if export.status == "finished":
        return [events.ExportFinished(**shown)]
    return [events.ExportFailed(**shown)] if export.status == "failed" else []


def _model_version(change: Change, version: ModelVersion) -> list[Event]:
    if version.project_id is None:
        return []
    shown: dict[str, Any] = {
        "at": change.at,
        "project_id": version.project_id,
        "model_version": view_model_version(version),
    }
    return [events.ModelVersionRegistered(**shown)] if change.inserted else []


def _promotion(change: Change, row: Promotion) -> list[Event]:
    """Tell who predicts from now on. With its start nobody has a project open yet."""
    if not change.inserted or row.cause == "start":
        return []
    version = model_versions.find_model_version(row.to_id)
    if version is None:
        return []
    # A version for all has no state of its own in a project: here it is what it has become here.
    shown = view_model_version(version.model_copy(update={"status": "champion"}))
    return [
        events.ModelVersionPromoted(
            at=row.at, actor=row.actor, project_id=row.project_id, model_version=shown
        )
    ]


def _propagation(change: Change, row: Propagation) -> list[Event]:
    if not (change.inserted or change.fields & PROPAGATION_FIELDS):
        return []
    shown = view_propagation(row)
    added = row.added if change.inserted or "reached" in change.fields else []
    return [
        events.PropagationProgressed(
            at=change.at, actor=row.actor, project_id=row.project_id, propagation=shown, added=added
        )
    ]


def _training(change: Change, row: Training) -> list[Event]:
    if not (change.inserted or change.fields & TRAINING_FIELDS):
        return []
    told = row.points[-NEW_POINTS:] if change.inserted else row.added if "added" in change.fields else []
    return [
        events.TrainingProgressed(
            at=change.at,
            actor=row.actor,
            project_id=row.project_id,
            training=view_training(row),
            points=told,
        )
    ]


def is_routine(job: Job) -> bool:
    """Whether a job is one whose going well is told by the events of what it is about."""
    goes_well = job.status in {"queued", "running", "finished"}
    return goes_well and ((job.queue == "bulk" and job.kind != "repredict") or job.kind == "propagate")


def name_source(change: Change, event: Event) -> str:
    """Name the change an event tells of, so that telling it again after a lost history can be noticed."""
    row = change.row
    if isinstance(row, Job):
        done = row.progress.done if row.progress else ""
        return f"{event.type}:{row.id}:{row.fence}:{row.status}:{done}"
    if isinstance(row, Propagation):
        return f"{event.type}:{row.id}:{row.run}:{row.status}:{row.reached}:{row.taken}"
    if isinstance(row, Training):
        done = row.stage.done if row.stage else ""
        return f"{event.type}:{row.id}:{row.status}:{done}:{len(row.points)}:{row.line_count}"
    if isinstance(row, Evaluation):
        return f"{event.type}:{row.id}:{row.status}:{row.verdict}:{row.blind}:{row.acted}"
    if isinstance(row, Panel):
        return f"{event.type}:{row.id}:{row.revision}:{row.counted}"
    if isinstance(row, Project):
        return f"{event.type}:{row.id}:{row.changed_at.isoformat() if row.changed_at else ''}"
    if isinstance(row, Issue | WorkItem):
        return f"{event.type}:{row.id}:{row.changed_at.isoformat()}"
    if event.type == "asset.changed" and isinstance(row, Asset):
        video = row.video
        sprite, scenes = (video.sprite.name if video.sprite else "", len(video.scenes)) if video else ("", 0)
        return f"{event.type}:{row.id}:{row.predicted}:{row.corrections}:{row.reviewed}:{sprite}:{scenes}"
    return f"{event.type}:{row.id}"
