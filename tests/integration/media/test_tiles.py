"""A rendition becomes a pack of tiles that shows the same picture at every level."""

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from annotations.domain.tiles import count_levels, level_grid, level_size, place_of
from annotations.media.records import Prepared, Refusal, Tiled
from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container
from annotations.media.tile_pack import read_tile
from tests.builders_media import a_photo, encode, write_large_photo

JPEG_NOISE = 6.0
"""Grey levels by which two codings at the same quality may differ in the mean."""


def cut(sandbox: Sandbox, content: bytes, container: Container) -> tuple[Tiled, bytes]:
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as pack:
        source.write(content)
        source.flush()
        answer = sandbox.cut_tiles(source, container, pack)
        assert isinstance(answer, Tiled), answer
        return answer, pack.read()


def level_of(pack: bytes, size: tuple[int, int], level: int, mode: str = "RGB") -> Image.Image:
    """Put the tiles of a level together again."""
    whole = Image.new(mode, level_size(*size, level))
    columns, rows = level_grid(*size, level)
    for row in range(rows):
        for column in range(columns):
            place = place_of(*size, level, column, row)
            assert place is not None
            tile = Image.open(io.BytesIO(read_tile(io.BytesIO(pack), place)))
            across, down = level_size(*size, level)
            assert tile.size == (min(512, across - column * 512), min(512, down - row * 512))
            whole.paste(tile.convert(mode), (column * 512, row * 512))
    return whole


def difference(one: Image.Image, other: Image.Image) -> float:
    a, b = (np.asarray(image, dtype=np.int16) for image in (one, other))
    return float(np.abs(a - b).mean())


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 1_300), (1_300, 1), (511, 511), (512, 512), (513, 513), (1_024, 513), (1_537, 1_100)]
)
def test_every_level_shows_the_picture_at_its_size(sandbox: Sandbox, size: tuple[int, int]) -> None:
    picture = a_photo(*size)
    tiled, pack = cut(sandbox, encode(picture, "JPEG", quality=88), Container.JPEG)
    assert (tiled.width, tiled.height, tiled.tile_format) == (*size, "jpeg")
    assert tiled.levels == count_levels(*size)
    for level in range(tiled.levels):
        expected = picture.reduce(2**level)
        shown = level_of(pack, size, level)
        assert difference(shown.convert("L"), expected.convert("L")) < JPEG_NOISE, level


def test_transparency_survives_and_only_its_tiles_are_png(sandbox: Sandbox) -> None:
    glass = a_photo(1_200, 600).convert("RGBA")
    glass.paste((0, 0, 0, 0), (0, 0, 300, 600))
    tiled, pack = cut(sandbox, encode(glass, "PNG"), Container.PNG)
    assert tiled.tile_format == "mixed"
    assert formats(pack, (1_200, 600), 0, [(0, 0), (1, 0), (2, 0)]) == ["PNG", "JPEG", "JPEG"]
    for level in range(tiled.levels):
        shown = level_of(pack, (1_200, 600), level, "RGBA")
        wanted = glass.reduce(2**level)
        assert difference(shown.getchannel("A"), wanted.getchannel("A")) < 0.5, level
    left = level_of(pack, (1_200, 600), 0, "RGBA").crop((0, 0, 512, 600))
    assert left.tobytes() == glass.crop((0, 0, 512, 600)).tobytes()


def formats(
    pack: bytes, size: tuple[int, int], level: int, tiles: Sequence[tuple[int, int]]
) -> list[str | None]:
    found = []
    for column, row in tiles:
        place = place_of(*size, level, column, row)
        assert place is not None
        found.append(Image.open(io.BytesIO(read_tile(io.BytesIO(pack), place))).format)
    return found


def test_grey_pictures_stay_grey(sandbox: Sandbox) -> None:
    grey = a_photo(700, 300).convert("L")
    _tiled, pack = cut(sandbox, encode(grey, "JPEG", quality=88), Container.JPEG)
    assert Image.open(io.BytesIO(read_tile(io.BytesIO(pack), 0))).mode == "L"


@pytest.mark.parametrize("subsampling", [0, 2])
def test_tiles_keep_the_colour_that_the_rendition_has(sandbox: Sandbox, subsampling: int) -> None:
    content = encode(a_photo(900, 700), "JPEG", quality=88, subsampling=subsampling)
    _tiled, pack = cut(sandbox, content, Container.JPEG)
    tile = Image.open(io.BytesIO(read_tile(io.BytesIO(pack), 0)))
    assert JpegImagePlugin.get_sampling(tile) == subsampling
    corner = Image.open(io.BytesIO(content)).crop((0, 0, 512, 512))
    assert difference(tile, corner) < 1.0, "a second coding on the same grid loses next to nothing"


def test_cutting_twice_gives_the_same_bytes(sandbox: Sandbox) -> None:
    content = encode(a_photo(900, 700), "JPEG", quality=88)
    assert cut(sandbox, content, Container.JPEG) == cut(sandbox, content, Container.JPEG)


def test_a_damaged_rendition_leaves_no_pack(sandbox: Sandbox) -> None:
    content = encode(a_photo(900, 700), "JPEG", quality=88)
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as pack:
        source.write(content[: len(content) // 2])
        source.flush()
        answer = sandbox.cut_tiles(source, Container.JPEG, pack)
        assert isinstance(answer, Refusal)
        assert pack.read() == b""


@pytest.mark.parametrize("table", ["LYING_TILES", "WITHOUT_TILES"])
def test_tiles_that_are_no_pictures_are_not_taken(table: str) -> None:
    with (
        Sandbox(operations=f"tests.integration.media.drills:{table}") as room,
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as pack,
    ):
        answer = room.cut_tiles(source, Container.JPEG, pack)
        assert isinstance(answer, Refusal)
        assert answer.code == "crashed"
        assert pack.read() == b""


@pytest.mark.slow
@pytest.mark.parametrize("size", [(11_600, 8_700), (16_000, 12_400)], ids=["100 MP", "199 MP"])
def test_pictures_up_to_the_limit_are_cut_within_the_limits(
    sandbox: Sandbox, size: tuple[int, int], tmp_path: Path
) -> None:
    write_large_photo(tmp_path / "large.jpg", *size)
    with (
        (tmp_path / "large.jpg").open("rb") as source,
        tempfile.TemporaryFile() as rendition,
        tempfile.TemporaryFile() as thumbnail,
        tempfile.TemporaryFile() as pack,
    ):
        assert isinstance(sandbox.prepare(source, Container.JPEG, rendition, thumbnail), Prepared)
        answer = sandbox.cut_tiles(rendition, Container.JPEG, pack)
        assert isinstance(answer, Tiled), answer
        place = place_of(*size, answer.levels - 1, 0, 0)
        assert place is not None
        tile = Image.open(io.BytesIO(read_tile(pack, place)))
        small = Image.open(thumbnail).resize(tile.size)
    assert difference(tile, small) < JPEG_NOISE
