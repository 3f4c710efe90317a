"""A part of a large picture is read from as few tiles as show it sharply enough, at its own place."""

import io

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from annotations.domain.region import Region
from annotations.domain.tiles import TILE_SIZE, count_levels, list_boxes
from annotations.media.tile_pack import PackDamaged, write_pack
from inference.manifest import Manifest
from inference.pipeline.tiled import TileSpan, choose_level, join_tiles, span_of, tiles_in, tiles_of
from inference.prompting.part import MOST_PIXELS, plan_part
from inference.prompting.prompt import Prompt, window_of_box
from inference.prompting.saliency import LARGEST_SIDE, WIDER_MARGIN
from tests.builders_prompts import saliency_manifest, sam_manifest

SIZES = st.tuples(st.integers(1, 30_000), st.integers(1, 30_000))
SHARES = st.tuples(st.floats(0, 0.99), st.floats(0, 0.99), st.floats(0.001, 1), st.floats(0.001, 1))


def part_of(size: tuple[int, int], shares: tuple[float, float, float, float]) -> Region:
    left, top = shares[0] * size[0], shares[1] * size[1]
    width, height = shares[2] * (size[0] - left), shares[3] * (size[1] - top)
    assume(width > 0 and height > 0)
    return Region(x=left, y=top, width=width, height=height)


@given(size=SIZES, shares=SHARES, side=st.integers(32, 2_000))
def test_the_smallest_level_with_enough_pixels_is_read_and_little_beside_the_region(
    size: tuple[int, int], shares: tuple[float, float, float, float], side: int
) -> None:
    region = part_of(size, shares)
    level = choose_level(size, region, (side, side))
    step = 2**level
    assert level == 0 or min(region.width, region.height) / step >= side
    if level + 1 < count_levels(*size):
        assert min(region.width, region.height) / (2 * step) < side
    span = span_of(size, region, level)
    covers = span.covers
    assert covers.x <= region.x
    assert covers.y <= region.y
    assert covers.x + covers.width >= min(size[0], region.x + region.width) - 1e-6
    assert covers.y + covers.height >= min(size[1], region.y + region.height) - 1e-6
    assert span.width <= region.width / step + 2 * TILE_SIZE
    assert span.height <= region.height / step + 2 * TILE_SIZE
    assert (span.left % TILE_SIZE, span.top % TILE_SIZE) == (0, 0)


def a_pack(size: tuple[int, int]) -> tuple[np.ndarray, io.BytesIO]:
    """Return a picture of noise and its pack of one level, as if there were no others to read."""
    pixels = np.random.default_rng(3).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    tiles = []
    for left, top, right, bottom in list_boxes(*size):
        tile = io.BytesIO()
        Image.fromarray(pixels[top:bottom, left:right]).save(tile, "PNG", compress_level=1)
        tiles.append(tile.getvalue())
    pack = io.BytesIO()
    write_pack(pack, len(tiles), tiles)
    return pixels, pack


def test_joined_tiles_are_the_pixels_at_their_place() -> None:
    size = (1_100, 700)
    pixels, pack = a_pack(size)
    for region in (
        Region(x=0, y=0, width=1_100, height=700),
        Region(x=600, y=520, width=10, height=10),
        Region(x=1_090, y=0, width=10, height=600),
    ):
        span = span_of(size, region, 0)
        joined = join_tiles(span, tiles_in(pack, size, span)).pixels
        right, bottom = span.left + span.width, span.top + span.height
        assert (joined == pixels[span.top : bottom, span.left : right]).all()
    with pytest.raises(PackDamaged):
        list(tiles_in(pack, size, span_of(size, Region(x=0, y=0, width=9, height=9), 1)))


def test_tiles_that_do_not_fit_their_place_are_refused() -> None:
    _, pack = a_pack((1_100, 700))
    span = TileSpan(level=0, left=0, top=0, width=512, height=512)
    with pytest.raises(ValueError, match="76"):
        join_tiles(span, reversed(list(tiles_of(pack, 3))))
    with pytest.raises(OSError, match="cannot identify"):
        join_tiles(span, [])


@given(
    size=st.tuples(st.integers(2_000, 20_000), st.integers(2_000, 20_000)),
    shares=SHARES,
    click=st.booleans(),
)
def test_a_box_is_looked_at_with_its_surroundings_as_sharp_as_the_model_works(
    size: tuple[int, int], shares: tuple[float, float, float, float], click: bool
) -> None:
    box = part_of(size, shares)
    prompt = Prompt((box.x, box.y, box.width, box.height), ((size[0] / 2, size[1] / 2),) if click else ())
    span = plan_part(saliency_manifest(), prompt, *size)
    reach = prompt.reach(*size)
    assert reach is not None
    near, wide = window_of_box(reach, *size), window_of_box(reach, *size, margin=WIDER_MARGIN)
    assert span.level == 0 or max(near.width, near.height) >> span.level >= LARGEST_SIDE
    around = Region(x=wide.left, y=wide.top, width=wide.width, height=wide.height)
    assert span == span_of(size, around, span.level)
    assert span.width * span.height < MOST_PIXELS


@pytest.mark.parametrize("manifest", [saliency_manifest(), sam_manifest()], ids=["clicks", "a pair"])
@given(size=st.tuples(st.integers(2_000, 30_000), st.integers(2_000, 30_000)))
def test_where_all_of_a_frame_is_looked_at_it_is_bounded_and_the_same_for_each_prompt(
    manifest: Manifest, size: tuple[int, int]
) -> None:
    spans = {plan_part(manifest, Prompt(positives=((x, x),)), *size) for x in (1.0, 1_500.0)}
    span = spans.pop()
    assert spans == set()
    assert (span.left, span.top) == (0, 0)
    covers = span.covers
    assert covers.width >= size[0]
    assert covers.height >= size[1]
    assert span.width * span.height <= MOST_PIXELS
    assert max(span.width, span.height) >= min(2_000, *size)
