"""What a timeline needs of a video, in one answer."""

from __future__ import annotations

from annotations.domain.asset import Asset
from annotations.domain.project import Project
from annotations.domain.video import REEL_INDEX, split_video_frame_id, video_frame_id
from annotations.domain.views import SpriteView, VideoView
from annotations.errors import StateConflict
from annotations.store import model_versions, predictions
from annotations.store.video_frames import read_table


def read_video(asset: Asset, project: Project) -> VideoView:
    """Show a video.

    Raises:
        StateConflict: the asset is none.
    """
    video = asset.video
    if video is None or asset.width is None or asset.height is None:
        message = "This asset is not a video."
        raise StateConflict(message)
    table = read_table(video.table)
    sprite = video.sprite
    return VideoView(
        asset_id=asset.id,
        reel_id=video_frame_id(asset.id, REEL_INDEX),
        width=asset.width,
        height=asset.height,
        frame_count=video.frame_count,
        rate=video.rate,
        duration_seconds=table.duration,
        time_base=video.time_base,
        steps=[(delta, times) for delta, times in table.runs()],
        keys=list(table.keys),
        scenes=sorted(video.scenes),
        extracted=video.extracted,
        predicted=_count_predicted(asset, _least_score(project)),
        sprite=SpriteView(
            url=f"/api/assets/{asset.id}/sprite",
            **sprite.model_dump(include=set(SpriteView.model_fields) - {"url"}),
        )
        if sprite
        else None,
    )


def _least_score(project: Project) -> float:
    """Return the score from which a prediction is shown."""
    if project.threshold is not None:
        return project.threshold
    version = model_versions.find_model_version(project.champion_id or "")
    return version.thresholds.show if version else 0.0


def _count_predicted(asset: Asset, least: float) -> list[tuple[int, int]]:
    first, last = (video_frame_id(asset.id, index) for index in (0, (1 << 32) - 2))
    counted: list[tuple[int, int]] = []
    for frame_id, count in predictions.count_by_frame(first, last, least=least):
        split = split_video_frame_id(frame_id)
        if split is not None:
            counted.append((split[1], count))
    return counted
