"""A rendition is read no larger than a model needs it, however large it is."""

import io

import pytest
from PIL import Image

from inference.pipeline.picture import read_picture


@pytest.mark.parametrize("size", [(640, 480), (15_000, 13_000)], ids=["small", "195 megapixels"])
def test_a_rendition_of_any_allowed_size_is_read(size: tuple[int, int]) -> None:
    target = io.BytesIO()
    Image.new("L", size, 77).save(target, "JPEG")
    pixels = read_picture(target, least_width=320, least_height=320).pixels
    assert min(pixels.shape[:2]) >= 320
    assert max(pixels.shape[:2]) <= max(640, size[0] // 8)
    assert abs(int(pixels.mean()) - 77) <= 1
