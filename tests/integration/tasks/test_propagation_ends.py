"""Where a propagation ends by itself, the track does too; what is over for long is cleared."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from annotations.actions.sweep_propagations import KEPT, sweep_propagations
from annotations.domain.geometry import Track
from annotations.domain.interpolation import place_at
from annotations.domain.propagation import CHUNK
from annotations.domain.record import utc_now
from annotations.store.client import database as mongo
from tests.builders import Cast
from tests.builders_motion import a_moving_clip, box_on
from tests.circle import Circle
from tests.integration.tasks.studio import Json, Studio, frames_of


@pytest.fixture
def circle(database: None) -> Iterator[Circle]:
    """A relay whose jobs the tests do themselves."""
    turning = Circle(works=False)
    turning.start()
    yield turning
    turning.stop()


@pytest.fixture
def studio(cast: Cast, circle: Circle) -> Studio:
    """Bob's studio, with a track that begins at the first frame."""
    made = Studio(cast, circle)
    made.draw(0)
    return made


def test_the_end_of_a_lost_object_is_kept_and_taken_back_with_the_ghosts(cast: Cast, circle: Circle) -> None:
    studio = Studio(cast, circle, a_moving_clip(60, gone=30))
    studio.draw(0)
    asked = studio.ask(0, 50)
    told = studio.finish(asked)
    said: dict[int, Json | None] = {
        entry["frame"]: {name: entry[name] for name in entry if name != "frame"}
        for entry in told["keyframes"]
    }
    studio.rekey(said, propagation_id=asked)
    (track,) = studio.bob.frame(studio.reel)["annotations"]
    shown = Track.model_validate(track["shape"])
    assert place_at(shown, 29) is not None
    assert place_at(shown, 30) is None
    assert place_at(shown, 59) is None, "it does not stand still for the rest of the video"


@pytest.mark.parametrize(
    ("first", "direction", "frames", "outside", "reason"),
    [
        (0, "forward", range(1, 21), [20], "A new scene begins at frame 20."),
        (19, "forward", [20], [20], "A new scene begins at frame 20."),
        (30, "backward", range(20, 30), [], "The scene begins at frame 20."),
    ],
)
def test_a_run_ends_where_the_scene_does(
    studio: Studio, first: int, direction: str, frames: Sequence[int], outside: list[int], reason: str
) -> None:
    mongo()["assets"].update_one({"_id": studio.asset_id}, {"$set": {"video.scenes": [20, 60]}})
    studio.draw(first)
    told = studio.finish(studio.ask(first, 40, direction))
    assert (told["status"], told["reason"]) == ("finished", reason)
    assert frames_of(told) == list(frames)
    assert [entry["frame"] for entry in told["keyframes"] if entry["outside"]] == outside


def test_a_run_goes_on_past_a_scene_when_it_is_asked_to(studio: Studio) -> None:
    mongo()["assets"].update_one({"_id": studio.asset_id}, {"$set": {"video.scenes": [20]}})
    studio.draw(0)
    told = studio.finish(studio.ask(0, 30, past_scenes=True))
    assert (told["reason"], frames_of(told)) == (None, list(range(1, 31)))
    assert not any(entry["outside"] for entry in told["keyframes"])


def test_a_persons_keyframe_in_the_next_scene_is_taken_up(studio: Studio) -> None:
    mongo()["assets"].update_one({"_id": studio.asset_id}, {"$set": {"video.scenes": [20]}})
    studio.draw(0)
    studio.rekey({25: {"shape": box_on(25).model_dump(exclude_none=True)}})
    told = studio.finish(studio.ask(0, 40))
    assert told["reason"] == "A new scene begins at frame 20; found again at the keyframe at frame 25."
    assert frames_of(told) == [*range(1, 21), *range(26, 41)]


def test_what_was_dropped_is_cleared_after_its_time_and_standing_ghosts_never(
    studio: Studio,
) -> None:
    standing = studio.ask(0, 2 * CHUNK)
    studio.finish(standing)
    dropped = studio.ask(40, 2 * CHUNK, "backward")
    studio.finish(dropped)
    studio.bob.call("DELETE", f"/api/propagations/{dropped}").good()
    assert sweep_propagations() == 0, "it is not old yet"
    later = utc_now() + KEPT + timedelta(hours=1)
    assert sweep_propagations(clock=lambda: later) == 1
    assert {row["_id"] for row in mongo()["propagations"].find()} == {standing}
    assert {part["propagation_id"] for part in mongo()["propagation_parts"].find()} == {standing}
    assert sweep_propagations(clock=lambda: later) == 0
