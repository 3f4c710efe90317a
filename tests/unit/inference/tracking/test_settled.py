"""A track that says no more than what people settled is told from one that does."""

import pytest

from annotations.domain.geometry import Box, Keyframe, Polygon, Track
from inference.tracking.settled import is_settled


def walk(*frames: int, x: float = 0.0, outside_from: int | None = None) -> Track:
    """A box that moves a pixel a frame."""
    entries = [Keyframe(frame=it, shape=Box(x=x + it, y=10, width=40, height=40)) for it in frames]
    if outside_from is not None:
        entries.append(entries[-1].model_copy(update={"frame": outside_from, "outside": True}))
    return Track(keyframes=entries)


def test_nothing_is_settled_where_nobody_has_said_anything() -> None:
    assert not is_settled(walk(0, 50), [])


@pytest.mark.parametrize(
    "settled",
    [
        walk(0, 50),
        walk(0, 25, 50, x=4),
        walk(0, 90),
        walk(5, 50),
        Track(
            keyframes=[
                Keyframe(frame=it, shape=Polygon(points=[(it, 10), (it + 40, 10), (it + 40, 50), (it, 50)]))
                for it in (0, 50)
            ]
        ),
    ],
)
def test_the_same_object_over_nearly_the_same_frames_is_settled(settled: Track) -> None:
    assert is_settled(walk(0, 50), [walk(0, 50, x=300), settled])


@pytest.mark.parametrize(
    "other",
    [walk(0, 50, x=30), walk(60, 90), walk(30, 50), walk(0, 10, outside_from=20), walk(0, 50, x=300)],
)
def test_another_object_or_a_part_of_its_time_settles_nothing(other: Track) -> None:
    assert not is_settled(walk(0, 50), [other])


def test_a_track_that_is_never_in_the_picture_is_not_settled() -> None:
    gone = Track(keyframes=[walk(5).keyframes[0].model_copy(update={"outside": True})])
    assert not is_settled(gone, [walk(0, 50)])
