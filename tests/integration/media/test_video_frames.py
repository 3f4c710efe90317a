"""Every frame that is asked for by number is exactly that frame, in every container and order."""

import io
import random
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from PIL import Image

from annotations.domain.frame_table import FrameTable
from annotations.media.records import FramesRead, Prepared, Refusal
from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container, identify
from annotations.media.tile_pack import read_tile
from annotations.media.wanted import frames_wanted
from tests.builders_video import (
    HEIGHT,
    WIDTH,
    X264,
    Clip,
    read_number,
    shown_by_decoding,
    varying,
    write_clip,
)
from tests.integration.media.rooms import put_through

H264 = dict(X264)
CLIPS = {
    "constant rate": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "12"}),
    "B-frames": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "20", "bf": "3"}),
    "open groups": Clip(
        Container.MP4, "mp4", "libx264", {**H264, "g": "15", "bf": "2", "x264-params": "open-gop=1"}
    ),
    "variable rate": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "12", "bf": "2"}, step=varying),
    "edit list": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "30", "bf": "2"}, skipped=7),
    "one long group": Clip(Container.MP4, "mp4", "libx264", {**H264, "g": "999", "bf": "2"}, frames=200),
    "QuickTime": Clip(Container.MOV, "mov", "mpeg4", {"g": "12", "bf": "2"}),
    "Matroska": Clip(Container.MKV, "matroska", "libx264", {**H264, "g": "12", "bf": "2"}, step=varying),
    "AVI": Clip(Container.AVI, "avi", "mpeg4", {"g": "12"}),
    "AVI with B-frames": Clip(Container.AVI, "avi", "mpeg4", {"g": "12", "bf": "2"}),
    "AVI with H.264": Clip(Container.AVI, "avi", "libx264", {**H264, "g": "12", "bf": "2"}),
    "transport stream": Clip(Container.MPEG_TS, "mpegts", "libx264", {**H264, "g": "12", "bf": "2"}),
    "MPEG-2": Clip(Container.MPEG_TS, "mpegts", "mpeg2video", {"g": "12", "bf": "2", "b": "2M"}),
    "VP8": Clip(
        Container.WEBM, "webm", "libvpx",
        {"g": "30", "auto-alt-ref": "1", "lag-in-frames": "10", "deadline": "realtime", "b": "1M"},
    ),
    "VP9": Clip(Container.WEBM, "webm", "libvpx-vp9", {"g": "30", "deadline": "realtime"}, frames=60),
}  # fmt: skip
DEMUXERS = {
    Container.MP4: "mov",
    Container.MOV: "mov",
    Container.MKV: "matroska",
    Container.WEBM: "matroska",
    Container.AVI: "avi",
    Container.MPEG_TS: "mpegts",
}


@dataclass
class Opened:
    """A clip with its table, in a sandbox."""

    sandbox: Sandbox
    stored: bytes
    container: Container
    table: FrameTable

    def read(self, indices: Iterable[int], **options: bool) -> tuple[FramesRead, list[Image.Image]]:
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as pack:
            source.write(self.stored)
            source.flush()
            wanted = frames_wanted(self.table, indices, **options)
            read = self.sandbox.read_frames(source, self.container, wanted, pack)
            assert not isinstance(read, Refusal), read
            pictures: list[Image.Image] = []
            for place in range(len(read.indices)):
                pack.seek(0)
                pictures.append(Image.open(io.BytesIO(read_tile(pack, place))))
            return read, pictures

    def numbers(self, indices: Iterable[int], **options: bool) -> list[int]:
        listed = list(indices)
        read, pictures = self.read(listed, **options)
        assert (read.indices, read.missing) == (listed, [])
        return [read_number(picture) for picture in pictures]


def open_clip(sandbox: Sandbox, stored: bytes) -> Opened:
    outcome = put_through(sandbox, stored)
    assert isinstance(outcome.answer, Prepared), outcome.answer
    return Opened(sandbox, stored, outcome.video.container, FrameTable.from_bytes(outcome.rendition))


@pytest.mark.parametrize("name", CLIPS)
def test_every_frame_shows_its_number(sandbox: Sandbox, name: str) -> None:
    clip = CLIPS[name]
    stored = write_clip(clip)
    assert identify(stored[:1024]) is clip.container
    shown = shown_by_decoding(stored, DEMUXERS[clip.container])
    opened = open_clip(sandbox, stored)
    table = opened.table
    numbers = [number for _, number in shown]
    assert len(table) == len(shown)
    if not table.counts_frames:
        assert list(table.pts) == [pts for pts, _ in shown]
    assert numbers == list(range(clip.skipped, clip.frames))
    assert opened.numbers(range(len(table))) == numbers
    dice = random.Random(4)
    for _ in range(6):
        some = sorted(dice.sample(range(len(table)), dice.randrange(1, 6)))
        assert opened.numbers(some) == [numbers[index] for index in some]
    keys = list(table.keys)
    assert opened.numbers(keys, keys_only=True) == [numbers[index] for index in keys]
    assert table.is_variable is (clip.step is varying)


def test_frames_are_scaled_signed_and_stopped_in_time(sandbox: Sandbox) -> None:
    opened = open_clip(sandbox, write_clip(CLIPS["constant rate"]))
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as pack:
        source.write(opened.stored)
        source.flush()
        wanted = frames_wanted(
            opened.table, range(5, 40), longest_side=WIDTH // 2, signatures=True, most_seconds=0.0
        )
        read = sandbox.read_frames(source, opened.container, wanted, pack)
    assert isinstance(read, FramesRead)
    assert (read.indices, read.missing) == ([5], [])
    assert (read.width, read.height) == (WIDTH // 2, HEIGHT // 2)
    assert sum(read.signatures[0]) == pytest.approx(1.0, abs=0.01)


def test_a_file_cut_in_its_middle_gives_what_it_holds(sandbox: Sandbox) -> None:
    stored = write_clip(CLIPS["Matroska"])
    opened = open_clip(sandbox, stored[: len(stored) // 2])
    assert 10 < len(opened.table) < 80
    assert opened.numbers(range(len(opened.table) - 1)) == list(range(len(opened.table) - 1))
