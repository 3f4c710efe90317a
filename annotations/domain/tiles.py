"""How a large picture is cut: square tiles in levels, each level half as large as the one below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from annotations.domain.record import Record

TILE_SIZE = 512

# At 16 megapixels a decoded picture takes 64 MB of a browser, which keeps half a dozen of them.
# Phones and most cameras stay below, so that the common picture remains one request.
TILED_PIXELS = 16_000_000

TileFormat = Literal["jpeg", "mixed"]
"""`mixed` is PNG for tiles with transparency in them, JPEG for the others."""


class TileSet(Record):
    """The tiles of a picture: level 0 has its full size, the last one is a single tile."""

    size: int
    levels: int
    format: TileFormat


def is_tiled(width: int, height: int) -> bool:
    """Tell whether pictures of this size are cut into tiles."""
    return width * height > TILED_PIXELS


def count_levels(width: int, height: int) -> int:
    """Return how many levels there are until one tile holds the whole picture."""
    levels = 1
    while max(width, height) > TILE_SIZE:
        width, height, levels = -(-width // 2), -(-height // 2), levels + 1
    return levels


def level_size(width: int, height: int, level: int) -> tuple[int, int]:
    """Return the pixels across and down of a level; what does not halve is rounded up."""
    return -(-width >> level), -(-height >> level)


def level_grid(width: int, height: int, level: int) -> tuple[int, int]:
    """Return the columns and rows of a level."""
    across, down = level_size(width, height, level)
    return -(-across // TILE_SIZE), -(-down // TILE_SIZE)


def count_tiles(width: int, height: int) -> int:
    """Return how many tiles all levels have together."""
    grids = (level_grid(width, height, level) for level in range(count_levels(width, height)))
    return sum(columns * rows for columns, rows in grids)


def place_of(width: int, height: int, level: int, column: int, row: int) -> int | None:
    """Return a tile's place in the order of `list_boxes`, or None when there is no such tile."""
    if not 0 <= level < count_levels(width, height):
        return None
    columns, rows = level_grid(width, height, level)
    if not (0 <= column < columns and 0 <= row < rows):
        return None
    before = (level_grid(width, height, lower) for lower in range(level))
    return sum(across * down for across, down in before) + row * columns + column


def list_boxes(across: int, down: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, right and bottom of each tile of a level, row by row."""
    for top in range(0, down, TILE_SIZE):
        for left in range(0, across, TILE_SIZE):
            yield left, top, min(left + TILE_SIZE, across), min(top + TILE_SIZE, down)
