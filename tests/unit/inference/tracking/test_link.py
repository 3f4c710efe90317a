"""Linking on scenes whose truth is known: who is who is told by the track that was made of whom."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.geometry import Box
from annotations.domain.interpolation import place_at
from inference.tracking.link import LinkedTrack, LinkRules, Sight, link_predictions

Walk = Callable[[int], tuple[float, float] | None]
SIDE = 40.0


def straight(x: float, y: float, dx: float, dy: float, *, hidden: range = range(0)) -> Walk:
    return lambda index: None if index in hidden else (x + dx * index, y + dy * index)


def scene(
    walks: list[Walk],
    *,
    frames: range,
    noise: float = 0.0,
    seed: int = 7,
    score: float = 0.9,
    label: str = "car",
) -> Iterator[Sight]:
    chance = np.random.default_rng(seed)
    for index in frames:
        places = [place for walk in walks if (place := walk(index)) is not None]
        boxes = np.array([[x, y, SIDE, SIDE] for x, y in places]).reshape(-1, 4)
        boxes = boxes + chance.normal(0, noise, boxes.shape) if noise else boxes
        order = chance.permutation(len(boxes))
        yield Sight(index, [label] * len(boxes), np.full(len(boxes), score), boxes[order])


def nearest(walks: list[Walk], linked: LinkedTrack, index: int) -> int | None:
    placed = place_at(linked.track, index)
    if placed is None or not isinstance(placed.shape, Box):
        return None
    apart = [
        np.hypot(placed.shape.x - there[0], placed.shape.y - there[1]) if (there := walk(index)) else np.inf
        for walk in walks
    ]
    closest, *others = sorted(apart)
    # Where two objects lie on one another nobody can tell whose the box is.
    is_plain = closest < SIDE / 2 and all(other > SIDE for other in others)
    return int(np.argmin(apart)) if is_plain else None


def switches(walks: list[Walk], tracks: list[LinkedTrack], frames: range) -> int:
    """How often a track goes over from one object to another."""
    changed = 0
    for linked in tracks:
        said = [who for index in frames if (who := nearest(walks, linked, index)) is not None]
        changed += sum(first != second for first, second in pairwise(said))
    return changed


def test_nothing_seen_is_no_track() -> None:
    assert link_predictions([]) == []
    empty = Sight(0, [], np.zeros(0), np.zeros((0, 4)))
    assert link_predictions([empty]) == []


@pytest.mark.parametrize("step", [1, 3, 10])
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_objects_that_cross_keep_who_they_are(step: int, noise: float) -> None:
    walks = [straight(0, 100, 2, 0.2), straight(400, 130, -2, -0.1), straight(200, 0, 0, 1.2)]
    frames = range(0, 200, step)
    tracks = link_predictions(scene(walks, frames=frames, noise=noise))
    assert len(tracks) == 3
    assert switches(walks, tracks, frames) == 0


def test_a_short_gap_is_bridged_and_a_long_one_is_outside() -> None:
    short, long = range(50, 52), range(50, 55)
    for hidden, is_seen in ((short, True), (long, False)):
        walks = [straight(10, 10, 3, 1, hidden=hidden)]
        (linked,) = link_predictions(scene(walks, frames=range(100)))
        assert (place_at(linked.track, 51) is not None) is is_seen
        assert place_at(linked.track, 49) is not None
        assert place_at(linked.track, 60) is not None


def test_an_object_that_leaves_is_outside_from_the_next_look_on() -> None:
    walks = [straight(10, 10, 3, 1, hidden=range(40, 100))]
    (linked,) = link_predictions(scene(walks, frames=range(0, 100, 2)))
    assert place_at(linked.track, 39) is not None
    assert place_at(linked.track, 40) is None
    assert linked.track.keyframes[-1].outside


def test_steady_motion_needs_two_keyframes() -> None:
    (linked,) = link_predictions(scene([straight(10, 10, 2, 1)], frames=range(120)))
    assert [entry.frame for entry in linked.track.keyframes] == [0, 119]


def test_labels_are_never_mixed() -> None:
    boxes = np.array([[10.0, 10, SIDE, SIDE], [14.0, 10, SIDE, SIDE]])
    sights = [Sight(index, ["cat", "dog"], np.array([0.9, 0.8]), boxes) for index in range(5)]
    swapped = [
        Sight(index, ["dog", "cat"], np.array([0.9, 0.8]), boxes[::-1].copy()) for index in range(5, 10)
    ]
    tracks = link_predictions([*sights, *swapped])
    assert sorted(linked.label for linked in tracks) == ["cat", "dog"]
    assert all(linked.track.keyframes[-1].frame == 9 for linked in tracks)


def test_doubtful_boxes_continue_a_track_but_begin_none() -> None:
    sure = list(scene([straight(10, 10, 2, 0)], frames=range(5)))
    doubtful = list(scene([straight(10, 10, 2, 0)], frames=range(5, 10), score=0.2))
    (linked,) = link_predictions([*sure, *doubtful])
    assert linked.track.keyframes[-1].frame == 9
    assert not linked.track.keyframes[-1].outside
    assert link_predictions(doubtful) == []


def test_what_is_seen_twice_only_is_no_object() -> None:
    assert link_predictions(scene([straight(10, 10, 2, 0)], frames=range(2))) == []
    assert len(link_predictions(scene([straight(10, 10, 2, 0)], frames=range(2)), LinkRules(shortest=2))) == 1


def test_frames_have_to_rise() -> None:
    sights = list(scene([straight(0, 0, 1, 1)], frames=range(2)))
    with pytest.raises(ValueError, match="frame 0 does not come after frame 1"):
        link_predictions(sights[::-1])


@settings(max_examples=25, deadline=None)
@given(
    lanes=st.lists(
        st.tuples(st.integers(0, 8), st.floats(-4, 4)), min_size=1, max_size=6, unique_by=lambda lane: lane[0]
    ),
    step=st.integers(1, 4),
    seed=st.integers(0, 1000),
)
def test_objects_in_lanes_of_their_own_are_one_track_each(
    lanes: list[tuple[int, float]], step: int, seed: int
) -> None:
    walks = [straight(300, 80.0 * lane, speed, 0) for lane, speed in lanes]
    frames = range(0, 80, step)
    tracks = link_predictions(scene(walks, frames=frames, noise=1.5, seed=seed))
    assert len(tracks) == len(walks)
    assert switches(walks, tracks, frames) == 0


@pytest.mark.parametrize("step", [1, 5])
def test_nothing_is_linked_across_a_cut_and_tracks_begin_and_end_at_its_very_frame(step: int) -> None:
    frames = range(0, 100, step)
    (whole,) = link_predictions(scene([straight(10, 10, 1, 0)], frames=frames))
    assert place_at(whole.track, 58) is not None
    tracks = link_predictions(scene([straight(10, 10, 1, 0)], frames=frames), cuts=[58, 33])
    assert [linked.track.keyframes[0].frame for linked in tracks] == [0, 33, 58]
    for linked, cut in zip(tracks, [33, 58], strict=False):
        assert place_at(linked.track, cut - 1) is not None
        assert place_at(linked.track, cut) is None
    assert not tracks[-1].track.keyframes[-1].outside


def test_what_comes_into_a_scene_later_does_not_begin_at_its_cut() -> None:
    walks = [straight(10, 10, 1, 0, hidden=range(30, 40))]
    _before, after = link_predictions(scene(walks, frames=range(0, 100, 5)), cuts=[33])
    assert after.track.keyframes[0].frame == 40


def test_an_object_that_left_before_the_cut_is_gone_from_when_it_left() -> None:
    walks = [straight(10, 10, 1, 0, hidden=range(20, 100))]
    (linked,) = link_predictions(scene(walks, frames=range(24)), cuts=[22])
    assert linked.track.keyframes[-1].frame == 20


def test_nothing_is_linked_over_frames_that_nobody_looked_at() -> None:
    sights = [
        *scene([straight(10, 10, 0, 0)], frames=range(10)),
        *scene([straight(10, 10, 0, 0)], frames=range(60, 70)),
    ]
    first, second = link_predictions(sights)
    assert [entry.frame for entry in first.track.keyframes] == [0, 9, 10]
    assert first.track.keyframes[-1].outside
    assert second.track.keyframes[0].frame == 60


def test_a_detector_that_trembles_leaves_few_keyframes() -> None:
    walks = [straight(10, 10, 2, 1)]
    (linked,) = link_predictions(scene(walks, frames=range(0, 120, 3), noise=0.5))
    assert len(linked.track.keyframes) < 8
    assert switches(walks, [linked], range(0, 118, 3)) == 0
