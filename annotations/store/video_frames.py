"""Frames of videos that have no row: made from the asset and its frame table, both remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bson import ObjectId

from annotations.domain.asset import Asset, Frame
from annotations.domain.frame_table import FrameTable
from annotations.domain.video import REEL_INDEX, split_video_frame_id, video_frame_id
from annotations.remembered import Remembered
from annotations.store.files import read_chunks
from annotations.store.tables import ASSETS

MOST_TABLES = 16
VIDEOS_SEEN: Remembered[Asset] = Remembered(seconds=30.0, most=1_000)
"""Ready videos by the first digits of their ids: all that a frame takes from one never changes."""


@lru_cache(MOST_TABLES)
def read_table(name: str) -> FrameTable:
    """Return a stored frame table.

    Raises:
        NotFound: the file is missing.
        ValueError: it is damaged.
    """
    return FrameTable.from_bytes(b"".join(read_chunks(name)))


def find_video(part: str) -> Asset | None:
    """Return the ready video whose id has these first 24 digits."""
    known = VIDEOS_SEEN.recall(part)
    if known is not None:
        return known
    own = {"$gte": f"ast_{part}", "$lt": f"ast_{part}g"}
    query = {"$or": [{"_id": own}, {"_id": ObjectId(part)}], "video": {"$type": "object"}}
    found = ASSETS.find_where(query)
    return None if found is None else VIDEOS_SEEN.keep(part, found)


def find_video_of(frame: Frame) -> Asset | None:
    """Return the video that a frame is of; None for a picture's."""
    split = split_video_frame_id(frame.id)
    found = find_video(split[0]) if split else None
    return found if found is not None and found.id == frame.asset_id else None


def make_frame(frame_id: str) -> Frame | None:
    """Make the frame of a video that an id names, as it is before anything was said of it."""
    split = split_video_frame_id(frame_id)
    if split is None:
        return None
    part, index = split
    asset = find_video(part)
    if asset is None or asset.video is None or index >= asset.video.frame_count:
        return None
    return next(make_frames(asset, [index]))


def make_frames(asset: Asset, indices: Iterable[int]) -> Iterator[Frame]:
    """Yield frames of a video by numbers that lie in it, as they are before any was spoken of."""
    if asset.video is None or asset.width is None or asset.height is None:
        return
    table = read_table(asset.video.table)
    keys = table_keys(asset.video.table)
    for index in indices:
        yield Frame(
            id=video_frame_id(asset.id, index),
            project_id=asset.project_id,
            asset_id=asset.id,
            index=index,
            width=asset.width,
            height=asset.height,
            timestamp=None if index == REEL_INDEX else table.seconds_at(index),
            is_key=index in keys,
        )


@lru_cache(MOST_TABLES)
def table_keys(name: str) -> frozenset[int]:
    """Return the numbers of a video's key frames, to look one up in."""
    return frozenset(read_table(name).keys)
