"""What follows for models from changes: ready frames are predicted, corrections are learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.actions.find_scenes import knows_scenes, start_scenes
from annotations.actions.start_job import start_job
from annotations.domain.asset import Asset
from annotations.domain.correction import Correction
from annotations.domain.evaluation import Evaluation
from annotations.domain.job import FrameSpan, Job, JobHint, Subject
from annotations.domain.model_version import ModelVersion
from annotations.domain.prediction import PackedPredictions
from annotations.domain.promotion import Promotion
from annotations.domain.training import Training
from annotations.relay.derive import Change
from annotations.store import assets, evaluations, jobs, projects
from annotations.store.client import Session
from annotations.subscribers import see_project
from inference.actions.request_evaluation import evaluate_trained
from inference.actions.shadow_frame import is_shadowed
from inference.actions.trigger_training import trigger_training

LINKED_STEP = 10
"""Frames further apart are linked only when a person asks for it."""


@dataclass
class _Asked:
    """What was asked once for all changes that came together, by project."""

    champions: dict[str, str | None] = field(default_factory=dict)
    shadowing: dict[str, Evaluation | None] = field(default_factory=dict)


def react(changes: Sequence[Change], session: Session) -> list[JobHint]:
    """Queue predictions of what has just become ready, trainings that are due, and what trainings ask for."""
    asked = _Asked()
    found = [hint for change in changes for hint in _follow(change, asked, session)]
    for project_id, corrections in _taught(changes).items():
        seen = see_project(project_id, session=session)
        if seen is not None:
            trigger_training(seen, corrections, session=session)
    return [hint for hint in found if hint is not None]


def _follow(change: Change, asked: _Asked, session: Session) -> list[JobHint | None]:
    """Queue what follows from one change."""
    row = change.row
    if isinstance(row, Asset):
        return [_predict(change, row, asked, session)]
    if isinstance(row, Job):
        return [_scan_after(change, row, session), *_link_after(change, row, session)]
    if isinstance(row, Training):
        return [*_train(change, row, session)]
    if isinstance(row, ModelVersion):
        _gate(change, row, session)
    if isinstance(row, Evaluation):
        return [_evaluate(change, row, session)]
    if isinstance(row, Promotion):
        return [_predict_again(change, row, session)]
    if isinstance(row, PackedPredictions):
        return [_shadow(change, row, asked.shadowing, session)]
    return []


def _predict(change: Change, asset: Asset, asked: _Asked, session: Session) -> JobHint | None:
    """Predict an image that has just become ready and was not predicted on the way."""
    if asset.status != "ready" or asset.frame_id is None or asset.predicted == "done":
        return None
    if not (change.inserted or "status" in change.fields):
        return None
    if asset.project_id not in asked.champions:
        project = projects.find_project(asset.project_id, session=session)
        asked.champions[asset.project_id] = project.champion_id if project else None
    champion = asked.champions[asset.project_id]
    if champion is None:
        assets.set_predicted(asset.id, "none", session=session)
        return None
    subject = Subject(asset_id=asset.id, frame_id=asset.frame_id, model_version_id=champion)
    dedupe = f"predict:{asset.frame_id}:{champion}"
    return start_job("predict", asset.project_id, asset.queue, subject, dedupe=dedupe, session=session)


def _gate(change: Change, version: ModelVersion, session: Session) -> None:
    """Measure what a training has made."""
    if not change.inserted or version.training_id is None or version.project_id is None:
        return
    project = projects.find_project(version.project_id, session=session)
    if project is not None:
        evaluate_trained(project, version, session=session)


def _evaluate(change: Change, row: Evaluation, session: Session) -> JobHint | None:
    if not change.inserted or row.status != "queued":
        return None
    subject = Subject(evaluation_id=row.id, model_version_id=row.candidate_id)
    dedupe = f"evaluate:{row.id}"
    return start_job("evaluate", row.project_id, "training", subject, dedupe=dedupe, session=session)


def _predict_again(change: Change, row: Promotion, session: Session) -> JobHint | None:
    """Let a new champion predict what nobody has decided on. A new project has nothing yet."""
    if not change.inserted or row.cause == "start":
        return None
    subject = Subject(model_version_id=row.to_id, promotion_id=row.id)
    dedupe = f"repredict:{row.id}"
    return start_job("repredict", row.project_id, "bulk", subject, dedupe=dedupe, session=session)


def _shadow(
    change: Change, row: PackedPredictions, shadowing: dict[str, Evaluation | None], session: Session
) -> JobHint | None:
    """Let a candidate that waits predict unseen what the champion has just predicted, where wanted."""
    if not change.inserted or row.region is not None or row.shape_type == "track":
        return None
    if row.project_id not in shadowing:
        project = see_project(row.project_id, session=session)
        champion = project.champion_id if project is not None and project.gate.shadow else None
        shadowing[row.project_id] = (
            evaluations.find_waiting(row.project_id, champion, session=session) if champion else None
        )
    waiting = shadowing[row.project_id]
    if waiting is None or row.model_version_id != waiting.champion_id:
        return None
    if not is_shadowed(waiting, row.frame_id):
        return None
    subject = Subject(frame_id=row.frame_id, model_version_id=waiting.candidate_id, evaluation_id=waiting.id)
    dedupe = f"shadow:{waiting.id}:{row.frame_id}"
    return start_job("predict", row.project_id, "bulk", subject, dedupe=dedupe, session=session)


def _train(change: Change, row: Training, session: Session) -> list[JobHint]:
    """Queue the job of a new training."""
    if not change.inserted or row.status != "queued":
        return []
    subject, dedupe = Subject(training_id=row.id), f"train:{row.id}"
    hint = start_job("train", row.project_id, "training", subject, dedupe=dedupe, session=session)
    return [hint] if hint is not None else []


def _has_moved(change: Change) -> bool:
    """Whether a row has come to its state just now, or was found in it by a scan."""
    return change.inserted or "status" in change.fields


def _taught(changes: Sequence[Change]) -> dict[str, list[Correction]]:
    """Return the projects in which a training may be due: corrected just now, or free for another one."""
    found: dict[str, list[Correction]] = {}
    for change in changes:
        row = change.row
        if isinstance(row, Correction) and change.inserted:
            found.setdefault(row.project_id, []).append(row)
        elif isinstance(row, Training) and row.running is None and _has_moved(change):
            found.setdefault(row.project_id, [])
    return found


def _scan_after(change: Change, job: Job, session: Session) -> JobHint | None:
    """Predict the frames between a video's key frames too, where the project wants it."""
    if job.kind != "extract" or job.status != "finished" or "status" not in change.fields:
        return None
    project = projects.find_project(job.project_id, session=session)
    asset = assets.find_asset(job.subject.asset_id or "", session=session)
    if project is None or asset is None or asset.video is None or project.champion_id is None:
        return None
    if project.video.predict != "every":
        return None
    span = FrameSpan(frames="every", step=project.video.step, last=asset.video.frame_count - 1)
    subject = Subject(asset_id=asset.id, model_version_id=project.champion_id, span=span)
    dedupe = f"scan:{asset.id}:{project.champion_id}:{span.step}"
    return start_job("scan", project.id, "video", subject, dedupe=dedupe, session=session)


def _link_after(change: Change, job: Job, session: Session) -> list[JobHint]:
    """Propose tracks once frames that lie near to each other are predicted and the scenes are known."""
    asset_id = job.subject.asset_id
    if change.inserted or "status" not in change.fields or asset_id is None:
        return []
    if job.kind == "scan" and job.status == "finished":
        scans = [job]
        if not knows_scenes(asset_id, session=session):
            # That of a video from before scenes were searched for; otherwise it has been started already.
            extracted = not jobs.find_unfinished("extract", Subject(asset_id=asset_id), session=session)
            search = start_scenes(job.project_id, asset_id, session=session) if extracted else None
            return [search] if search is not None else []
    elif job.kind == "scenes" and job.status not in {"queued", "running"}:
        scans = jobs.list_finished("scan", asset_id, session=session)
    else:
        return []
    hints = [_link(scan, session) for scan in scans if _is_dense(scan)]
    return [hint for hint in hints if hint is not None]


def _is_dense(scan: Job) -> bool:
    span = scan.subject.span
    return span is not None and span.frames == "every" and span.step <= LINKED_STEP


def _link(scan: Job, session: Session) -> JobHint | None:
    subject = Subject(asset_id=scan.subject.asset_id, model_version_id=scan.subject.model_version_id)
    return start_job("link", scan.project_id, "video", subject, dedupe=f"link:{scan.id}", session=session)
