"""Cuts between scenes, told from the colours of successive frames."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from annotations.domain.scenes import change_between, scene_cuts
from annotations.media.video_signature import sign

Mix = NDArray[np.float64]
BINS = 64


def colours(seed: int) -> Mix:
    """A scene's own colours: a few cells hold nearly all."""
    chance = np.random.default_rng(seed)
    weights = chance.random(BINS) ** 8
    mix: Mix = weights / weights.sum()
    return mix


def shots(*lengths: int, noise: float = 0.0) -> list[list[float]]:
    """One scene after another, each with colours of its own, with noise from frame to frame."""
    chance = np.random.default_rng(3)
    frames = [colours(place) for place, length in enumerate(lengths) for _ in range(length)]
    noisy = [np.abs(frame + chance.normal(0, noise, BINS) * frame) for frame in frames]
    return [(frame / frame.sum()).tolist() for frame in noisy]


@pytest.mark.parametrize("frames", [0, 1, 2, 40])
def test_one_scene_has_no_cut(frames: int) -> None:
    assert scene_cuts(shots(frames)) == []


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.3])
def test_hard_cuts_are_found_at_their_frames(noise: float) -> None:
    assert scene_cuts(shots(20, 3, 30, 25, noise=noise)) == [20, 23, 53]


def test_a_cut_between_the_first_or_last_two_frames_is_found() -> None:
    assert scene_cuts(shots(1, 1)) == [1]
    assert scene_cuts(shots(1, 10)) == [1]
    assert scene_cuts(shots(10, 1)) == [10]


def test_a_fade_is_no_cut_and_neither_is_one_through_black() -> None:
    first, second, black = colours(0), colours(1), np.eye(BINS)[0]
    ways = [(first, second), (first, black), (black, second)]
    for frames in (8, 25):
        for start, end in ways:
            way = [(start + (end - start) * step / frames).tolist() for step in range(frames + 1)]
            assert scene_cuts([start.tolist()] * 10 + way + [end.tolist()] * 10) == []


@pytest.mark.parametrize("length", [1, 2])
def test_a_flash_is_no_scene(length: int) -> None:
    still, white = colours(0).tolist(), np.eye(BINS)[-1].tolist()
    assert scene_cuts([still] * 10 + [white] * length + [still] * 10) == []


def test_a_smeared_cut_is_one_cut_where_most_of_it_happens() -> None:
    first, second = colours(0), colours(1)
    way = [(first + (second - first) * part).tolist() for part in (0.0, 0.3, 0.95, 1.0)]
    assert scene_cuts([way[0]] * 10 + way + [way[-1]] * 10) == [12]


def test_restless_colours_hide_no_cut_and_are_none_themselves() -> None:
    chance = np.random.default_rng(5)
    restless = [colours(100) * 0.7 + colours(int(chance.integers(200, 999))) * 0.3 for _ in range(40)]
    assert scene_cuts([frame.tolist() for frame in restless]) == []


@settings(max_examples=25)
@given(st.lists(st.integers(6, 30), min_size=1, max_size=6))
def test_scenes_of_any_lengths_are_told_apart(lengths: list[int]) -> None:
    assert scene_cuts(shots(*lengths, noise=0.05)) == np.cumsum(lengths)[:-1].tolist()


def test_a_flicker_of_one_grey_level_changes_next_to_nothing() -> None:
    grey = [sign(Image.new("RGB", (32, 32), (level,) * 3)) for level in range(256)]
    assert all(sum(each) == pytest.approx(1, abs=0.01) for each in grey)
    steps = [change_between(before, after) for before, after in pairwise(grey)]
    assert max(steps) < 0.06
    assert change_between(grey[0], grey[255]) == pytest.approx(1)
