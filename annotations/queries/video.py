"""What a timeline needs of a video, in one answer."""

from __future__ import annotations

from annotations.domain.asset import Asset
from annotations.domain.project import Project
from annotations.domain.video import REEL_INDEX, split_video_frame_id, video_frame_id
from annotations.domain.views import SpriteView, VideoView
from annotations.errors import StateConflict
from annotations.store import annotations as objects
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
        predicted=_numbered(
            predictions.count_by_frame(
                *_ends(asset), least=_least_score(project), champion_id=project.champion_id
            )
        ),
        annotated=_numbered(objects.count_by_frame(*_ends(asset))),
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


def _ends(asset: Asset) -> tuple[str, str]:
    """Return the ids of the first and of the last frame that a video can have, its reel left out."""
    return video_frame_id(asset.id, 0), video_frame_id(asset.id, (1 << 32) - 2)


def _numbered(counts: list[tuple[str, int]]) -> list[tuple[int, int]]:
    split = [(split_video_frame_id(frame_id), count) for frame_id, count in counts]
    return [(named[1], count) for named, count in split if named is not None]
