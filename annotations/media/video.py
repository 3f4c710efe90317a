"""Probes one untrusted video: lists its frames and writes its poster; runs in a decoding process."""

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotations.media import refusals
from annotations.media.encode import write_thumbnail
from annotations.media.endings import ends_early
from annotations.media.job import Job
from annotations.media.records import Prepared, VideoProbe
from annotations.media.refusals import FileRefused
from annotations.media.video_picture import fit, rotation_of, to_picture, upright_size
from annotations.media.video_source import need_memory, open_video, refuse_what_fails
from annotations.media.video_table import list_frames

_BAD_PACKETS_TOLERATED = 100


def prepare_video(job: Job) -> Prepared:
    """Write the table of a video's frames, and a poster of the first one that can be decoded.

    Args:
        job: The video and where to write; the table goes in place of a rendition.

    Returns:
        What the video is and the poster that was written.

    Raises:
        FileRefused: The video is damaged, too large or has no video track.
    """
    with refuse_what_fails(job):
        with open_video(job) as (container, stream):
            codec = stream.codec_context.name
            _check_size(stream.codec_context.width, stream.codec_context.height, job)
            frame = _first_frame(container, stream)
        if frame is None:
            with open_video(job) as (_container, stream):
                need_memory(stream.codec_context.width, stream.codec_context.height)
            refuse = refusals.truncated if ends_early(job.source, job.container) else refusals.corrupt
            raise FileRefused(refuse(job.container))
        _check_size(frame.width, frame.height, job)
        width, height = upright_size(frame)
        table, notes = list_frames(job, width, height)
    poster = to_picture(frame, fit((width, height), 2 * job.limits.thumbnail_side))
    thumbnail = write_thumbnail(poster, job.thumbnail, job.limits)
    job.rendition.write(table.to_bytes())
    job.rendition.flush()
    probe = VideoProbe(
        container=job.container,
        width=width,
        height=height,
        codec=codec,
        duration_s=table.duration,
        fps=table.rate,
        frame_count=len(table),
        rotation=rotation_of(frame),
        notes=tuple(notes),
    )
    return Prepared(probe=probe, rendition=None, thumbnail=thumbnail)


def _check_size(width: int, height: int, job: Job) -> None:
    if max(width, height) > job.limits.max_side:
        raise FileRefused(refusals.too_wide(width, height, job.limits))
    if width * height > job.limits.max_video_pixels:
        raise FileRefused(refusals.too_many_pixels(width, height, job.limits.max_video_pixels))


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
