"""Queue one run of a model version on a frame, or a region of it, for a person who waits."""

from __future__ import annotations

import uuid

from annotations.actions.start_job import start_job
from annotations.domain.asset import Frame
from annotations.domain.geometry import Box, bounds, clip_shape, shape_fault
from annotations.domain.job import Job, JobHint, Subject
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.region import Region
from annotations.domain.video import REEL_INDEX
from annotations.errors import NotFound, ShapeInvalid, StateConflict
from annotations.store import jobs
from inference.store import model_versions


def request_prediction(
    *, frame: Frame, model_version_id: str, region: Region | None
) -> tuple[Job, JobHint | None]:
    """Queue a run; the same run that waits or goes on already is returned instead.

    Returns:
        The job, and the hint to send when it is a new one.

    Raises:
        NotFound: the project has no such version.
        StateConflict: the version was refused, or answers prompts only.
        ShapeInvalid: the region does not lie in the frame.
    """
    if frame.index == REEL_INDEX:
        message = "A reel has no pixels of its own: run the model on frames of the video."
        raise StateConflict(message)
    version = choose_predicting_version(frame.project_id, model_version_id)
    # Without the asset: a run that a person asked for says nothing of how the asset itself fared.
    subject = Subject(
        frame_id=frame.id,
        model_version_id=version.id,
        region=_inside(region, frame) if region is not None else None,
    )
    waiting = jobs.find_unfinished("predict", subject)
    if waiting is not None:
        return waiting, None
    dedupe = f"asked:{uuid.uuid4().hex}"
    hint = start_job("predict", frame.project_id, "interactive", subject, dedupe=dedupe)
    job = jobs.find_job(hint.job_id) if hint is not None else None
    if hint is None or job is None:
        message = "The job is gone."
        raise NotFound(message)
    return job, hint


def choose_predicting_version(project_id: str, version_id: str) -> ModelVersion:
    """Return a version of a project that predicts by itself.

    Raises:
        NotFound: the project has no such version.
        StateConflict: the version was refused, or answers prompts only.
    """
    version = model_versions.find_usable(project_id, version_id)
    if version is None:
        message = "There is no such model version in this project."
        raise NotFound(message, {"model_version_id": "unknown"})
    if version.status == "refused" or version.task == PROMPT_TASK:
        message = f"{version.name} {version.version} cannot predict by itself."
        raise StateConflict(message, {"model_version_id": "does not predict"})
    return version


def _inside(region: Region, frame: Frame) -> Region:
    box = Box(x=region.x, y=region.y, width=region.width, height=region.height)
    if reason := shape_fault(box, frame.width, frame.height):
        raise ShapeInvalid(f"The region cannot be used: {reason}.", {"region": reason})
    cut = clip_shape(box, frame.width, frame.height)
    left, top, right, bottom = bounds(cut)
    return Region(x=left, y=top, width=right - left, height=bottom - top)
