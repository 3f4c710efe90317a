"""The container comes from the bytes; the name only ever earns a note."""

import pytest

from annotations.media.sniff import Container, explain_unsupported, identify, note_wrong_extension
from tests.builders_media import PICTURE_FORMATS, a_picture_file, a_video_file


def boxes(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + b"\x00\x00\x00\x00" + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\x00" * 64


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"", None),
        (b"\xff\xd8", None),
        (b"\xff\xd8\xff\xe0", Container.JPEG),
        (b"\x89PNG\r\n\x1a\n", Container.PNG),
        (b"\x89PNG\n\n\x1a\n", None),
        (b"GIF89a", Container.GIF),
        (b"RIFF\x00\x00\x00\x00WEBP", Container.WEBP),
        (b"RIFF\x00\x00\x00\x00AVI ", Container.AVI),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"II*\x00\x08\x00\x00\x00", Container.TIFF),
        (b"MM\x00+\x00\x08\x00\x00", Container.TIFF),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00", None),
        (b"BM" + b"\x00" * 12 + b"\x28\x00\x00\x00", Container.BMP),
        (b"BM is a text that starts like a bitmap", None),
        (boxes(b"heic", b"mif1"), Container.HEIF),
        (boxes(b"mif1", b"heic"), Container.HEIF),
        (boxes(b"mif1", b"avif"), Container.AVIF),
        (boxes(b"avif", b"mif1"), Container.AVIF),
        (boxes(b"isom", b"mp42"), Container.MP4),
        (boxes(b"qt  "), Container.MOV),
        (boxes(b"crx "), None),
        (b"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat", Container.MOV),
        (b"\x1aE\xdf\xa3\x93B\x82\x88matroska", Container.MKV),
        (b"\x1aE\xdf\xa3\x93B\x82\x84webm", Container.WEBM),
        (b"\x1aE\xdf\xa3 something else", None),
        ((b"G" + b"\x00" * 187) * 4, Container.MPEG_TS),
        (b"GGGG", None),
        (b"ffconcat version 1.0\nfile a.mp4\n", None),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"%PDF-1.7", None),
    ],
)
def test_the_first_bytes_decide(head: bytes, container: Container | None) -> None:
    assert identify(head) is container


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_every_picture_format_we_write_is_known(picture_format: str) -> None:
    assert identify(a_picture_file(picture_format)[:1024]) is Container(picture_format.lower())


@pytest.mark.parametrize(
    ("container", "codec", "expected"),
    [
        ("mp4", "mpeg4", Container.MP4),
        ("mov", "mpeg4", Container.MOV),
        ("matroska", "mpeg4", Container.MKV),
        ("webm", "libvpx", Container.WEBM),
        ("avi", "mpeg4", Container.AVI),
        ("mpegts", "mpeg2video", Container.MPEG_TS),
    ],
)
def test_every_video_format_we_read_is_known(container: str, codec: str, expected: Container) -> None:
    assert identify(a_video_file(container, codec, frames=2)[:1024]) is expected


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"no idea", "not a picture"),
        (b"%PDF-1.7", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"\x00\x00\x01\x00\x01\x00", "icon"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"\xef\xbb\xbf <!DOCTYPE html>", "HTML"),
        (b"ffconcat version 1.0", "playlist"),
        (b"#EXTM3U\n", "playlist"),
        (b"# made by hand\nfile 'a.mp4'\n", "playlist"),
    ],
)
def test_an_unsupported_file_is_named_and_the_accepted_formats_follow(head: bytes, name: str) -> None:
    sentence = explain_unsupported(head)
    assert name in sentence
    assert "JPEG, PNG" in sentence
    assert "MP4" in sentence


@pytest.mark.parametrize(
    ("name", "noted"),
    [
        ("", False),
        ("noextension", False),
        ("a.png", False),
        ("A.PNG", False),
        ("a.jpg", True),
        ("a.<b>", True),
    ],
)
def test_a_name_that_promises_another_format_is_noted(name: str, noted: bool) -> None:
    note = note_wrong_extension(name, Container.PNG)
    assert (note is not None) is noted
    assert "<" not in (note or "")
