"""What looks alike lies near, and what does not comes first."""

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.embedding.alike import (
    bits_apart,
    centred,
    farthest_first,
    hash_picture,
    is_flat,
)
from inference.embedding.embedder import SIZE, Embedder, draw_directions, pool
from inference.errors import ModelFileInvalid
from inference.runtime.outputs import with_outputs
from inference.runtime.session import OrtSession
from tests.builders_features import SIDE, featured_model
from tests.builders_onnx import manifest

NO_BOXES = np.zeros((0, 4), np.float32)


def a_picture(*colours: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Build stripes of colours from left to right."""
    stripes = np.array(colours, np.uint8)
    columns = np.repeat(stripes, SIDE * 2 // len(stripes), axis=0)
    return np.broadcast_to(columns, (SIDE * 2, *columns.shape)).copy()


RED, GREEN, BLUE = (220, 20, 20), (20, 220, 20), (20, 20, 220)


def test_a_graph_says_its_inner_maps_without_being_read() -> None:
    content = featured_model()
    assert [spec.name for spec in OrtSession(content).outputs()] == ["scores", "boxes"]
    said = OrtSession(with_outputs(content, ["colours"])).outputs()
    assert [spec.name for spec in said] == ["scores", "boxes", "colours"]
    with pytest.raises(ModelFileInvalid):
        OrtSession(with_outputs(content, ["no such value"]))


def test_equal_pictures_have_equal_vectors_and_others_lie_farther_away() -> None:
    embedder = Embedder(manifest(), featured_model())
    red = embedder.embed(a_picture(RED), NO_BOXES).frame
    assert red.shape == (SIZE,)
    assert np.linalg.norm(red) == pytest.approx(1, abs=1e-5)
    again = embedder.embed(a_picture(RED), NO_BOXES).frame
    rosy = embedder.embed(a_picture((200, 30, 30)), NO_BOXES).frame
    blue = embedder.embed(a_picture(BLUE), NO_BOXES).frame
    assert np.array_equal(red, again)
    assert red @ rosy > red @ blue + 0.1


def test_an_object_is_known_by_what_lies_in_its_box() -> None:
    embedder = Embedder(manifest(), featured_model())
    boxes = np.array([[0, 0, SIDE, 2 * SIDE], [SIDE, 0, SIDE, 2 * SIDE], [2, 9, 3, 3]], np.float32)
    left, right, small = embedder.embed(a_picture(RED, BLUE), boxes).objects
    red = embedder.embed(a_picture(RED), NO_BOXES).frame
    assert left @ red == pytest.approx(1, abs=1e-3)
    assert small @ red == pytest.approx(1, abs=1e-3), "one smaller than a cell of the map too"
    assert right @ red < 0.9


def test_a_graph_without_such_features_is_refused_and_so_are_other_bytes() -> None:
    with pytest.raises(ModelFileInvalid):
        Embedder(manifest(), featured_model(), features=["nowhere"])
    with pytest.raises(ModelFileInvalid, match="sha256"):
        Embedder(manifest().model_copy(update={"sha256": "0" * 64}), featured_model())


def test_places_are_weighed_by_area_and_those_outside_are_held_to_the_edge() -> None:
    held = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [0.0, 0.0]]], np.float32)
    places = np.array([[0, 0, 1, 0.5], [0, 0, 0.5, 0.5], [0.5, 0, 1, 0.5], [-5, -5, 0.1, 0.1]], np.float32)
    assert pool(held, places) == pytest.approx(
        np.array([[2**-0.5, 2**-0.5], [1, 0], [0, 1], [1, 0]]), abs=1e-4
    )
    assert np.isfinite(pool(held, np.array([[2, 2, 1, 1], [0.5, 0.5, 0.5, 0.5]], np.float32))).all()


def test_directions_are_drawn_once_for_ever() -> None:
    drawn = draw_directions(7, 5)
    assert drawn.shape == (7, 5)
    assert set(np.unique(drawn)) == {np.float32(-(5**-0.5)), np.float32(5**-0.5)}
    assert np.array_equal(drawn, draw_directions(7, 5))
    assert abs(draw_directions(1_856, SIZE).mean()) < 1e-3


def test_a_picture_that_was_made_smaller_keeps_its_hash() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (8, 9, 3), np.uint8)
    large = noise.repeat(40, axis=0).repeat(40, axis=1)
    other = np.random.default_rng(4).integers(0, 256, (8, 9, 3), np.uint8).repeat(8, axis=0).repeat(8, axis=1)
    assert bits_apart(hash_picture(large), hash_picture(large[::4, ::4])) <= 2
    assert bits_apart(hash_picture(large), hash_picture(other)) > 15
    assert is_flat(hash_picture(np.full((50, 50, 3), 90, np.uint8)))
    assert not is_flat(hash_picture(large))


def test_each_in_the_order_is_unlike_those_before_it() -> None:
    near = np.array([[1, 0.1], [1, 0.11], [0.1, 1], [-1, 0.1], [1, 0.12]], np.float32)
    units = near / np.linalg.norm(near, axis=1, keepdims=True)
    nothing = np.zeros((0, 2), np.float32)
    assert {2, 3} <= set(farthest_first(units, nothing, 3))
    assert farthest_first(units, units[[3]], 5)[0] in {0, 1, 4}
    assert sorted(farthest_first(units, nothing, 50)) == [0, 1, 2, 3, 4]
    assert farthest_first(units[:0], units, 5) == []


def test_what_all_have_in_common_says_nothing() -> None:
    common = np.array([10, 0, 0], np.float32)
    vectors = common + np.array([[0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], np.float32)
    apart = centred(vectors)
    assert apart[0] @ apart[1] == pytest.approx(-1, abs=1e-5)
    assert np.linalg.norm(apart, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
