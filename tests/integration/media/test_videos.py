"""Videos are probed with the demuxer their bytes ask for, and nothing else is opened."""

import random
from pathlib import Path

import pytest

from annotations.domain.frame_table import FrameTable
from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container
from tests.builders_media import a_sound_file, a_video_file
from tests.builders_video import turn
from tests.integration.media.rooms import put_through

VIDEO_KINDS = [
    ("mp4", "mpeg4", Container.MP4),
    ("mov", "mpeg4", Container.MOV),
    ("matroska", "mpeg4", Container.MKV),
    ("webm", "libvpx", Container.WEBM),
    ("avi", "mpeg4", Container.AVI),
    ("mpegts", "mpeg2video", Container.MPEG_TS),
]


@pytest.mark.parametrize(("muxer", "codec", "container"), VIDEO_KINDS)
def test_a_video_has_its_facts_and_a_poster(
    sandbox: Sandbox, muxer: str, codec: str, container: Container
) -> None:
    # 25 frames a second is the one rate all of these codecs can store.
    outcome = put_through(sandbox, a_video_file(muxer, codec, frames=25, width=640, height=480, rate=25))
    assert outcome.video.container is container
    assert (outcome.video.width, outcome.video.height) == (640, 480)
    assert outcome.video.frame_count == 25
    assert outcome.video.fps == pytest.approx(25, rel=0.05)
    assert outcome.video.duration_s == pytest.approx(1.0, abs=0.1)
    assert len(FrameTable.from_bytes(outcome.rendition)) == 25
    poster = outcome.thumbnail_picture()
    assert poster.size == (320, 240)
    red, green, blue = poster.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red > 150
    assert max(green, blue) < 80


def test_a_phone_video_is_turned_upright(sandbox: Sandbox) -> None:
    outcome = put_through(sandbox, turn(a_video_file("mp4", width=64, height=48), 48))
    assert (outcome.video.width, outcome.video.height, outcome.video.rotation) == (48, 64, 90)
    assert outcome.thumbnail_picture().size == (48, 64)


def test_a_video_cut_short_is_truncated(sandbox: Sandbox) -> None:
    whole = a_video_file("mp4")
    for share in (0.2, 0.5, 0.9):
        assert put_through(sandbox, whole[: int(len(whole) * share)]).code == "truncated"


@pytest.mark.parametrize("container", [kind for _, _, kind in VIDEO_KINDS])
def test_a_disguised_playlist_does_not_open_its_neighbour(
    sandbox: Sandbox, container: Container, tmp_path: Path
) -> None:
    neighbour = tmp_path / "secret.mp4"
    neighbour.write_bytes(a_video_file("mp4"))
    concat = f"ffconcat version 1.0\nfile '{neighbour}'\n".encode()
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{neighbour}\n#EXT-X-ENDLIST\n".encode()
    for text in (concat, playlist):
        assert put_through(sandbox, text).code == "unsupported"
        # Even when something lets the text pass as a video, only the fixed demuxer sees it.
        outcome = put_through(sandbox, text, container)
        assert outcome.code in ("corrupt", "truncated")
        assert outcome.thumbnail == b""


def test_sound_without_pictures_is_refused_with_advice(sandbox: Sandbox) -> None:
    outcome = put_through(sandbox, a_sound_file())
    assert outcome.code == "unsupported"
    assert outcome.message == "The file has no video track; upload a video or a picture."


def test_flipped_bytes_are_survived(sandbox: Sandbox) -> None:
    dice = random.Random(21)
    starts = max(1, sandbox.starts)
    for muxer, codec, container in VIDEO_KINDS:
        whole = a_video_file(muxer, codec, frames=5)
        for _ in range(12):
            damaged = bytearray(whole)
            damaged[dice.randrange(len(whole))] ^= 0xFF
            assert put_through(sandbox, bytes(damaged), container).code in (
                "prepared", "corrupt", "truncated", "unsupported", "too_large",
            )  # fmt: skip
    assert sandbox.starts == starts
