"""Finds frames of a video by their exact place, decoding as little as possible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotations.media.job import Job
from annotations.media.video_source import decode_packet, open_video
from annotations.media.wanted import FramesWanted

Found = tuple[int, VideoFrame | None]

_ON_THE_WAY_SECONDS = 1.0
"""Frames this close to the last one are reached by decoding on, the others by seeking."""

_LEAVES_OUT = frozenset({"h264", "mpeg2video", "mpeg4"})
"""Codecs that mark the frames that no other one is predicted from, whatever else is left out."""

_FURTHER_BACK_SECONDS = (0.0, 1.0, 10.0)
"""How far before a key frame to seek when the file's index led behind it; after that from its beginning."""


def find_frames(job: Job, wanted: FramesWanted) -> Iterator[Found]:
    """Yield each wanted frame's number in order, with the frame, or None where it cannot be decoded."""
    with ExitStack() as opened:
        finder = _Finder(job, wanted, opened)
        for first, last in finder.stretches():
            yield from finder.find(first, last)


class _Finder:
    def __init__(self, job: Job, wanted: FramesWanted, opened: ExitStack) -> None:
        self._job = job
        self._wanted = wanted
        self._opened = opened
        self._counts = bool(wanted.entry_indices)
        self._entries = wanted.entries or [wanted.seek_pts] * len(wanted.indices)
        # Where frames are counted, a frame's place is its number; elsewhere it is its time.
        self._places = wanted.indices if self._counts else wanted.pts
        self._open()

    def _open(self) -> None:
        self._opened.close()
        self._container, self._stream = self._opened.enter_context(open_video(self._job))
        self._stream.codec_context.copy_opaque = self._counts
        self._is_at_start = True

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges of wanted frames that are decoded in one go."""
        first = 0
        for position in range(1, len(self._places)):
            if self._entries[position] != self._entries[position - 1] and not self._is_on_the_way(position):
                yield first, position
                first = position
        yield first, len(self._places)

    def find(self, first: int, last: int) -> Iterator[Found]:
        entry = self._entries[first]
        if self._wanted.keys_only and not self._counts and self._places[first] == entry:
            alone = self._decode_key(entry)
            if alone is not None:
                yield self._wanted.indices[first], alone
                return
        if entry != self._wanted.start:
            for seconds in _FURTHER_BACK_SECONDS[: 1 if self._counts else None]:
                began = False
                for found in self._decode_from(entry, seconds, first, last):
                    began = True
                    yield found
                if began:
                    return
        yield from self._decode_from(None, 0.0, first, last)

    def _is_on_the_way(self, position: int) -> bool:
        if self._wanted.keys_only:
            return False
        ticks = self._wanted.pts[position] - self._wanted.pts[position - 1]
        return self._stream.time_base is not None and ticks * self._stream.time_base <= _ON_THE_WAY_SECONDS

    def _decode_key(self, entry: int) -> VideoFrame | None:
        if not self._seek(entry):
            return None
        self._stream.codec_context.skip_frame = "DEFAULT"
        for packet in self._container.demux(self._stream):
            if not packet.is_keyframe or not packet.size or (packet.pts or 0) < entry:
                continue
            if packet.pts != entry:
                return None
            frames = decode_packet(packet) + decode_packet(None, self._stream)
            self._stream.codec_context.flush_buffers()
            return next((frame for frame in frames if frame.pts == entry), None)
        return None

    def _decode_from(self, entry: int | None, seconds: float, first: int, last: int) -> Iterator[Found]:
        """Yield a stretch, or nothing when decoding begins too late for its first frame."""
        waiting = dict(zip(self._places[first:last], self._wanted.indices[first:last], strict=True))
        has_begun = entry is None
        for place, frame in self._decoded(entry, seconds, first):
            # What comes first after a seek may lack what it was predicted from.
            if not has_begun and (place > self._places[first] or frame.is_corrupt):
                if place > self._places[first]:
                    return
                continue
            has_begun = True
            for passed in [one for one in waiting if one < place]:
                yield waiting.pop(passed), None
            if place in waiting:
                yield waiting.pop(place), frame
            if not waiting:
                return
        if has_begun:
            for index in waiting.values():
                yield index, None

    def _decoded(self, entry: int | None, seconds: float, first: int) -> Iterator[tuple[int, VideoFrame]]:
        if self._counts:
            yield from self._counted(entry, first)
            return
        codec = self._stream.codec_context
        wanted = {None, *self._wanted.pts}
        leaves_out = codec.name in _LEAVES_OUT
        for packet in self._packets(entry, seconds):
            codec.skip_frame = "NONREF" if leaves_out and packet.pts not in wanted else "DEFAULT"
            for frame in decode_packet(packet):
                if frame.pts is not None:
                    yield frame.pts, frame

    def _counted(self, entry: int | None, first: int) -> Iterator[tuple[int, VideoFrame]]:
        place = 0 if entry is None else None
        for packet in self._packets(entry, 0.0):
            packet.opaque = timestamp_of(packet)
            for frame in decode_packet(packet):
                if place is None and frame.opaque == entry:
                    place = self._wanted.entry_indices[first]
                if place is not None:
                    yield place, frame
                    place += 1

    def _packets(self, entry: int | None, seconds: float) -> Iterator[Packet[VideoStream]]:
        base = self._stream.time_base
        if entry is None:
            if not self._is_at_start:
                self._open()
        elif not self._seek(entry if base is None else entry - round(seconds / base)):
            return
        self._is_at_start = False
        at_key = entry is None
        try:
            for packet in self._container.demux(self._stream):
                at_key = at_key or packet.is_keyframe
                if at_key:
                    yield packet
        except av.error.InvalidDataError:
            return

    def _seek(self, timestamp: int) -> bool:
        self._is_at_start = False
        try:
            self._container.seek(timestamp, stream=self._stream)
        except av.error.FFmpegError:
            return False
        return True


def timestamp_of(packet: Packet[VideoStream]) -> int | None:
    """Return the time in the file by which a packet is sought."""
    return packet.pts if packet.dts is None else packet.dts
