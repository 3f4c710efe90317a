"""Names the frames of a video by its asset and their number, so that none needs a row of its own."""

from __future__ import annotations

import re

from annotations.domain.geometry import Shape, Tag, Track

REEL_INDEX = -1
"""The index of the one frame of a video that its tracks stand on."""

_ASSET_PART = re.compile(r"^(?:ast_)?([0-9a-f]{24})(?:[0-9a-f]{8})?$")
_VIDEO_FRAME = re.compile(r"^frm_([0-9a-f]{24})([0-9a-f]{8})$")
_REEL_PART = 0xFFFFFFFF


def video_frame_id(asset_id: str, index: int) -> str:
    """Name a frame of a video by its number in presentation order, or its reel by `REEL_INDEX`.

    Raises:
        ValueError: The asset's id is not one of ours, or the index is out of reach.
    """
    matched = _ASSET_PART.match(asset_id)
    if matched is None or not REEL_INDEX <= index < _REEL_PART:
        message = f"no frame of a video can be named by {asset_id!r} and {index}"
        raise ValueError(message)
    return f"frm_{matched[1]}{_REEL_PART if index == REEL_INDEX else index:08x}"


def split_video_frame_id(frame_id: str) -> tuple[str, int] | None:
    """Return the first 24 hex digits of the asset's id and the index that a frame's id names.

    Frames of pictures have ids of the same form: whether there is such a video has to be looked up.
    """
    matched = _VIDEO_FRAME.match(frame_id)
    if matched is None:
        return None
    part = int(matched[2], 16)
    return matched[1], REEL_INDEX if part == _REEL_PART else part


def stand_fault(shape: Shape, index: int, frame_count: int | None) -> str | None:
    """Say why a shape cannot stand on the frame of this index, or None when it can.

    Args:
        shape: Its geometry is judged elsewhere.
        index: The frame's; that of a reel is `REEL_INDEX`.
        frame_count: Frames of the video, None for a picture.
    """
    if index == REEL_INDEX:
        if not isinstance(shape, Track | Tag):
            return "a reel takes tracks and tags only; draw other shapes on a frame of the video"
        if isinstance(shape, Track) and frame_count is not None:
            return keyframe_fault(shape.keyframes[-1].frame, frame_count)
    elif isinstance(shape, Track):
        return "tracks stand on the reel of their video, not on one frame"
    return None


def keyframe_fault(index: int, frame_count: int) -> str | None:
    """Say why a track can have no keyframe at a frame, or None when it can."""
    if 0 <= index < frame_count:
        return None
    return f"there is no frame {index}: the video has the frames 0 to {frame_count - 1}"
