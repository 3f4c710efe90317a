"""Turns any pixel mode and colour profile into what browsers show: 8-bit L, RGB or RGBA in sRGB."""

import math
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageCms

from annotations.media.limits import MediaLimits

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
_DEEP_GREY_DEPTHS = (8, 10, 12, 14, 16)
_STRIP_PIXELS = 4_000_000
_PROFILE_SPACES = {"RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}


def to_display(image: Image.Image, limits: MediaLimits) -> tuple[Image.Image, list[str]]:
    """Convert a decoded picture for display.

    Args:
        image: Loaded picture; its pixels may be changed in place.
        limits: Holds the largest colour profile that is looked at.

    Returns:
        The picture in mode L, RGB or RGBA, and notes on what was done.

    Raises:
        ValueError: Grey values that are not numbers.
    """
    profile: object = image.info.get("icc_profile")
    notes: list[str] = []
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _flatten_depth(image, notes), notes
    if image.mode == "LAB":
        converted = ImageCms.profileToProfile(image, _LAB, _SRGB, outputMode="RGB")
        return converted if converted is not None else image, notes
    image = _expand(image)
    if isinstance(profile, bytes) and image.mode in _PROFILE_SPACES:
        image = _apply_profile(image, profile, limits, notes)
    if image.mode == "CMYK":
        notes.append("CMYK without a usable colour profile; colours are approximate")
        image = image.convert("RGB")
    if image.mode == "RGBA":
        image = _drop_idle_alpha(image)
    return image, notes


def _expand(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _flatten_depth(image: Image.Image, notes: list[str]) -> Image.Image:
    low, high = _grey_range(image)
    depth = next((bits for bits in _DEEP_GREY_DEPTHS if high < 1 << bits), None)
    if image.mode != "F" and low >= 0 and depth is not None:
        low, high = 0.0, float((1 << depth) - 1)
        if depth > 8:
            notes.append(f"grey values use {depth} bits; scaled to 8 bits")
    else:
        notes.append(f"grey values {low:g} to {high:g} are stretched to 0 to 255")
    scale = 255.0 / (high - low) if high > low else 0.0
    offset = 0.5 - low * scale
    flat = Image.new("L", image.size)
    for top, strip in _wide_strips(image):
        flat.paste(strip.point(lambda value: value * scale + offset).convert("L"), (0, top))
    flat.info.update(image.info)
    return flat


def _wide_strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    # Strip by strip: a 32-bit copy of the whole picture would double the memory it needs.
    rows = max(1, _STRIP_PIXELS // image.width)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(image.height, top + rows)))
        yield top, strip if strip.mode in ("I", "F") else strip.convert("I")


def _grey_range(image: Image.Image) -> tuple[float, float]:
    extremes = [strip.getextrema() for _, strip in _wide_strips(image)]
    low = min(float(str(pair[0])) for pair in extremes)
    high = max(float(str(pair[1])) for pair in extremes)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("grey values are not numbers")
    return low, high


def _apply_profile(image: Image.Image, encoded: bytes, limits: MediaLimits, notes: list[str]) -> Image.Image:
    ignored = "the colour profile does not fit the picture and was ignored"
    if len(encoded) > limits.max_profile_bytes:
        notes.append(ignored)
        return image
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(encoded))
        if profile.profile.xcolor_space.strip() != _PROFILE_SPACES[image.mode]:
            notes.append(ignored)
            return image
        if "sRGB" in (profile.profile.profile_description or ""):
            return image
        if image.mode == "CMYK":
            converted = ImageCms.profileToProfile(image, profile, _SRGB, outputMode="RGB")
        else:
            ImageCms.profileToProfile(image, profile, _SRGB, outputMode=image.mode, inPlace=True)
            converted = image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notes.append(ignored)
        return image
    notes.append("colours were converted from the file's colour profile to sRGB")
    return converted if converted is not None else image


def _drop_idle_alpha(image: Image.Image) -> Image.Image:
    if image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image
