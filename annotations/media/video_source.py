"""Opens one untrusted video with the demuxer its bytes ask for, and nothing else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotations.media import refusals
from annotations.media.endings import ends_early
from annotations.media.job import Job
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
_READ_BYTES = 64 * 1024
_BYTES_A_PIXEL = 6
"""What a decoder wants at least: a frame, and two that it is predicted from."""


def set_up_video() -> None:
    """Silence FFmpeg, which would write about hostile files into our logs, and load all of PyAV."""
    av.logging.set_level(None)
    # PyAV loads parts of itself when a file needs them; a confined process can open no module.
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@contextmanager
def refuse_what_fails(job: Job) -> Iterator[None]:
    """Turn what FFmpeg says about a bad file into a refusal."""
    try:
        yield
    except av.error.MemoryError as error:
        raise MemoryError from error
    except av.error.DecoderNotFoundError as error:
        reason = "The video uses a codec that we do not read; convert it to H.264 in MP4"
        raise FileRefused(refusals.unsupported_content(reason)) from error
    except (av.error.FFmpegError, ValueError) as error:
        early = ends_early(job.source, job.container)
        refuse = refusals.truncated if early else refusals.corrupt
        raise FileRefused(refuse(job.container)) from error


@contextmanager
def open_video(job: Job) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open the file and the first of its video tracks.

    Raises:
        FileRefused: There is no video track.
        FFmpegError: The file cannot be read.
    """
    job.source.seek(0)
    # The demuxer is fixed and nothing but the given file may be opened: a text playlist that passes
    # for a video must not reach its neighbours or the network.
    with av.open(
        job.source,
        mode="r",
        format=_DEMUXERS[job.container],
        options={"protocol_whitelist": "pipe"},
        metadata_errors="replace",
        buffer_size=_READ_BYTES,
    ) as container:
        if not container.streams.video:
            if ends_early(job.source, job.container):
                raise FileRefused(refusals.truncated(job.container))
            reason = "The file has no video track; upload a video or a picture"
            raise FileRefused(refusals.unsupported_content(reason))
        chosen = container.streams.video[0]
        for stream in container.streams:
            if stream.index != chosen.index:
                stream.discard = Discard.all
        chosen.thread_type = "NONE"
        chosen.codec_context.thread_count = 1
        yield container, chosen


def need_memory(width: int, height: int) -> None:
    """Tell want of memory from damage, after a frame could not be decoded: decoders speak of both alike.

    Raises:
        MemoryError: there is no room for a frame of this size.
    """
    bytearray(_BYTES_A_PIXEL * width * height)


def decode_packet(packet: Packet[VideoStream] | None, stream: VideoStream | None = None) -> list[VideoFrame]:
    """Return the frames that come out when a packet goes in; none for a damaged one. None drains `stream`."""
    try:
        if packet is None:
            return stream.codec_context.decode(None) if stream is not None else []
        return packet.decode()
    except (av.error.InvalidDataError, av.error.EOFError):
        return []
