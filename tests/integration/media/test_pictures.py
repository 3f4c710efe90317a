"""Good pictures come out upright, in sRGB, without metadata; hostile ones come out as a sentence."""

import random

import pytest
from PIL import ExifTags, Image

from annotations.media.sandbox import Sandbox
from tests.builders_media import (
    PICTURE_FORMATS,
    QUADRANT_COLOURS,
    a_one_colour_png,
    a_photo,
    a_picture_file,
    a_quadrant_picture,
    encode,
)
from tests.integration.media.rooms import put_through

STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def assert_quadrants(image: Image.Image, tolerance: int) -> None:
    shown = image.convert("RGB")
    places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    for (across, down), colour in zip(places, QUADRANT_COLOURS, strict=True):
        pixel = shown.getpixel((int(across * shown.width), int(down * shown.height)))
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) <= tolerance, (pixel, colour)


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_every_format_is_rendered_and_has_a_thumbnail(sandbox: Sandbox, picture_format: str) -> None:
    outcome = put_through(sandbox, a_picture_file(picture_format, 800, 600))
    assert (outcome.image.width, outcome.image.height) == (800, 600)
    assert outcome.image.container == picture_format.lower()
    assert_quadrants(outcome.rendition_picture(), tolerance=30)
    assert_quadrants(outcome.thumbnail_picture(), tolerance=30)
    assert outcome.thumbnail_picture().size == (320, 240)


@pytest.mark.parametrize("picture_format", ["PNG", "JPEG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_all_eight_orientations_come_out_upright(
    sandbox: Sandbox, picture_format: str, orientation: int
) -> None:
    upright = a_quadrant_picture(96, 64)
    turn = STORED_AS[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored = encode(upright if turn is None else upright.transpose(turn), picture_format, exif=exif)
    outcome = put_through(sandbox, stored)
    assert (outcome.image.width, outcome.image.height) == (96, 64)
    assert outcome.image.orientation == orientation
    exact = picture_format in ("PNG", "TIFF")
    assert_quadrants(outcome.rendition_picture(), tolerance=0 if exact else 30)
    assert_quadrants(outcome.thumbnail_picture(), tolerance=30)


def test_position_and_comments_do_not_reach_browsers(sandbox: Sandbox) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRET-CAMERA"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    stored = encode(a_quadrant_picture(), "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    assert b"SECRET-CAMERA" in stored
    outcome = put_through(sandbox, stored)
    for written in (outcome.rendition, outcome.thumbnail):
        assert b"SECRET" not in written
        assert b"Exif" not in written


def test_transparency_survives_and_small_exact_pictures_stay_exact(sandbox: Sandbox) -> None:
    glass = a_quadrant_picture().convert("RGBA")
    glass.putalpha(100)
    outcome = put_through(sandbox, encode(glass, "PNG"))
    assert outcome.rendition_picture().format == "PNG"
    assert outcome.rendition_picture().tobytes() == glass.tobytes()
    assert outcome.thumbnail_picture().mode == "RGBA"


def test_of_an_animation_the_first_frame_is_used_and_said_so(sandbox: Sandbox) -> None:
    others = [Image.new("RGB", (64, 48), (shade, 0, 0)) for shade in (10, 20, 30)]
    first = a_quadrant_picture()
    for picture_format in ("GIF", "PNG", "WEBP"):
        stored = encode(first, picture_format, save_all=True, append_images=others)
        outcome = put_through(sandbox, stored)
        assert outcome.image.frames_in_file == 4
        assert "animated: the first of 4 frames is used" in outcome.image.notes
        assert_quadrants(outcome.rendition_picture(), tolerance=30)
    stored = encode(first, "TIFF", save_all=True, append_images=others, compression="tiff_lzw")
    assert "the file holds 4 pages; the first is used" in put_through(sandbox, stored).image.notes


def test_a_300_megapixel_bomb_is_refused_from_its_header(sandbox: Sandbox) -> None:
    bomb = a_one_colour_png(30_000, 10_000)
    assert len(bomb) < 1_000_000
    outcome = put_through(sandbox, bomb)
    assert outcome.code == "too_large"
    assert outcome.message == (
        "The picture is 30,000 × 10,000 = 300 megapixels; 200 megapixels are allowed. "
        "Split or scale it and upload again."
    )


def test_a_50000_pixel_wide_picture_is_refused_with_its_size(sandbox: Sandbox) -> None:
    outcome = put_through(sandbox, a_one_colour_png(50_000, 8))
    assert outcome.code == "too_large"
    assert outcome.message == (
        "The picture is 50,000 × 8 pixels; the longest side may be 40,000 pixels. "
        "Split or scale it and upload again."
    )


@pytest.mark.slow
def test_a_120_megapixel_picture_is_taken(sandbox: Sandbox) -> None:
    outcome = put_through(sandbox, a_one_colour_png(12_000, 10_000))
    assert (outcome.image.width, outcome.image.height) == (12_000, 10_000)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"hello", "unsupported"), (b"<svg/>", "unsupported"), (b"\xff\xd8\xff", "truncated")],
)
def test_what_is_no_picture_gets_a_reason(sandbox: Sandbox, content: bytes, code: str) -> None:
    assert put_through(sandbox, content).code == code


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_a_picture_cut_short_is_called_truncated_and_leaves_nothing(
    sandbox: Sandbox, picture_format: str
) -> None:
    whole = encode(a_photo(320, 240), picture_format)
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        outcome = put_through(sandbox, whole[: int(len(whole) * share)])
        assert outcome.code == "truncated", share
        assert outcome.rendition == b""
        assert outcome.thumbnail == b""


@pytest.mark.parametrize("picture_format", PICTURE_FORMATS)
def test_flipped_bytes_are_survived(sandbox: Sandbox, picture_format: str) -> None:
    dice = random.Random(20)
    whole = encode(a_photo(64, 48), picture_format)
    starts = sandbox.starts
    codes = set()
    for position in [*range(0, min(64, len(whole)), 8), *(dice.randrange(len(whole)) for _ in range(16))]:
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        codes.add(put_through(sandbox, bytes(damaged)).code)
    assert codes <= {"prepared", "corrupt", "truncated", "unsupported", "too_large", "too_much_memory"}
    assert sandbox.starts == max(1, starts)


def test_a_tiff_that_points_behind_its_end_is_truncated(sandbox: Sandbox) -> None:
    whole = encode(a_photo(320, 240), "TIFF", compression="tiff_lzw")
    assert put_through(sandbox, whole).code == "prepared"
    assert put_through(sandbox, whole[: len(whole) // 2]).code == "truncated"
