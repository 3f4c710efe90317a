"""Read the pictures that go into an export: kept ones as they are, other frames of videos decoded in runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO

from annotations.actions.read_pixels import QUALITY, decode
from annotations.domain.asset import Asset
from annotations.errors import DecoderBusy, NotFound
from annotations.formats.pictures import Chunks, Pictured
from annotations.formats.unroll import ShownFrame
from annotations.media.tile_pack import read_tile
from annotations.store import assets, files

AHEAD = 128
"""Frames decoded at once: a run begins at a key frame, so short ones decode the same frames again."""
DECODE_SECONDS = 30.0


class ExportPictures:
    """Goes along the frames of an export, a run ahead of it."""

    def along(self, frames: Iterator[ShownFrame]) -> Pictured:
        """Yield the frames with their pictures; a frame that no decoder can show has none.

        Raises:
            NotFound: a file is missing.
            FrameUnreadable: a video is damaged beyond a frame.
            DecoderBusy: no decoding process can be started, or it takes too long.
        """
        while run := list(islice(frames, AHEAD)):
            with _decoded(run) as found:
                for frame in run:
                    yield frame, found.get(frame.frame_id) or _kept(frame)


@contextmanager
def _decoded(run: Sequence[ShownFrame]) -> Iterator[dict[str, Chunks]]:
    wanted: dict[str, list[ShownFrame]] = {}
    for frame in run:
        if not frame.rendition and frame.index is not None:
            wanted.setdefault(frame.asset_id, []).append(frame)
    with tempfile.TemporaryFile() as pack:
        found: dict[str, Chunks] = {}
        for asset_id, frames in wanted.items():
            asset = assets.find_asset(asset_id)
            if asset is None:
                message = "The video of the snapshot is gone."
                raise NotFound(message)
            found |= _decode(asset, {frame.index or 0: frame.frame_id for frame in frames}, pack)
        yield found


def _decode(asset: Asset, named: dict[int, str], kept: BinaryIO) -> dict[str, Chunks]:
    """Append pictures to a file and return where they are, by the ids of their frames."""
    found: dict[str, Chunks] = {}
    left = list(named)
    while left:
        with tempfile.TemporaryFile() as pack:
            answer = decode(asset, left, pack, side=None, quality=QUALITY, seconds=DECODE_SECONDS)
            settled = {*answer.indices, *answer.missing}
            if not settled:
                message = "Decoding a frame of the video took too long."
                raise DecoderBusy(message)
            for place, index in enumerate(answer.indices):
                pack.seek(0)
                picture = read_tile(pack, place)
                found[named[index]] = _Stretch(kept, kept.seek(0, 2), kept.write(picture))
        left = [index for index in left if index not in settled]
    return found


class _Stretch:
    """A picture in a file; read when it is iterated."""

    def __init__(self, source: BinaryIO, start: int, length: int) -> None:
        self._source, self._start, self._length = source, start, length

    def __iter__(self) -> Iterator[bytes]:
        self._source.seek(self._start)
        yield self._source.read(self._length)


def _kept(frame: ShownFrame) -> Chunks | None:
    return files.read_chunks(frame.rendition) if frame.rendition else None
