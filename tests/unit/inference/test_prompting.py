"""Prompts without a server: windows, runs, edges, and the two kinds of models behind them."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pycocotools import mask as coco

from inference.errors import ManifestInvalid, ModelFileInvalid
from inference.manifest import parse_manifest
from inference.pipeline.detector import Detector
from inference.prompting.byte_cache import ByteCache
from inference.prompting.encode import encode_runs, outline
from inference.prompting.load import load_prompter
from inference.prompting.prompt import Area, Prompt, window_of_box, window_of_clicks
from inference.prompting.refine import refine
from inference.prompting.sam import SamPrompter
from inference.runtime.session import OrtSession
from tests.builders_onnx import answering_model, manifest_document, picture
from tests.builders_prompts import (
    saliency_manifest,
    saliency_model,
    sam_decoder,
    sam_document,
    sam_encoder,
    sam_manifest,
)

WIDTH, HEIGHT = 64, 48


def decoded(counts: list[int], width: int, height: int) -> NDArray[np.bool_]:
    runs = coco.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    return np.asarray(coco.decode(runs), np.bool_)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on NumPy 2
@given(
    seed=st.integers(0, 10_000),
    left=st.integers(0, 5),
    top=st.integers(0, 5),
    width=st.integers(1, 9),
    height=st.integers(1, 9),
    dense=st.sampled_from([0.0, 0.3, 0.9, 1.0]),
)
def test_runs_of_a_window_are_those_of_the_whole_frame(
    seed: int, left: int, top: int, width: int, height: int, dense: float
) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < dense
    window = Area(left, top, left + width, top + height)
    for frame_width, frame_height in ((20, 20), (left + width, top + height)):
        counts = encode_runs(mask, window, frame_width, frame_height)
        assert sum(counts) == frame_width * frame_height
        assert all(count > 0 for count in counts[1:])
        whole = np.zeros((frame_height, frame_width), np.bool_)
        whole[top : top + height, left : left + width] = mask
        assert (decoded(counts, frame_width, frame_height) == whole).all()


def test_an_outline_follows_the_largest_part() -> None:
    mask = np.zeros((20, 20), np.bool_)
    mask[2:4, 2:4] = True
    mask[8:18, 6:16] = True
    points = outline(mask, Area(100, 200, 120, 220))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    assert (min(xs), max(xs), min(ys), max(ys)) == (106.5, 115.5, 208.5, 217.5)
    assert outline(np.zeros((5, 5), np.bool_), Area(0, 0, 5, 5)) == []


@given(
    points=st.lists(st.tuples(st.floats(0, 640), st.floats(0, 480)), min_size=1, max_size=5),
    side=st.sampled_from([32, 112, 512, 4096]),
)
def test_a_window_of_clicks_lies_in_the_frame_and_holds_them(
    points: list[tuple[float, float]], side: int
) -> None:
    window = window_of_clicks(tuple(points), 640, 480, side=side)
    assert 0 <= window.left < window.right <= 640
    assert 0 <= window.top < window.bottom <= 480
    for x, y in points:
        assert window.left <= x <= window.right
        assert window.top <= y <= window.bottom


def test_a_window_of_a_box_shows_what_is_around_it() -> None:
    assert window_of_box(Area(200, 200, 300, 260), 640, 480) == Area(185, 191, 315, 269)
    assert window_of_box(Area(0, 0, 640, 480), 640, 480) == Area(0, 0, 640, 480)
    tiny = window_of_box(Area(10, 10, 12, 12), 640, 480)
    assert min(tiny.width, tiny.height) >= 20


def test_a_box_stretches_to_positive_clicks_only() -> None:
    prompt = Prompt((10, 10, 20, 20), positives=((50, 15),), negatives=((90, 90),))
    assert prompt.reach(100, 100) == Area(10, 10, 50, 30)
    assert Prompt(positives=((5, 5),)).reach(100, 100) is None


def two_discs() -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A red and a blue disc side by side on grey; the guess takes both for the object."""
    rows, columns = np.mgrid[0:120, 0:200]
    pixels = np.full((120, 200, 3), 128, np.uint8)
    red = (rows - 60) ** 2 + (columns - 60) ** 2 < 40**2
    blue = (rows - 60) ** 2 + (columns - 135) ** 2 < 40**2
    pixels[red], pixels[blue] = (200, 30, 30), (30, 30, 200)
    noise = np.random.default_rng(1).integers(-6, 7, pixels.shape)
    guess = np.where(red | blue, 0.95, 0.02).astype(np.float32)
    return np.clip(pixels.astype(int) + noise, 0, 255).astype(np.uint8), guess


@pytest.mark.parametrize("clicks", [0, 1], ids=["no click", "a click beside the object"])
def test_a_negative_click_takes_away_what_hangs_together_with_it(clicks: int) -> None:
    pixels, guess = two_discs()
    everywhere = np.ones(guess.shape, np.bool_)
    negatives = [(135.0, 60.0)] * clicks
    mask = refine(pixels, guess, everywhere, [], negatives, touched_only=False).mask
    assert mask[60, 60]
    assert mask[60, 135] == (clicks == 0)
    red, blue = guess.copy() > 0.5, guess.copy() > 0.5
    red[:, 98:], blue[:, :98] = False, False
    assert (mask & red).sum() > 0.9 * red.sum()
    assert (mask & blue).sum() > 0.9 * blue.sum() if clicks == 0 else (mask & blue).sum() < 0.1 * blue.sum()


def test_a_positive_click_brings_in_what_the_guess_left_out() -> None:
    pixels, guess = two_discs()
    guess[:, 98:] = 0.02
    everywhere = np.ones(guess.shape, np.bool_)
    before = refine(pixels, guess, everywhere, [], [], touched_only=False).mask
    after = refine(pixels, guess, everywhere, [(135.0, 60.0)], [], touched_only=False).mask
    assert not before[60, 150]
    assert after[60, 150]
    assert after[60, 60]


@settings(deadline=None, max_examples=25)
@given(
    positives=st.lists(st.tuples(st.floats(0, 199), st.floats(0, 119)), max_size=3),
    negatives=st.lists(st.tuples(st.floats(0, 199), st.floats(0, 119)), max_size=3),
)
def test_clicks_are_always_obeyed(
    positives: list[tuple[float, float]], negatives: list[tuple[float, float]]
) -> None:
    pixels, guess = two_discs()
    everywhere = np.ones(guess.shape, np.bool_)
    mask = refine(pixels, guess, everywhere, positives, negatives, touched_only=False).mask
    outside = {(int(x), int(y)) for x, y in negatives}
    assert not any(mask[y, x] for x, y in outside)
    assert all(mask[int(y), int(x)] for x, y in positives if (int(x), int(y)) not in outside)


def test_the_cache_is_bounded_by_bytes_and_drops_the_oldest() -> None:
    cache = ByteCache(25)
    made: list[str] = []

    def make(key: str, size: int = 10) -> NDArray[np.uint8]:
        made.append(key)
        return np.zeros(size, np.uint8)

    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get(key, partial(make, key))
    assert made == ["a", "b", "c", "b"]
    assert cache.held_bytes == 20
    assert len(cache.get("large", lambda: make("large", 26))) == 26
    assert "large" not in cache
    assert "b" in cache


def a_pair(most_bytes: int = 10_000) -> SamPrompter:
    return SamPrompter(
        sam_manifest(), OrtSession(sam_encoder()), OrtSession(sam_decoder()), most_bytes=most_bytes
    )


def test_a_pair_answers_a_box_with_its_best_mask_in_picture_pixels() -> None:
    found = a_pair().segment("one", picture(WIDTH, HEIGHT), Prompt((8.0, 12.0, 20.0, 24.0), ((15, 15),)))
    wanted = np.zeros((HEIGHT, WIDTH), np.bool_)
    wanted[12:36, 8:28] = True
    assert (found.mask == wanted).all()
    assert found.window == Area(0, 0, WIDTH, HEIGHT)
    assert found.score == pytest.approx(0.9)


def test_clicks_without_a_box_come_with_a_filling_point() -> None:
    # The last two points are then the click and the filling point at 0, 0: no box between them.
    found = a_pair().segment("one", picture(WIDTH, HEIGHT), Prompt(positives=((15.0, 15.0),)))
    assert not found.mask.any()


def test_embeddings_are_made_once_per_picture_within_their_bound() -> None:
    pair = a_pair(most_bytes=2 * 3 * 8 * 8 * 4)
    prompt = Prompt((1.0, 1.0, 9.0, 9.0))
    for key in ("a", "b", "a"):
        pair.segment(key, picture(WIDTH, HEIGHT), prompt)
    assert pair.embeddings.held_bytes == 2 * 3 * 8 * 8 * 4
    pair.segment("c", picture(WIDTH, HEIGHT), prompt)
    assert ("a" in pair.embeddings, "b" in pair.embeddings, "c" in pair.embeddings) == (True, False, True)


def test_a_saliency_model_finds_what_stands_out_in_the_box() -> None:
    plane = np.zeros((32, 32), np.float32)
    plane[8:24, 8:24] = 1
    model = load_prompter(saliency_manifest(), [saliency_model(plane)])
    found = model.segment("one", picture(200, 200), Prompt((40.0, 40.0, 120.0, 120.0)))
    share = found.mask.mean()
    assert 0.15 < share < 0.35, "about the middle quarter of its window"
    assert found.score > 0.8


def test_one_file_is_not_a_pair_and_a_pair_is_not_one_file() -> None:
    with pytest.raises(ModelFileInvalid, match="decoder"):
        load_prompter(sam_manifest(), [sam_encoder()])
    with pytest.raises(ModelFileInvalid, match="second file"):
        load_prompter(saliency_manifest(), [sam_encoder(), sam_decoder()])


@pytest.mark.parametrize(
    ("decoder", "reason"),
    [
        ({"embeddings": "nothing"}, "nothing"),
        ({"embeddings": "embeddings", "point_coords": "clicks"}, "clicks"),
        ({"embeddings": "embeddings", "scores": "ious"}, "ious"),
        ({"embeddings": "embeddings", "sha256": "0" * 64}, "sha256"),
    ],
)
def test_a_pair_that_does_not_fit_its_manifest_is_refused(decoder: dict[str, str], reason: str) -> None:
    manifest = sam_manifest(decoder={"kind": "sam", **decoder})
    with pytest.raises(ModelFileInvalid, match=reason):
        load_prompter(manifest, [sam_encoder(), sam_decoder()])


def test_a_model_for_prompts_never_speaks_by_itself() -> None:
    with pytest.raises(ModelFileInvalid, match="prompts"):
        Detector(sam_manifest(), OrtSession(sam_encoder()))
    detecting = parse_manifest(manifest_document())
    with pytest.raises(ModelFileInvalid, match="by itself"):
        load_prompter(detecting, [answering_model({"scores": np.zeros((1, 2), np.float32)})])


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": ["cat"]},
        {"task": "detection"},
        {"decoder": {"kind": "ssd", "scores": "a", "boxes": "b"}},
        {"decoder": {"kind": "sam", "embeddings": "e", "file": "model.onnx"}},
        {"decoder": {"kind": "sam", "embeddings": "e", "mask_threshold": "0"}},
        {"decoder": {"kind": "saliency"}},
    ],
)
def test_an_impossible_manifest_for_prompts_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ManifestInvalid):
        parse_manifest(sam_document(**changes))
