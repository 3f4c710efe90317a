"""Frames as formats write them: the tracks of a reel are placed on the frames, one frame at a time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby

import orjson

from annotations.domain.attribute import Value
from annotations.domain.geometry import SHAPE, Shape, Track
from annotations.domain.interpolation import Placed, place_at, place_over
from annotations.domain.snapshot import PackedFrame, PackedObject, PackedVideo
from annotations.domain.video import video_frame_id


@dataclass(frozen=True, slots=True)
class ShownObject:
    """An object as it is on one frame; `track` is the number of its track, from 1, if it is of one."""

    id: str
    revision: int
    label: str
    shape: Shape
    attributes: dict[str, Value]
    occluded: bool
    z: int
    group: str | None
    track: int | None = None


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """A frame and all that is on it; `index` and `video` are set on frames of videos."""

    frame_id: str
    asset_id: str
    asset_sha256: str
    file_name: str
    width: int
    height: int
    rendition: str
    objects: list[ShownObject]
    index: int | None = None
    video: PackedVideo | None = None


@dataclass(frozen=True, slots=True)
class HeldTrack:
    """A track that waits for its first frame, as bytes: a reel may have thousands of keyframes."""

    entry: PackedObject
    first: int
    packed: bytes

    def open(self) -> Track:
        """Return its keyframes."""
        return Track.model_validate(orjson.loads(self.packed))


@dataclass(slots=True)
class Reel:
    """A video, its tracks, and what else stands on its reel."""

    frame: PackedFrame
    video: PackedVideo
    tracks: list[HeldTrack] = field(default_factory=list)
    others: list[PackedObject] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of the video's last frame."""
        return self.video.frame_count - 1


def split_assets(frames: Iterator[PackedFrame]) -> Iterator[tuple[Reel | None, Iterator[PackedFrame]]]:
    """Yield for each asset its reel, None for a picture, and its frames; they have to be taken in turn."""
    for _asset_id, group in groupby(frames, key=lambda frame: frame.asset_id):
        yield _split(group)


def _split(group: Iterator[PackedFrame]) -> tuple[Reel | None, Iterator[PackedFrame]]:
    first = next(group)
    if first.video is None:
        return None, chain([first], group)
    reel = Reel(first.model_copy(update={"objects": []}), first.video)
    following: PackedFrame | None = first
    while following is not None and following.video is not None:
        _hold(reel, following.objects)
        following = next(group, None)
    return reel, chain([following] if following else [], group)


def unroll(frames: Iterator[PackedFrame], *, interpolated: bool) -> Iterator[ShownFrame]:
    """Yield every frame with what is on it; tracks are numbered through all videos.

    Of a video those frames come that were frozen, and those that a track is shown on. Without interpolated
    frames an object of a track is told where it has a keyframe only, and frames on which nothing was said are
    left out.
    """
    before = 0
    for reel, rows in split_assets(frames):
        if reel is None:
            yield from (_shown(row) for row in rows)
        else:
            yield from unroll_video(reel, rows, interpolated=interpolated, before=before)
            before += len(reel.tracks)


def unroll_video(
    reel: Reel, rows: Iterator[PackedFrame], *, interpolated: bool, before: int = 0
) -> Iterator[ShownFrame]:
    """Yield the frames of one video in order; `before` is added to the numbers of its tracks."""
    placings = groupby(_walk(reel, interpolated=interpolated, before=before), key=lambda placed: placed[0])
    placed = next(placings, None)
    for row in rows:
        index = row.index or 0
        while placed is not None and placed[0] < index:
            yield _between(reel, placed[0], [entry for _index, entry in placed[1]])
            placed = next(placings, None)
        here: list[ShownObject] = []
        if placed is not None and placed[0] == index:
            here = [entry for _index, entry in placed[1]]
            placed = next(placings, None)
        if interpolated or row.objects or here:
            yield _shown(row, here, reel.video)
    while placed is not None:
        yield _between(reel, placed[0], [entry for _index, entry in placed[1]])
        placed = next(placings, None)


def _hold(reel: Reel, objects: list[PackedObject]) -> None:
    for entry in objects:
        if entry.shape.get("type") != "track":
            reel.others.append(entry)
            continue
        keyframes = entry.shape["keyframes"]
        first = keyframes[0]["frame"] if isinstance(keyframes, list) else 0
        held = entry.model_copy(update={"shape": {}})
        reel.tracks.append(HeldTrack(held, first, orjson.dumps(entry.shape)))


def _walk(reel: Reel, *, interpolated: bool, before: int) -> Iterator[tuple[int, ShownObject]]:
    """Yield what the tracks show, frame by frame; only tracks that have begun are in memory."""
    waiting = sorted(range(len(reel.tracks)), key=lambda place: -reel.tracks[place].first)
    active: list[tuple[int, int, Placed, Iterator[tuple[int, Placed]]]] = []
    while waiting or active:
        while waiting and (not active or reel.tracks[waiting[-1]].first <= active[0][0]):
            place = waiting.pop()
            placings = _placings(reel.tracks[place].open(), reel.last, interpolated=interpolated)
            begun = next(placings, None)
            if begun is not None:
                heapq.heappush(active, (begun[0], place, begun[1], placings))
        if not active:
            continue
        index, place, placed, placings = active[0]
        yield index, _placed(reel.tracks[place].entry, before + place + 1, placed)
        following = next(placings, None)
        if following is None:
            heapq.heappop(active)
        else:
            heapq.heapreplace(active, (following[0], place, following[1], placings))


def _placings(track: Track, last: int, *, interpolated: bool) -> Iterator[tuple[int, Placed]]:
    if interpolated:
        yield from place_over(track, 0, last)
        return
    for keyframe in track.keyframes:
        placed = place_at(track, keyframe.frame)
        if placed is not None and keyframe.frame <= last:
            yield keyframe.frame, placed


def _placed(entry: PackedObject, number: int, placed: Placed) -> ShownObject:
    attributes = {**entry.attributes, **placed.attributes} if placed.attributes else entry.attributes
    return ShownObject(
        entry.id,
        entry.revision,
        entry.label,
        placed.shape,
        attributes,
        placed.occluded,
        entry.z,
        entry.group,
        number,
    )


def _still(entry: PackedObject) -> ShownObject:
    shape = SHAPE.validate_python(entry.shape)
    return ShownObject(
        entry.id, entry.revision, entry.label, shape, entry.attributes, entry.occluded, entry.z, entry.group
    )


def _shown(
    row: PackedFrame, more: list[ShownObject] | None = None, video: PackedVideo | None = None
) -> ShownFrame:
    return ShownFrame(
        row.frame_id,
        row.asset_id,
        row.asset_sha256,
        row.file_name,
        row.width,
        row.height,
        row.rendition,
        [*(_still(entry) for entry in row.objects), *(more or [])],
        row.index,
        video,
    )


def _between(reel: Reel, index: int, objects: list[ShownObject]) -> ShownFrame:
    """Make a frame of the video that has no row."""
    frame = reel.frame
    return ShownFrame(
        video_frame_id(frame.asset_id, index),
        frame.asset_id,
        frame.asset_sha256,
        frame.file_name,
        frame.width,
        frame.height,
        "",
        objects,
        index,
        reel.video,
    )
