"""Reads exactly the wanted frames of one untrusted video; runs in a decoding process."""

import io
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from av.video.frame import VideoFrame

from annotations.media import refusals
from annotations.media.job import Job
from annotations.media.records import FramesRead
from annotations.media.refusals import FileRefused
from annotations.media.tile_pack import write_pack_of_most
from annotations.media.video_picture import fit, to_picture, upright_size
from annotations.media.video_seek import find_frames
from annotations.media.video_signature import sign
from annotations.media.video_source import need_memory, refuse_what_fails
from annotations.media.wanted import FramesWanted

AHEAD = 2
"""Decoded frames that may wait for their pictures: the next ones are decoded meanwhile."""
AHEAD_PIXELS = 4096 * 2304
"""Larger frames are decoded and made into pictures one at a time: those of 8K take 100 MB each as RGB."""

_Made = tuple[bytes, list[float] | None]


def read_frames(job: Job) -> FramesRead:
    """Write the wanted frames, each as it is decoded, as a pack of JPEGs.

    Args:
        job: The video, what is wanted of it, and where to write in place of a rendition.

    Returns:
        Which frames were written.

    Raises:
        FileRefused: The video cannot be read at all.
    """
    if job.wanted is None:
        raise FileRefused(refusals.corrupt(job.container))
    reading = _Reading(job.wanted)
    with refuse_what_fails(job):
        found = find_frames(job, job.wanted)
        _, size_bytes = write_pack_of_most(
            job.rendition, len(job.wanted.indices), reading.encode_until_late(found)
        )
    width, height = reading.size or (0, 0)
    return FramesRead(reading.indices, reading.missing, width, height, size_bytes, reading.signatures)


@dataclass(slots=True)
class _Reading:
    wanted: FramesWanted
    indices: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    signatures: list[list[float]] = field(default_factory=list)
    size: tuple[int, int] | None = None

    def encode_until_late(self, found: Iterator[tuple[int, VideoFrame | None]]) -> Iterator[bytes]:
        """Yield the pictures in order; a second thread makes them, beside the one that decodes."""
        deadline = time.monotonic() + self.wanted.most_seconds
        waiting: deque[tuple[int, Future[_Made]]] = deque()
        with ThreadPoolExecutor(1) as pool:
            for index, frame in found:
                if frame is None:
                    need_memory(self.wanted.width, self.wanted.height)
                    self.missing.append(index)
                else:
                    most = AHEAD if frame.width * frame.height <= AHEAD_PIXELS else 0
                    waiting.append((index, pool.submit(self._make, frame, self._size_of(frame))))
                    del frame
                    while len(waiting) > most:
                        yield self._settle(*waiting.popleft())
                if time.monotonic() > deadline:
                    break
            while waiting:
                yield self._settle(*waiting.popleft())

    def _settle(self, index: int, made: Future[_Made]) -> bytes:
        jpeg, signature = made.result()
        self.indices.append(index)
        if signature is not None:
            self.signatures.append(signature)
        return jpeg

    def _make(self, frame: VideoFrame, size: tuple[int, int]) -> _Made:
        picture = to_picture(frame, size)
        signature = sign(picture) if self.wanted.signatures else None
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=self.wanted.quality)
        return target.getvalue(), signature

    def _size_of(self, frame: VideoFrame) -> tuple[int, int]:
        if self.size is None:
            told = (self.wanted.width, self.wanted.height)
            self.size = fit(told if all(told) else upright_size(frame), self.wanted.longest_side)
        return self.size
