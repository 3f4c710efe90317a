"""Queue one run of a model version on a frame, or a region of it, for a person who waits."""

from __future__ import annotations

from annotations.actions.start_job import ask_for_job
from annotations.domain.asset import Frame
from annotations.domain.geometry import Box, bounds, clip_shape, shape_fault
from annotations.domain.job import Job, JobHint, Subject
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.domain.project import Project
from annotations.domain.region import Region
from annotations.domain.video import REEL_INDEX
from annotations.errors import NotFound, NotReady, ShapeInvalid, StateConflict
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
    return ask_for_job("predict", frame.project_id, "interactive", subject)


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


def named_or_champion(project: Project, version_id: str | None) -> ModelVersion:
    """Return the version that was named, else the project's champion.

    Raises:
        NotReady: none is named, and there is no champion.
        NotFound: the project has no such version.
        StateConflict: the version was refused, or answers prompts only.
    """
    wanted = version_id or project.champion_id
    if wanted is None:
        message = "No model predicts in this project. Name one, or choose one on the page Models."
        raise NotReady(message)
    return choose_predicting_version(project.id, wanted)


def _inside(region: Region, frame: Frame) -> Region:
    box = Box(x=region.x, y=region.y, width=region.width, height=region.height)
    if reason := shape_fault(box, frame.width, frame.height):
        raise ShapeInvalid(f"The region cannot be used: {reason}.", {"region": reason})
    cut = clip_shape(box, frame.width, frame.height)
    left, top, right, bottom = bounds(cut)
    return Region(x=left, y=top, width=right - left, height=bottom - top)
