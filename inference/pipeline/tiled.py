"""Reads a part of a large picture from its tiles, at the smallest level that is still sharp enough."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotations.domain.record import Record
from annotations.domain.region import Region
from annotations.domain.tiles import TILE_SIZE, count_levels, level_size, place_of
from annotations.media.tile_pack import read_tile
from inference.pipeline.picture import Picture


class TileSpan(Record):
    """Whole tiles of one level: `left`, `top`, `width` and `height` are pixels of that level."""

    level: int
    left: int
    top: int
    width: int
    height: int

    @property
    def covers(self) -> Region:
        """The part of the frame under these pixels; the last ones of a level may reach over its edge."""
        step = 1 << self.level
        return Region(
            x=self.left * step, y=self.top * step, width=self.width * step, height=self.height * step
        )

    @property
    def count(self) -> int:
        """How many tiles there are."""
        return -(-self.width // TILE_SIZE) * -(-self.height // TILE_SIZE)


def choose_level(size: tuple[int, int], region: Region, least: tuple[float, float]) -> int:
    """Return the smallest level that shows a region with at least `least` pixels across and down."""
    for level in reversed(range(1, count_levels(*size))):
        if region.width >= least[0] * 2**level and region.height >= least[1] * 2**level:
            return level
    return 0


def span_of(size: tuple[int, int], region: Region, level: int) -> TileSpan:
    """Return the tiles of a level that hold a region of a picture of `size` (width, height)."""
    across, down = level_size(*size, level)
    tile = TILE_SIZE << level
    left = min(max(0, math.floor(region.x / tile)), (across - 1) // TILE_SIZE) * TILE_SIZE
    top = min(max(0, math.floor(region.y / tile)), (down - 1) // TILE_SIZE) * TILE_SIZE
    right = max(left + TILE_SIZE, math.ceil((region.x + region.width) / tile) * TILE_SIZE)
    bottom = max(top + TILE_SIZE, math.ceil((region.y + region.height) / tile) * TILE_SIZE)
    return TileSpan(
        level=level, left=left, top=top, width=min(right, across) - left, height=min(bottom, down) - top
    )


def tiles_in(pack: BinaryIO, size: tuple[int, int], span: TileSpan) -> Iterator[bytes]:
    """Yield the tiles of a span out of the pack of a picture of `size`, row by row.

    Raises:
        PackDamaged: the file is no pack, or has no such tiles.
    """
    for top in range(span.top, span.top + span.height, TILE_SIZE):
        for left in range(span.left, span.left + span.width, TILE_SIZE):
            place = place_of(*size, span.level, left // TILE_SIZE, top // TILE_SIZE)
            pack.seek(0)
            yield read_tile(pack, -1 if place is None else place)


def tiles_of(pack: BinaryIO, count: int) -> Iterator[bytes]:
    """Yield the first `count` tiles of a pack.

    Raises:
        PackDamaged: the file is no pack, or has fewer.
    """
    for place in range(count):
        pack.seek(0)
        yield read_tile(pack, place)


def join_tiles(span: TileSpan, tiles: Iterable[bytes]) -> Picture:
    """Put the tiles of a span together.

    Only bytes that we wrote come here, as with `read_picture`.

    Raises:
        ValueError: a tile has another size than its place, or there are too few.
        OSError: a tile cannot be read.
    """
    pixels: NDArray[np.uint8] = np.empty((span.height, span.width, 3), np.uint8)
    coming = iter(tiles)
    for top in range(0, span.height, TILE_SIZE):
        for left in range(0, span.width, TILE_SIZE):
            place = pixels[top : top + TILE_SIZE, left : left + TILE_SIZE]
            place[:] = _decode(next(coming, b""), (place.shape[1], place.shape[0]))
    return Picture(pixels)


def cut_exactly(picture: Picture, span: TileSpan, region: Region, size: tuple[int, int]) -> Picture:
    """Bring exactly a region that lies in a span to `size`, so that no pixel's width is lost at its edges."""
    step = 2**span.level
    left, top = region.x / step - span.left, region.y / step - span.top
    right, bottom = left + region.width / step, top + region.height / step
    box = (max(0.0, left), max(0.0, top), min(right, span.width), min(bottom, span.height))
    image = Image.fromarray(picture.pixels)
    return Picture(np.asarray(image.resize(size, Image.Resampling.BILINEAR, box=box)))


def _decode(tile: bytes, size: tuple[int, int]) -> NDArray[np.uint8]:
    with Image.open(BytesIO(tile), formats=("JPEG", "PNG")) as image:
        if image.size != size:
            raise ValueError(f"a tile of {image.size} pixels where {size} belong")
        return np.asarray(image.convert("RGB"))
