"""A file that stops too early is told from one that is damaged."""

import io

import pytest

from annotations.media.endings import ends_early
from annotations.media.sniff import Container
from tests.builders_media import PICTURE_FORMATS, a_picture_file, a_video_file


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_a_complete_picture_does_not_end_early(picture_format: str) -> None:
    source = io.BytesIO(a_picture_file(picture_format))
    assert not ends_early(source, Container(picture_format.lower()))


@pytest.mark.parametrize("picture_format", [name for name in PICTURE_FORMATS if name != "TIFF"])
def test_half_a_picture_ends_early(picture_format: str) -> None:
    whole = a_picture_file(picture_format)
    assert ends_early(io.BytesIO(whole[: len(whole) // 2]), Container(picture_format.lower()))


@pytest.mark.parametrize("container", [Container.MP4, Container.AVI])
def test_half_a_video_ends_early(container: Container) -> None:
    whole = a_video_file(container.value)
    assert not ends_early(io.BytesIO(whole), container)
    assert ends_early(io.BytesIO(whole[: len(whole) // 2]), container)


@pytest.mark.parametrize("container", list(Container))
def test_any_rubbish_gets_an_answer(container: Container) -> None:
    for rubbish in (b"", b"\x00", b"\x00" * 64, b"\xff" * 64):
        assert ends_early(io.BytesIO(rubbish), container) in (True, False)
