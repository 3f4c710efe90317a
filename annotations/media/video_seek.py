"""Finds frames of a video by their exact time, decoding as little as possible."""

from collections.abc import Iterator
from itertools import groupby

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotations.media.job import Job
from annotations.media.video_source import open_video
from annotations.media.wanted import FramesWanted


def find_frames(job: Job, wanted: FramesWanted) -> Iterator[tuple[int, VideoFrame | None]]:
    """Yield each wanted frame's number in order, with the frame, or None where it cannot be decoded."""
    entries = wanted.entries or [wanted.seek_pts] * len(wanted.indices)
    asked = list(zip(entries, wanted.indices, wanted.pts, strict=True))
    with open_video(job) as (container, stream):
        for entry, group in groupby(asked, key=lambda one: one[0]):
            by_pts = {pts: index for _, index, pts in group}
            yield from _find_after(container, stream, entry, by_pts)


def _find_after(
    container: InputContainer, stream: VideoStream, entry: int, by_pts: dict[int, int]
) -> Iterator[tuple[int, VideoFrame | None]]:
    container.seek(entry, stream=stream)
    last = max(by_pts)
    waiting = dict(by_pts)
    for packet in container.demux(stream):
        for frame in packet.decode():
            if frame.pts in waiting:
                yield waiting.pop(frame.pts), frame
            if frame.pts >= last:
                for index in waiting.values():
                    yield index, None
                return
