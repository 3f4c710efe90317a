"""Let a candidate that waits predict a new frame unseen, beside the champion, for blind comparison."""

from __future__ import annotations

import hashlib

from annotations.actions.record_predictions import PredictedColumns
from annotations.actions.work_job import Ending, LeaseLost
from annotations.domain.asset import Frame
from annotations.domain.blind import BlindSet
from annotations.domain.evaluation import Evaluation
from annotations.domain.job import Job
from annotations.domain.project import Project
from annotations.store import assets, evaluations, jobs, model_versions, predictions, projects
from annotations.store.client import Session, transaction
from inference.actions.hear_versions import Said, load_speaker, note_columns
from inference.actions.make_blind_sets import make_set, shown_shapes
from inference.actions.predict_frame import detect_frame
from inference.store import blind

SHADOW_PLACE = 1_000_000
"""Frames predicted in shadow are compared after those that are known to differ."""


def is_shadowed(row: Evaluation, frame_id: str) -> bool:
    """Tell whether a frame is of the share that is predicted in shadow; it depends on the ids alone."""
    digest = hashlib.sha256(f"{row.id}/{frame_id}".encode()).digest()
    return int.from_bytes(digest[:8]) < row.policy.shadow_share * 2**64


def shadow_frame(job: Job, *, threads: int) -> Ending | None:
    """Predict the frame of a job by a waiting candidate; nothing of it is shown as a prediction."""
    subject = job.subject
    row = evaluations.find_evaluation(subject.evaluation_id or "")
    frame = assets.find_frame(subject.frame_id or "")
    project = projects.find_project(job.project_id)
    if row is None or frame is None or project is None:
        return Ending("failed", "The frame or the evaluation is gone.")
    if row.acted or row.verdict == "keep" or project.champion_id != row.champion_id:
        return Ending("cancelled", "The candidate does not wait any more.")
    if blind.count_sets(row.id) >= blind.MOST_SETS:
        return Ending("finished", "There are enough frames to compare.")
    made = _compare(row, project, frame, threads=threads)
    if made is None:
        return Ending("finished", "The champion has not spoken of this frame.")

    def work(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        if blind.find_set(made.id, session=session) is None:
            blind.add_sets([made], session=session)

    transaction(work)
    return None


def _compare(row: Evaluation, project: Project, frame: Frame, *, threads: int) -> BlindSet | None:
    spoken = predictions.find_packed(frame.prediction_ids)
    whole = [packed for packed in spoken if packed.model_version_id == row.champion_id and not packed.region]
    candidate = model_versions.find_model_version(row.candidate_id)
    champion = model_versions.find_model_version(row.champion_id or "")
    if not whole or candidate is None or champion is None:
        return None
    own, other = (load_speaker(version, project, threads=threads) for version in (candidate, champion))
    said, before = Said(), Said()
    note_columns(said, detect_frame(own.detector, frame), own.names)
    stored = whole[-1].model_dump(include=set(PredictedColumns.model_fields) - {"tracks"})
    # What is stored may carry the project's labels already.
    note_columns(
        before, PredictedColumns(**stored), {name: name for name in project.label_names()} | other.names
    )
    shown, shown_before = shown_shapes(own, said, 0), shown_shapes(other, before, 0)
    return make_set(row, frame.id, frame, SHADOW_PLACE, candidate=shown, champion=shown_before)
