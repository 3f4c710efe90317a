"""Writes the pictures that browsers get: renditions and thumbnails without metadata."""

import os
from typing import Any, BinaryIO

from PIL import Image

from annotations.media.limits import MediaLimits
from annotations.media.records import WrittenPicture
from annotations.media.sniff import Container

_EXACT_SOURCES = frozenset({Container.PNG, Container.BMP, Container.GIF, Container.TIFF})
_SMALL_PNG_LEVEL = 4
_LARGE_PNG_LEVEL = 1
_THUMBNAIL_QUALITY = 80


def write_rendition(
    image: Image.Image, container: Container, target: BinaryIO, limits: MediaLimits
) -> WrittenPicture:
    """Write the full-size picture: PNG when pixels or transparency must survive, else JPEG.

    Args:
        image: Upright L, RGB or RGBA picture.
        container: Format of the source, which tells whether its pixels are exact.
        target: Where to write, at its current position.
        limits: Quality and the size up to which exact pixels are kept.

    Returns:
        What was written.
    """
    image.info.clear()  # Pillow would carry comments and profiles over.
    exact = container in _EXACT_SOURCES
    pixels = image.width * image.height
    if image.mode == "RGBA" or (exact and pixels <= limits.lossless_pixels):
        level = _SMALL_PNG_LEVEL if pixels <= limits.lossless_pixels else _LARGE_PNG_LEVEL
        return _write(image, target, "PNG", compress_level=level)
    # Screen text suffers from colour subsampling; camera files were subsampled before they came.
    return _write(
        image, target, "JPEG", quality=limits.jpeg_quality, subsampling="4:4:4" if exact else "4:2:0"
    )


def write_thumbnail(image: Image.Image, target: BinaryIO, limits: MediaLimits) -> WrittenPicture:
    """Write a small copy: WebP when there is transparency, else JPEG."""
    scale = min(1.0, limits.thumbnail_side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # Whole blocks are averaged first: at thumbnail size nobody can tell, and it takes two thirds of the time.
    small = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=1.1)
    small.info.clear()
    if small.mode == "RGBA":
        return _write(small, target, "WEBP", quality=_THUMBNAIL_QUALITY, method=2)
    return _write(small, target, "JPEG", quality=_THUMBNAIL_QUALITY)


def _write(image: Image.Image, target: BinaryIO, picture_format: str, **options: Any) -> WrittenPicture:
    image.save(target, picture_format, **options)
    target.flush()
    return WrittenPicture(
        content_type=f"image/{picture_format.lower()}",
        size_bytes=os.fstat(target.fileno()).st_size,
        width=image.width,
        height=image.height,
    )
