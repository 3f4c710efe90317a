"""Large pictures are cut without gaps and without overlap, down to one tile."""

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.tiles import (
    TILE_SIZE,
    TILED_PIXELS,
    count_levels,
    count_tiles,
    is_tiled,
    level_grid,
    level_size,
    list_boxes,
    place_of,
)
from annotations.media.tile_pack import PackDamaged, read_tile, write_pack

SIDES = st.integers(1, 40_000)


@pytest.mark.parametrize(
    ("width", "height", "levels", "tiles"),
    [
        (1, 1, 1, 1),
        (512, 512, 1, 1),
        (513, 512, 2, 3),
        (513, 513, 2, 5),
        (1, 2_000, 3, 4 + 2 + 1),
        (12_000, 8_400, 6, 408 + 108 + 30 + 9 + 4 + 1),
    ],
)
def test_a_picture_has_as_many_tiles_as_its_sides_ask_for(
    width: int, height: int, levels: int, tiles: int
) -> None:
    assert count_levels(width, height) == levels
    assert count_tiles(width, height) == tiles


def test_only_pictures_above_the_threshold_are_cut() -> None:
    assert not is_tiled(4_000, TILED_PIXELS // 4_000)
    assert is_tiled(4_001, TILED_PIXELS // 4_000)


@given(SIDES, SIDES)
def test_each_level_halves_the_one_before_and_the_last_is_one_tile(width: int, height: int) -> None:
    sizes = [level_size(width, height, level) for level in range(count_levels(width, height))]
    assert sizes[0] == (width, height)
    for (wide, high), (less_wide, less_high) in pairwise(sizes):
        assert (less_wide, less_high) == ((wide + 1) // 2, (high + 1) // 2)
    assert max(sizes[-1]) <= TILE_SIZE
    assert all(max(size) > TILE_SIZE for size in sizes[:-1])


@given(st.integers(1, 3_000), st.integers(1, 3_000))
def test_the_tiles_of_all_levels_have_one_place_each_in_the_order_they_are_cut(
    width: int, height: int
) -> None:
    places = []
    for level in range(count_levels(width, height)):
        columns, _rows = level_grid(width, height, level)
        boxes = list(list_boxes(*level_size(width, height, level)))
        across, down = level_size(width, height, level)
        assert sum((right - left) * (bottom - top) for left, top, right, bottom in boxes) == across * down
        for number, (left, top, _right, _bottom) in enumerate(boxes):
            assert (left, top) == (number % columns * TILE_SIZE, number // columns * TILE_SIZE)
            places.append(place_of(width, height, level, number % columns, number // columns))
    assert places == list(range(count_tiles(width, height)))


@pytest.mark.parametrize(
    ("level", "column", "row"),
    [(-1, 0, 0), (2, 0, 0), (0, -1, 0), (0, 2, 0), (0, 0, -1), (0, 0, 1), (1, 1, 0)],
)
def test_outside_the_picture_there_is_no_place(level: int, column: int, row: int) -> None:
    assert place_of(600, 300, level, column, row) is None


def test_a_pack_gives_back_each_tile_and_nothing_else() -> None:
    pack = io.BytesIO()
    tiles = [b"first", b"", b"third"]
    assert write_pack(pack, 3, tiles) == len(pack.getvalue())
    for place, tile in enumerate(tiles):
        pack.seek(0)
        assert read_tile(pack, place) == tile
    for place in (-1, 3):
        pack.seek(0)
        with pytest.raises(PackDamaged):
            read_tile(pack, place)
    with pytest.raises(PackDamaged):
        read_tile(io.BytesIO(b"no pack at all, but long enough"), 0)
    with pytest.raises(ValueError, match="1 tiles instead of 2"):
        write_pack(io.BytesIO(), 2, [b"only"])
