"""The limits of the work on videos: PyAV in a plain loop, and ffmpeg's own program where there is one."""

import io
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotations.media.video_picture import fit, to_picture, upright_size
from tests.bench.figures import BenchFailed

NO_FFMPEG = "There is no ffmpeg here: no peer of that name"
_TIMINGS = (("-fps_mode", "passthrough"), ("-vsync", "0"))
"""Each frame once, as it is: what it is called since version 5.1, and before."""


@contextmanager
def opened(film: Path, *, keys_only: bool = False) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a film for one thread, as a process of the media room does."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        stream.codec_context.thread_count = 1
        if keys_only:
            stream.codec_context.skip_frame = "NONKEY"
        yield container, stream


def encode(frame: VideoFrame, side: int | None, quality: int) -> bytes:
    """Turn a frame into a JPEG by the same steps as the product."""
    target = io.BytesIO()
    to_picture(frame, fit(upright_size(frame), side)).save(target, "JPEG", quality=quality)
    return target.getvalue()


def bare_rate(
    film: Path,
    count: int,
    *,
    keys_only: bool,
    encoded: tuple[int | None, int] | None = None,
    folder: Path | None = None,
) -> float:
    """Return frames/s of decoding the first `count`, in order.

    Args:
        film: The file.
        count: Frames, or key frames.
        keys_only: Nothing but key frames is decoded.
        encoded: Longest side and quality of JPEGs to make of them; None only decodes.
        folder: Where each JPEG is written, if anywhere.
    """
    done = 0
    began = time.perf_counter()
    with opened(film, keys_only=keys_only) as (container, stream):
        for frame in container.decode(stream):
            if encoded is not None:
                picture = encode(frame, *encoded)
                if folder is not None:
                    (folder / f"{done}.jpg").write_bytes(picture)
            done += 1
            if done == count:
                return done / (time.perf_counter() - began)
    raise BenchFailed(f"{film.name} has {done} frames instead of {count}")


def bare_access(film: Path, times: Sequence[int], quality: int) -> list[float]:
    """Return the seconds for each of some frames, by time: seek in the open file, decode, make a JPEG."""
    taken: list[float] = []
    with opened(film) as (container, stream):
        for pts in times:
            began = time.perf_counter()
            container.seek(pts, stream=stream)
            frame = next(one for one in container.decode(stream) if one.pts == pts)
            encode(frame, None, quality)
            taken.append(time.perf_counter() - began)
    return taken


def has_ffmpeg() -> bool:
    """Whether there is a program to stand beside."""
    return _ffmpeg() is not None


def ffmpeg_rate(film: Path, count: int, *, keys_only: bool, encoded: bool) -> float:
    """Return frames/s of ffmpeg's own program on one thread, from its start to its end.

    Raises:
        BenchFailed: it is not there, or did not do it.
    """
    skipped = ["-skip_frame", "nokey"] if keys_only else []
    made = ["-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe"] if encoded else ["-f", "null"]
    for timing in _TIMINGS:
        command = [
            _ffmpeg() or "ffmpeg", "-v", "error", "-nostdin", *skipped, "-threads", "1", "-i", str(film),
            "-an", *timing, "-frames:v", str(count), "-threads", "1", *made, "-",
        ]  # fmt: skip
        began = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        took = time.perf_counter() - began
        if b"Unrecognized option" not in done.stderr:
            break
    if done.returncode:
        raise BenchFailed(f"ffmpeg: {done.stderr.decode(errors='replace')[-500:]}")
    return count / took


def _ffmpeg() -> str | None:
    found = shutil.which("ffmpeg")
    if found is not None:
        return found
    try:
        return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ModuleNotFoundError, RuntimeError):
        return None
