"""Cuts a rendition that we wrote into a pack of tiles; runs in a decoding process."""

import io
from collections.abc import Iterator

from PIL import Image, JpegImagePlugin

from annotations.domain.tiles import TileFormat, count_levels, count_tiles, list_boxes
from annotations.media import refusals
from annotations.media.job import Job
from annotations.media.records import Tiled
from annotations.media.refusals import FileRefused
from annotations.media.tile_pack import write_pack

_PNG_LEVEL = 1
_FULL_COLOUR = 0
"""Pillow's number for 4:4:4: colour is kept as sharp as light."""


def cut_tiles(job: Job) -> Tiled:
    """Write all tiles of all levels: PNG where there is transparency, else JPEG.

    The whole picture is in memory once, as Pillow holds it (4 bytes for a pixel of colour), and a quarter of
    that for the level in work.

    Args:
        job: The rendition, and where to write in place of a rendition.

    Returns:
        What was written.

    Raises:
        FileRefused: The rendition cannot be read.
    """
    try:
        image = Image.open(job.source, formats=("JPEG", "PNG"))
        sampling = JpegImagePlugin.get_sampling(image)
        image.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise FileRefused(refusals.corrupt(job.container)) from error
    width, height = image.size
    image.info.clear()
    tile_format: TileFormat = "mixed" if image.mode == "RGBA" else "jpeg"
    tiles = _encode_all(image, job.limits.jpeg_quality, max(_FULL_COLOUR, sampling))
    del image  # The generator lets go of each level when the next is made.
    size_bytes = write_pack(job.rendition, count_tiles(width, height), tiles)
    return Tiled(
        width=width,
        height=height,
        levels=count_levels(width, height),
        tile_format=tile_format,
        size_bytes=size_bytes,
    )


def _encode_all(level: Image.Image, quality: int, sampling: int) -> Iterator[bytes]:
    while True:
        for box in list_boxes(*level.size):
            yield _encode(level.crop(box), quality, sampling)
        if count_levels(*level.size) == 1:
            return
        # Four pixels become their mean; what is left at an odd edge becomes the mean of what is there.
        level = level.reduce(2)


def _encode(tile: Image.Image, quality: int, sampling: int) -> bytes:
    target = io.BytesIO()
    if tile.mode == "RGBA" and tile.getchannel("A").getextrema() != (255, 255):
        tile.save(target, "PNG", compress_level=_PNG_LEVEL)
    else:
        # The tile lies on the rendition's grid of blocks: coded the same way, hardly anything is lost again.
        opaque = tile.convert("RGB") if tile.mode == "RGBA" else tile
        opaque.save(target, "JPEG", quality=quality, subsampling=sampling)
    return target.getvalue()
