"""Lists the frames of a video: from its packets where they can be trusted, else by decoding all of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import av
from av.packet import Packet
from av.video.stream import VideoStream

from annotations.domain.frame_table import MOST_FRAMES, FrameTable
from annotations.media import refusals
from annotations.media.endings import ends_early
from annotations.media.job import Job
from annotations.media.refusals import FileRefused
from annotations.media.video_seek import timestamp_of
from annotations.media.video_source import decode_packet, need_memory, open_video

_PLACEHOLDER_BYTES = 20
"""MPEG-4 writes "nothing new" as a packet this short, which decoders may show or not."""

_VP8_SHOWN = 0x10


@dataclass(slots=True)
class _Listing:
    """What one pass over a file found: for each frame its time and, if one begins there, where to seek."""

    time_base: Fraction
    frames: list[tuple[int, bool]] = field(default_factory=list)
    seeks: list[int] = field(default_factory=list)
    announced: int = 0
    is_trusted: bool = True
    is_whole: bool = True

    def table(self, width: int, height: int) -> FrameTable:
        keys = [index for index, (_, is_key) in enumerate(self.frames) if is_key]
        times = (pts for pts, _ in self.frames)
        return FrameTable.of(self.time_base, times, keys, width=width, height=height, seeks=self.seeks)


def list_frames(job: Job, width: int, height: int) -> tuple[FrameTable, list[str]]:
    """Return the table of the frames that a decoder shows, and notes on what is unusual about them.

    Raises:
        FileRefused: There is no frame, or there are too many, or listing them takes too long.
        FFmpegError: The file cannot be read.
    """
    listing = _list_packets(job)
    if listing.is_trusted:
        shown = _decode(job, listing.time_base, job.limits.table_check_seconds)
        listing.is_trusted = shown.is_trusted and _agree(listing, shown)
    if not listing.is_trusted:
        listing = _decode(job, listing.time_base, job.limits.table_decode_seconds)
        if not listing.is_whole:
            raise FileRefused(refusals.too_slow(job.limits))
        if not listing.is_trusted:
            _time_anew(listing)
    if not listing.frames:
        need_memory(width, height)
        raise FileRefused(refusals.corrupt(job.container))
    notes = []
    if ends_early(job.source, job.container):
        count, announced = len(listing.frames), max(listing.announced, len(listing.frames))
        of = f" of about {announced:,}" if announced > count else ""
        notes.append(f"the file ends early: {count:,}{of} frames can be read")
    return listing.table(width, height), notes


def _list_packets(job: Job) -> _Listing:
    with open_video(job) as (container, stream):
        listing = _Listing(stream.time_base or Fraction(1, 90_000), announced=stream.frames)
        codec = stream.codec_context.name
        try:
            for packet in container.demux(stream):
                if packet.size == 0 or packet.is_discard or not _is_shown(packet, codec):
                    continue
                if packet.pts is None or (codec == "mpeg4" and packet.size < _PLACEHOLDER_BYTES):
                    listing.is_trusted = False
                    break
                listing.frames.append((packet.pts, packet.is_keyframe))
                _refuse_too_many(listing, job)
        except av.error.InvalidDataError:
            listing.is_trusted = bool(listing.frames)
    listing.frames.sort()
    if any(before[0] == after[0] for before, after in pairwise(listing.frames)):
        listing.is_trusted = False
    return listing


def _decode(job: Job, time_base: Fraction, most_seconds: float) -> _Listing:
    deadline = time.monotonic() + most_seconds
    with open_video(job) as (container, stream):
        stream.codec_context.copy_opaque = True
        listing = _Listing(stream.time_base or time_base, announced=stream.frames)
        ticks = listing.time_base * (stream.average_rate or 25)
        step = max(1, round(1 / ticks)) if ticks else 1
        try:
            for packet in container.demux(stream):
                packet.opaque = timestamp_of(packet)
                for frame in decode_packet(packet):
                    pts = frame.pts
                    if pts is None or (listing.frames and pts <= listing.frames[-1][0]):
                        listing.is_trusted = False
                        pts = listing.frames[-1][0] + step if listing.frames else 0
                    # Decoding can begin at what decodes without other frames and can be sought.
                    is_key = bool(frame.key_frame) and isinstance(frame.opaque, int)
                    if is_key or not listing.frames:
                        listing.seeks.append(frame.opaque if isinstance(frame.opaque, int) else 0)
                    listing.frames.append((pts, is_key))
                    _refuse_too_many(listing, job)
                if time.monotonic() > deadline:
                    listing.is_whole = False
                    break
        except av.error.InvalidDataError:
            pass
    if listing.is_trusted:
        listing.seeks.clear()
    return listing


def _agree(listing: _Listing, shown: _Listing) -> bool:
    """Hold the listed frames against decoded ones, and drop those at the ends that nothing shows."""
    if not shown.frames:
        return False
    listed = [pts for pts, _ in listing.frames]
    decoded = [pts for pts, _ in shown.frames]
    first = next((index for index, pts in enumerate(listed) if pts >= decoded[0]), 0)
    if listed[first : first + len(decoded)] != decoded:
        return False
    listing.frames = listing.frames[first : first + len(decoded) if shown.is_whole else None]
    return True


def _time_anew(listing: _Listing) -> None:
    ticks = (listing.frames[-1][0] - listing.frames[0][0]) // max(1, len(listing.frames) - 1)
    step = max(1, ticks)
    listing.frames = [(index * step, is_key) for index, (_, is_key) in enumerate(listing.frames)]


def _is_shown(packet: Packet[VideoStream], codec: str) -> bool:
    # VP8 keeps pictures that only others are predicted from in packets of their own.
    return codec not in ("vp8", "libvpx") or bool(bytes(packet)[0] & _VP8_SHOWN)


def _refuse_too_many(listing: _Listing, job: Job) -> None:
    if len(listing.frames) > MOST_FRAMES:
        raise FileRefused(refusals.too_slow(job.limits))
