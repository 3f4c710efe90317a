"""Read the pixels of any frame of a video: decoded in the media room in runs, kept for a while on disk."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import BinaryIO

from django.conf import settings

from annotations.domain.asset import Asset, Frame
from annotations.domain.video import REEL_INDEX
from annotations.errors import DecoderBusy, FrameUnreadable, NotFound, NotReady, StateConflict
from annotations.media.process import SandboxUnavailable
from annotations.media.records import FramesRead, Refusal
from annotations.media.room import SANDBOX
from annotations.media.sandbox import identify_file
from annotations.media.tile_pack import read_tile
from annotations.media.wanted import frames_wanted
from annotations.store import files
from annotations.store.file_cache import FileCache
from annotations.store.video_frames import find_video_of, read_table

RUN = 24
"""Frames of a run that is decoded at once: who steps or plays finds the next ones ready."""
NEAR = 4
"""Frames decoded at once where nobody seems to go through the video in order."""
SIDES = (160, 320, 480, 640, 960, 1280, 1920)
"""Longest sides that scaled frames have: few, so that people share them."""
QUALITY, SCALED_QUALITY = 88, 80
MOST_DECODES, MOST_WAITING, WAIT_SECONDS, DECODE_SECONDS = 2, 4, 5.0, 8.0


class Gate:
    """Lets a few decodes in at once, never two of one run, and few wait: other threads answer saves."""

    def __init__(self, most: int, most_waiting: int) -> None:
        self._most = most
        self._most_waiting = most_waiting
        self._changed = threading.Condition()
        self._busy: set[str] = set()
        self._waiting = 0

    @contextmanager
    def enter(self, run: str, *, seconds: float) -> Iterator[None]:
        """Hold a place for a run.

        Raises:
            DecoderBusy: none came free in time, or too many wait already.
        """
        with self._changed:
            if not self._is_free(run):
                self._wait(run, seconds)
            self._busy.add(run)
        try:
            yield
        finally:
            with self._changed:
                self._busy.discard(run)
                self._changed.notify_all()

    def _wait(self, run: str, seconds: float) -> None:
        message = "Too many frames are being decoded. The same call works in a moment."
        if self._waiting >= self._most_waiting:
            raise DecoderBusy(message)
        self._waiting += 1
        try:
            if not self._changed.wait_for(lambda: self._is_free(run), seconds):
                raise DecoderBusy(message)
        finally:
            self._waiting -= 1

    def _is_free(self, run: str) -> bool:
        return len(self._busy) < self._most and run not in self._busy


GATE = Gate(MOST_DECODES, MOST_WAITING)


@cache
def frame_cache() -> FileCache:
    """Return the place for decoded frames."""
    return FileCache(settings.FRAME_CACHE, settings.FRAME_CACHE_BYTES)


def fitting_side(asset: Asset, side: int | None) -> int | None:
    """Return the longest side in which frames are given for one asked for; None is their full size."""
    longest = max(asset.width or 0, asset.height or 0)
    fitting = next((step for step in SIDES if side is not None and step >= side), None)
    return fitting if fitting is not None and fitting < longest else None


def is_of_video(frame: Frame) -> bool:
    """Tell whether a frame is of a video, its reel too."""
    return find_video_of(frame) is not None


def read_still(frame: Frame) -> bytes:
    """Return the picture of a frame as we wrote it: kept, or decoded now.

    Raises:
        NotFound: it has none; a reel never has.
        DecoderBusy, FrameUnreadable: it cannot be decoded now, or ever.
    """
    if frame.rendition:
        return b"".join(files.read_chunks(frame.rendition))
    video = find_video_of(frame)
    if video is None or frame.index == REEL_INDEX:
        message = "A reel has no pixels of its own." if video else "The stored file is missing."
        raise NotFound(message)
    return read_run(video, frame.index, 1)[frame.index]


def open_still(frame: Frame) -> BinaryIO:
    """Open the picture of a frame; otherwise as `read_still`."""
    return files.open_stored(frame.rendition) if frame.rendition else BytesIO(read_still(frame))


def read_run(
    asset: Asset, first: int, count: int, *, side: int | None = None, seconds: float = DECODE_SECONDS
) -> dict[int, bytes]:
    """Return JPEGs of successive frames by their numbers: at least the first one, perhaps not all.

    Args:
        asset: A ready video.
        first: Lies in it.
        count: What lies behind the end is left out.
        side: One of `SIDES`, or None for the full size.
        seconds: How long may be decoded.

    Raises:
        DecoderBusy: no decoder came free in time, or it took too long.
        FrameUnreadable: the file is damaged there.
    """
    indices = range(first, min(first + count, _length(asset)))
    found = _cached(asset, indices, side)
    if len(found) < len(indices):
        missing = next(index for index in indices if index not in found)
        with GATE.enter(f"{asset.id}/{side}/{missing // RUN}", seconds=WAIT_SECONDS):
            found = _cached(asset, indices, side)
            lacking = [index for index in indices if index not in found]
            if lacking:
                ahead = range(lacking[-1] + 1, _end_of_run(asset, lacking, side))
                made, broken = _decode_and_keep(asset, [*lacking, *ahead], side, seconds)
                found |= made
                if first in broken:
                    message = f"Frame {first} is damaged in the file: no decoder can show it."
                    raise FrameUnreadable(message)
    if first not in found:
        message = "Decoding this frame took too long. The same call works in a moment."
        raise DecoderBusy(message)
    return {index: found[index] for index in indices if index in found}


def decode(
    asset: Asset,
    indices: Sequence[int],
    pack: BinaryIO,
    *,
    side: int | None,
    quality: int,
    keys_only: bool = False,
    signatures: bool = False,
    seconds: float,
) -> FramesRead:
    """Decode frames of a video into a pack.

    Raises:
        FrameUnreadable: the file is damaged there.
        DecoderBusy: no decoding process can be started.
        NotFound: the file is missing.
    """
    if asset.video is None or asset.image_uri is None:
        message = "The video is not ready."
        raise NotReady(message)
    wanted = frames_wanted(
        read_table(asset.video.table),
        indices,
        keys_only=keys_only,
        longest_side=side,
        quality=quality,
        signatures=signatures,
        most_seconds=seconds,
    )
    with files.open_local(files.storage_name(asset.image_uri) or "") as source:
        container = identify_file(source)
        if isinstance(container, Refusal):
            raise FrameUnreadable(container.message)
        try:
            answer = SANDBOX.read_frames(source, container, wanted, pack)
        except SandboxUnavailable as fault:
            message = "No decoder can be started on this machine at the moment."
            raise DecoderBusy(message) from fault
    if isinstance(answer, Refusal):
        raise FrameUnreadable(answer.message)
    return answer


def tiles_of(pack: BinaryIO, count: int) -> Iterator[bytes]:
    """Yield the pictures of a pack in order."""
    for place in range(count):
        pack.seek(0)
        yield read_tile(pack, place)


def need_video(asset: Asset) -> Asset:
    """Return an asset that is a video whose frames can be read.

    Raises:
        StateConflict: it is a picture.
        NotReady: it is not decoded yet.
    """
    if asset.video is not None:
        return asset
    if asset.kind == "video" and asset.status == "uploaded":
        message = "The video is still being read."
        raise NotReady(message)
    message = "This asset is not a video."
    raise StateConflict(message)


def _length(asset: Asset) -> int:
    return asset.video.frame_count if asset.video else 0


def _end_of_run(asset: Asset, lacking: Sequence[int], side: int | None) -> int:
    """Return where decoding ahead ends: at the next multiple of a run for who goes on in order."""
    last = lacking[-1]
    before = lacking[0] - 1
    follows = len(lacking) > 1 or (before >= 0 and frame_cache().find(_name(asset, before, side)) is not None)
    end = (last // RUN + 1) * RUN if follows else last + NEAR
    return min(end, _length(asset))


def _cached(asset: Asset, indices: Sequence[int], side: int | None) -> dict[int, bytes]:
    read = ((index, frame_cache().read(_name(asset, index, side))) for index in indices)
    return {index: kept for index, kept in read if kept is not None}


def _decode_and_keep(
    asset: Asset, indices: Sequence[int], side: int | None, seconds: float
) -> tuple[dict[int, bytes], list[int]]:
    quality = QUALITY if side is None else SCALED_QUALITY
    with tempfile.TemporaryFile() as pack:
        answer = decode(asset, indices, pack, side=side, quality=quality, seconds=seconds)
        made = dict(zip(answer.indices, tiles_of(pack, len(answer.indices)), strict=True))
    for index, picture in made.items():
        frame_cache().keep(_name(asset, index, side), [picture])
    return made, answer.missing


def _name(asset: Asset, index: int, side: int | None) -> str:
    return f"{asset.id}/{side or 'full'}/{index // 1000}/{index}.jpg"
