"""Pictures into tensors, and boxes back: the inverse is exact for any size and either way of resizing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inference.manifest import InputSpec
from inference.pipeline.preprocess import plan, prepare, stack
from tests.builders_onnx import picture

sizes = st.integers(1, 5000)
specs = st.builds(
    InputSpec,
    name=st.just("image"),
    width=st.integers(8, 1024),
    height=st.integers(8, 1024),
    resize=st.sampled_from(["stretch", "letterbox"]),
    align=st.sampled_from(["center", "top_left"]),
)


def spec(**changes: object) -> InputSpec:
    return InputSpec.model_validate({"name": "image", "width": 16, "height": 8, "layout": "nhwc", **changes})


@given(sizes, sizes, specs)
def test_a_box_survives_the_way_into_the_input_and_back(width: int, height: int, spec: InputSpec) -> None:
    transform, _ = plan(width, height, spec)
    boxes_xyxy = np.array([[0, 0, width, height], [width / 4, height / 3, width / 2, height]], np.float32)
    back = transform.to_image(transform.to_input(boxes_xyxy))
    np.testing.assert_allclose(back, boxes_xyxy, rtol=1e-4, atol=1e-3 * max(width, height))


@given(sizes, sizes, specs)
def test_the_picture_lies_inside_the_input(width: int, height: int, spec: InputSpec) -> None:
    transform, size = plan(width, height, spec)
    corners = transform.to_input(np.array([[0, 0, width, height]], np.float32))[0]
    np.testing.assert_allclose(corners[2:] - corners[:2], size, rtol=1e-5)
    assert (corners >= -1e-3).all()
    assert corners[2] <= spec.width + 1e-2
    assert corners[3] <= spec.height + 1e-2
    if spec.resize == "letterbox":
        assert spec.width in size or spec.height in size


def test_stretching_fills_the_input() -> None:
    tensor, _ = prepare(picture(100, 20, 7), spec())
    assert tensor.shape == (8, 16, 3)
    assert tensor.dtype == np.float32
    assert (tensor == 7).all()


@pytest.mark.parametrize(("align", "filled"), [("center", slice(4, 12)), ("top_left", slice(0, 8))])
def test_letterboxing_pads_the_rest(align: str, filled: slice) -> None:
    tensor, _ = prepare(picture(30, 30, 200), spec(resize="letterbox", align=align, pad=9))
    assert (tensor[:, filled] == 200).all()
    outside = np.ones(16, bool)
    outside[filled] = False
    assert (tensor[:, outside] == 9).all()


def test_channels_order_scale_mean_and_std() -> None:
    red = np.zeros((8, 16, 3), np.uint8)
    red[:, :, 0] = 255
    changes = {
        "color": "bgr",
        "layout": "nchw",
        "scale": 1 / 255,
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.25, 0.5],
    }
    tensor, _ = prepare(red, spec(**changes))
    assert tensor.shape == (3, 8, 16)
    np.testing.assert_allclose(tensor[:, 0, 0], [-1, -2, 1], rtol=1e-6)


def test_a_uint8_input_keeps_bytes_and_a_batch_is_contiguous() -> None:
    tensor, _ = prepare(picture(16, 8), spec(dtype="uint8", layout="nchw"))
    batch = stack([tensor, tensor])
    assert batch.dtype == np.uint8
    assert batch.shape == (2, 3, 8, 16)
    assert batch.flags.c_contiguous


def test_a_pillow_image_of_another_mode_is_taken() -> None:
    tensor, _ = prepare(Image.new("L", (40, 40), 50), spec())
    assert (tensor == 50).all()


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 8, 3), np.uint8),
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((8, 8, 3), np.float32),
    ],
)
def test_what_is_not_an_rgb_picture_is_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        prepare(array, spec())
