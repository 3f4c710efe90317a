"""Lists the frames of a video without decoding them, as far as its packets can be trusted."""

from annotations.domain.frame_table import FrameTable
from annotations.media.job import Job
from annotations.media.video_source import open_video


def list_frames(job: Job, width: int, height: int) -> tuple[FrameTable, list[str]]:
    """Return the table of frames, and notes on what is unusual about them."""
    shown: list[tuple[int, bool]] = []
    with open_video(job) as (container, stream):
        for packet in container.demux(stream):
            if packet.size > 0 and not packet.is_discard and packet.pts is not None:
                shown.append((packet.pts, packet.is_keyframe))
        base = stream.time_base
    shown.sort()
    keys = [index for index, (_, is_key) in enumerate(shown) if is_key]
    table = FrameTable.of(base, (pts for pts, _ in shown), keys, width=width, height=height)
    return table, []
