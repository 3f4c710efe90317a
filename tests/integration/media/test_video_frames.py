"""Every frame that is asked for by number is exactly that frame, in every container and order."""

import io
import random
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image

from annotations.domain.frame_table import FrameTable
from annotations.media.limits import MIB, MediaLimits
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
    a_clip_that_changes_size,
    a_plain_clip,
    read_number,
    shown_by_decoding,
    turn,
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

    def read(self, indices: Iterable[int], **options: Any) -> tuple[FramesRead, list[Image.Image]]:
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


def test_frames_of_a_turned_video_are_upright(sandbox: Sandbox) -> None:
    clip = CLIPS["B-frames"]
    opened = open_clip(sandbox, turn(write_clip(clip), HEIGHT))
    indices = [0, 7, 30, 31, clip.frames - 1]
    for options in ({}, {"longest_side": WIDTH // 2}):
        read, pictures = opened.read(indices, **options)
        assert (read.indices, read.missing) == (indices, [])
        shrunk = 2 if options else 1
        assert {picture.size for picture in pictures} == {(HEIGHT // shrunk, WIDTH // shrunk)}
        lying = [picture.transpose(Image.Transpose.ROTATE_90) for picture in pictures]
        assert [read_number(picture.resize((WIDTH, HEIGHT))) for picture in lying] == indices


def test_frames_that_change_their_size_are_all_given_in_that_of_the_first(sandbox: Sandbox) -> None:
    opened = open_clip(sandbox, a_clip_that_changes_size(10))
    assert (len(opened.table), opened.table.width, opened.table.height) == (30, WIDTH, HEIGHT)
    for indices in (range(30), range(8, 13), [15], [19, 20, 29]):
        read, pictures = opened.read(indices)
        assert (read.indices, read.missing) == (list(indices), [])
        assert {picture.size for picture in pictures} == {(WIDTH, HEIGHT)}
        assert [read_number(picture) for picture in pictures] == list(indices)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2), (63, 47), (2, 200)])
def test_odd_sizes_stay_as_they_are(sandbox: Sandbox, width: int, height: int) -> None:
    opened = open_clip(sandbox, a_plain_clip(width, height, codec="ffv1"))
    read, pictures = opened.read(range(4))
    assert read.indices == [0, 1, 2, 3]
    assert {picture.size for picture in pictures} == {(width, height)}


def test_pictures_of_4k_fit_or_end_with_the_reason(sandbox: Sandbox) -> None:
    stored = a_plain_clip(3840, 2160, frames=2)
    opened = open_clip(sandbox, stored)
    read, pictures = opened.read(range(2))
    assert ([picture.size for picture in pictures], read.missing) == ([(3840, 2160)] * 2, [])
    # What a process needs before it decodes anything differs between machines.
    for megabytes in (240, 320):
        with (
            Sandbox(MediaLimits(memory_bytes=megabytes * MIB)) as tight,
            tempfile.TemporaryFile() as source,
            tempfile.TemporaryFile() as pack,
        ):
            source.write(stored)
            source.flush()
            assert put_through(tight, stored).code in ("prepared", "too_much_memory")
            answer = tight.read_frames(source, opened.container, frames_wanted(opened.table, [0, 1]), pack)
            if isinstance(answer, Refusal):
                assert answer.code.value == "too_much_memory"
            else:
                assert (answer.indices, answer.missing) == ([0, 1], [])


def test_a_file_cut_in_its_middle_gives_what_it_holds(sandbox: Sandbox) -> None:
    stored = write_clip(CLIPS["Matroska"])
    opened = open_clip(sandbox, stored[: len(stored) // 2])
    assert 10 < len(opened.table) < 80
    assert opened.numbers(range(len(opened.table) - 1)) == list(range(len(opened.table) - 1))
