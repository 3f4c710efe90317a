"""Queue a run of a model version over frames of a video, for a person who asks for it."""

from __future__ import annotations

from typing import Literal

from annotations.actions.read_pixels import need_video
from annotations.actions.start_job import ask_for_job
from annotations.domain.asset import Asset
from annotations.domain.job import FrameSpan, Job, JobHint, Subject
from annotations.domain.project import Project
from annotations.domain.video import keyframe_fault
from annotations.errors import InputInvalid
from inference.actions.request_prediction import named_or_champion


def request_scan(
    *,
    asset: Asset,
    project: Project,
    model_version_id: str | None,
    frames: Literal["keys", "every"],
    step: int,
    first: int,
    last: int | None,
) -> tuple[Job, JobHint | None]:
    """Queue a run; the same run that waits or goes on already is returned instead.

    Returns:
        The job, and the hint to send when it is a new one.

    Raises:
        StateConflict: the asset is no video, or the version cannot predict.
        NotReady: the video is still being read, or the project has no champion.
        NotFound: the project has no such version.
        InputInvalid: the frames asked for do not lie in the video.
    """
    video = need_video(asset).video
    count = video.frame_count if video else 0
    version = named_or_champion(project, model_version_id)
    end = count - 1 if last is None else last
    for name, index in (("first", first), ("last", end)):
        if reason := keyframe_fault(index, count):
            raise InputInvalid(f"{name}: {reason}.", {name: reason})
    if end < first:
        message = "The last frame lies before the first."
        raise InputInvalid(message, {"last": f"must be {first} or more"})
    span = FrameSpan(frames=frames, step=step if frames == "every" else 1, first=first, last=end)
    subject = Subject(asset_id=asset.id, model_version_id=version.id, span=span)
    return ask_for_job("scan", project.id, "video", subject)
