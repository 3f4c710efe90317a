"""Every pixel mode becomes an 8-bit picture that browsers show as meant."""

import pytest
from PIL import Image, ImageCms

from annotations.media.colour import to_display
from annotations.media.limits import MediaLimits

LIMITS = MediaLimits()


@pytest.mark.parametrize(
    ("mode", "colour", "shown_mode", "shown_colour"),
    [
        ("1", 1, "L", 255),
        ("L", 90, "L", 90),
        ("RGB", (1, 2, 3), "RGB", (1, 2, 3)),
        ("RGBA", (1, 2, 3, 255), "RGB", (1, 2, 3)),
        ("RGBA", (1, 2, 3, 128), "RGBA", (1, 2, 3, 128)),
        ("LA", (7, 100), "RGBA", (7, 7, 7, 100)),
        ("CMYK", (0, 255, 255, 0), "RGB", (255, 0, 0)),
        ("I;16", 65535, "L", 255),
        ("I;16", 4095, "L", 255),
        ("I;16", 200, "L", 200),
        ("I;16B", 1023, "L", 255),
        ("I", 70000, "L", 0),
        ("F", 0.5, "L", 0),
    ],
)
def test_a_mode_becomes_displayable(mode: str, colour: object, shown_mode: str, shown_colour: object) -> None:
    image = Image.new(mode, (4, 3), colour)  # type: ignore[arg-type]
    shown, _ = to_display(image, LIMITS)
    assert shown.mode == shown_mode
    assert shown.getpixel((1, 1)) == (0 if mode in ("I", "F") else shown_colour)


def test_float_grey_is_stretched_and_said_so() -> None:
    image = Image.new("F", (2, 1), 0.0)
    image.putpixel((1, 0), 0.5)
    shown, notes = to_display(image, LIMITS)
    assert [shown.getpixel((0, 0)), shown.getpixel((1, 0))] == [0, 255]
    assert notes == ["grey values 0 to 0.5 are stretched to 0 to 255"]


def test_grey_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not numbers"):
        to_display(Image.new("F", (2, 2), float("inf")), LIMITS)


def test_a_transparent_palette_keeps_its_transparency() -> None:
    image = Image.new("P", (2, 2), 0)
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.info["transparency"] = 0
    shown, _ = to_display(image, LIMITS)
    assert shown.getpixel((0, 0)) == (10, 20, 30, 0)


def test_a_foreign_profile_is_converted_and_a_broken_one_is_ignored() -> None:
    image = Image.new("RGB", (2, 2), (200, 100, 50))
    image.info["icc_profile"] = b"not a profile"
    shown, notes = to_display(image, LIMITS)
    assert shown.getpixel((0, 0)) == (200, 100, 50)
    assert "ignored" in notes[0]

    image.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    shown, notes = to_display(image, LIMITS)
    assert shown.getpixel((0, 0)) == (200, 100, 50)
    assert notes == []
