"""Probes one untrusted video and writes its poster; runs in a decoding process."""

import importlib
import pkgutil
import time
from fractions import Fraction

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from annotations.media import refusals
from annotations.media.encode import write_thumbnail
from annotations.media.endings import ends_early
from annotations.media.job import Job
from annotations.media.records import Prepared, VideoProbe
from annotations.media.refusals import FileRefused
from annotations.media.sniff import Container

_DEMUXERS = {
    Container.MP4: "mov",
    Container.MOV: "mov",
    Container.MKV: "matroska",
    Container.WEBM: "matroska",
    Container.AVI: "avi",
    Container.MPEG_TS: "mpegts",
}
_BAD_PACKETS_TOLERATED = 100
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def set_up_video() -> None:
    """Silence FFmpeg, which would write about hostile files into our logs, and load all of PyAV."""
    av.logging.set_level(None)
    # PyAV loads parts of itself when a file needs them; a confined process can open no module.
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def prepare_video(job: Job) -> Prepared:
    """Read a video's facts and write a poster of its first decodable frame.

    Args:
        job: The video and where to write; the rendition stays empty.

    Returns:
        What the video is and the poster that was written.

    Raises:
        FileRefused: The video is damaged, too large or has no video track.
    """
    if ends_early(job.source, job.container):
        raise FileRefused(refusals.truncated(job.container))
    try:
        with _open(job) as container:
            stream = _video_stream(container)
            codec = stream.codec_context.name
            _check_size(stream.codec_context.width, stream.codec_context.height, job)
            duration = _duration(container, stream)
            rate = stream.average_rate or stream.guessed_rate
            declared = stream.frames
            frame = _first_frame(container, stream)
            if frame is None:
                raise FileRefused(refusals.corrupt(job.container))
        counted = declared if declared > 0 else _count_packets(job)
    except av.error.MemoryError as error:
        raise MemoryError from error
    except av.error.DecoderNotFoundError as error:
        reason = "The video uses a codec that we do not read; convert it to H.264 in MP4"
        raise FileRefused(refusals.unsupported_content(reason)) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise FileRefused(refusals.corrupt(job.container)) from error
    _check_size(frame.width, frame.height, job)
    rotation = round(-frame.rotation / 90) * 90 % 360
    turned = rotation in (90, 270)
    thumbnail = write_thumbnail(_poster(frame, rotation, job), job.thumbnail, job.limits)
    estimate = round(duration * rate) if duration and rate else None
    probe = VideoProbe(
        container=job.container,
        width=frame.height if turned else frame.width,
        height=frame.width if turned else frame.height,
        codec=codec,
        duration_s=duration,
        fps=float(rate) if rate else None,
        frame_count=estimate if counted is None else counted,
        frame_count_is_exact=counted is not None,
        rotation=rotation,
        notes=() if counted is not None else ("the number of frames is an estimate",),
    )
    return Prepared(probe=probe, rendition=None, thumbnail=thumbnail)


def _open(job: Job) -> InputContainer:
    job.source.seek(0)
    # The demuxer is fixed and nothing but the given file may be opened: a text playlist that passes
    # for a video must not reach its neighbours or the network.
    return av.open(
        job.source,
        mode="r",
        format=_DEMUXERS[job.container],
        options={"protocol_whitelist": "pipe"},
        metadata_errors="replace",
    )


def _video_stream(container: InputContainer) -> VideoStream:
    if not container.streams.video:
        reason = "The file has no video track; upload a video or a picture"
        raise FileRefused(refusals.unsupported_content(reason))
    stream = container.streams.video[0]
    stream.thread_type = "NONE"
    stream.codec_context.thread_count = 1
    return stream


def _check_size(width: int, height: int, job: Job) -> None:
    if max(width, height) > job.limits.max_side:
        raise FileRefused(refusals.too_wide(width, height, job.limits))
    if width * height > job.limits.max_video_pixels:
        raise FileRefused(refusals.too_many_pixels(width, height, job.limits.max_video_pixels))


def _duration(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return float(Fraction(container.duration, av.time_base)) if container.duration else None


def _first_frame(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    bad_packets = 0
    for packet in container.demux(stream):
        try:
            for frame in packet.decode():
                return frame
        except av.error.InvalidDataError:
            bad_packets += 1
            if bad_packets > _BAD_PACKETS_TOLERATED:
                return None
    return None


def _count_packets(job: Job) -> int | None:
    deadline = time.monotonic() + job.limits.packet_count_seconds
    counted = 0
    with _open(job) as container:
        for packet in container.demux(_video_stream(container)):
            counted += packet.size > 0
            if counted % 256 == 0 and time.monotonic() > deadline:
                return None
    return counted


def _poster(frame: VideoFrame, rotation: int, job: Job) -> Image.Image:
    scale = min(1.0, 2 * job.limits.thumbnail_side / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    poster: Image.Image = frame.to_image(width=width, height=height)  # type: ignore[no-untyped-call]
    return poster.transpose(_TURNS[rotation]) if rotation in _TURNS else poster
