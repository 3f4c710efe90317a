"""Queue the linking of a model version's predictions on a video into tracks, for a person who asks for it."""

from __future__ import annotations

from annotations.actions.find_scenes import knows_scenes, start_scenes
from annotations.actions.read_pixels import need_video
from annotations.actions.start_job import ask_for_job
from annotations.domain.asset import Asset
from annotations.domain.job import Job, JobHint, Subject
from annotations.domain.project import Project
from annotations.errors import NotReady, StateConflict
from annotations.store import predictions
from inference.actions.request_prediction import named_or_champion


def request_link(
    *, asset: Asset, project: Project, model_version_id: str | None
) -> tuple[Job, JobHint | None]:
    """Queue the linking; the same one that waits or goes on already is returned instead.

    Returns:
        The job, and the hint to send when it is a new one.

    Raises:
        StateConflict: the asset is no video, or the version says no boxes.
        NotReady: the video or its scenes are still being read, the version has not spoken of it, or there is
            no champion.
        NotFound: the project has no such version.
    """
    need_video(asset)
    version = named_or_champion(project, model_version_id)
    if version.task == "classification":
        message = f"{version.name} {version.version} says tags of whole frames, which are no tracks."
        raise StateConflict(message, {"model_version_id": "says no boxes"})
    if not predictions.has_spoken(asset.id, version.id):
        message = f"{version.name} {version.version} has not predicted this video yet. Run it first."
        raise NotReady(message, {"model_version_id": "has not predicted this video"})
    if not knows_scenes(asset.id):
        if asset.video is not None and asset.video.extracted >= asset.video.key_count:
            start_scenes(project.id, asset.id)
        message = (
            "The scenes of this video are still being found, and no track crosses a cut. Try again soon."
        )
        raise NotReady(message)
    subject = Subject(asset_id=asset.id, model_version_id=version.id)
    return ask_for_job("link", project.id, "video", subject)
