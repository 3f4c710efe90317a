"""The machine goes on with a track: it stays on the object, gives way to people, and survives a kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from annotations.actions.record_predictions import Answer, PredictedColumns, place_answer
from annotations.domain.geometry import Box
from annotations.domain.job import JobHint
from annotations.domain.prediction import PackedPredictions
from annotations.domain.propagation import CHUNK
from annotations.domain.record import utc_now
from annotations.domain.video import video_frame_id
from annotations.store import jobs
from annotations.store.client import Session, transaction
from annotations.store.client import database as mongo
from inference.actions.propagate_track import PROPAGATE_SECONDS
from inference.tasks import propagate
from tests.builders import Cast, a_model_version, ask_json
from tests.builders_motion import HEIGHT, SIDE, WIDTH, a_moving_clip, box_on
from tests.caller import Caller, signed_in
from tests.circle import Circle, log_of
from tests.integration.tasks.studio import (
    FRAMES,
    Json,
    Studio,
    agreement,
    first_job_of,
    frames_of,
    job_of,
    row_of,
    turn,
)
from tests.stage import ROOT
from tests.waiting import wait_until

WORKER = Path(__file__).with_name("propagating_worker.py")


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


def test_a_moving_square_is_followed_to_the_end_and_told_step_by_step(cast: Cast, studio: Studio) -> None:
    asked = studio.ask(0, 500)
    told = studio.finish(asked)
    assert (told["status"], told["reached"], told["reason"]) == (
        "finished", FRAMES - 1, f"The video ends at frame {FRAMES - 1}."
    )  # fmt: skip
    assert frames_of(told) == list(range(1, FRAMES))
    assert min(agreement(told)) >= 0.8
    events = [event for event in log_of(cast.project.id) if event["type"] == "propagation.progressed"]
    assert [event["propagation"]["status"] for event in events][:: len(events) - 1] == ["queued", "finished"]
    assert [entry for event in events for entry in event["added"]] == told["keyframes"]
    steps = [event["propagation"]["reached"] for event in events if event["added"]]
    assert steps == [*range(CHUNK, FRAMES - 1, CHUNK), FRAMES - 1]
    assert all("keyframes" not in event["propagation"] for event in events)
    assert events[0]["actor"]["name"] == cast.bob.actor.name
    assert not [event for event in log_of(cast.project.id) if event.get("job", {}).get("kind") == "propagate"]
    few = studio.get(asked, tolerance=2)
    assert set(frames_of(few)) < set(frames_of(told))
    assert len(few["keyframes"]) < FRAMES / 2
    listed = studio.bob.get(f"/api/assets/{studio.asset_id}/propagations").good()["propagations"]
    assert [entry["id"] for entry in listed] == [asked]
    assert studio.bob.frame(studio.reel)["seq"] == 1, "ghosts are no part of the track"


def test_it_goes_backward_too_and_begins_where_the_track_is_between_keyframes(studio: Studio) -> None:
    studio.draw(40, 60)
    told = studio.finish(studio.ask(40, 40, "backward"))
    assert (told["status"], told["reached"], told["reason"]) == ("finished", 0, None)
    assert frames_of(told) == list(range(40))
    assert min(agreement(told)) >= 0.8


def test_other_shapes_are_followed_as_well(studio: Studio) -> None:
    box = box_on(0)
    corners = [(box.x, box.y), (box.x + SIDE, box.y), (box.x + SIDE, box.y + SIDE), (box.x, box.y + SIDE)]
    shapes: list[Json] = [{**box.model_dump(), "rotation": 0.0}]
    shapes += [{"type": kind, "points": corners} for kind in ("polygon", "polyline", "points")]
    for shape in shapes:
        studio.draw(0, shape=shape)
        told = studio.finish(studio.ask(0, CHUNK + 2))
        assert frames_of(told) == list(range(1, CHUNK + 3))
        assert {entry["shape"]["type"] for entry in told["keyframes"]} == {shape["type"]}
        assert min(agreement(told)) >= 0.7, shape["type"]


def test_a_lost_object_ends_it_with_the_frame_and_a_correction_there_takes_it_up_again(
    cast: Cast, circle: Circle
) -> None:
    studio = Studio(cast, circle, a_moving_clip(60, gone=30))
    studio.draw(0)
    asked = studio.ask(0, 50)
    told = studio.finish(asked)
    assert (told["status"], told["reached"]) == ("finished", 30)
    assert told["reason"] == "Lost at frame 30: nothing alike near where it was."
    assert frames_of(told) == list(range(1, 31))
    assert [entry["frame"] for entry in told["keyframes"] if entry["outside"]] == [30]
    assert studio.get(asked, tolerance=5)["keyframes"][-1] == told["keyframes"][-1], "it is never left out"
    still = Box(x=100, y=80, width=60, height=60).model_dump(exclude_none=True)
    studio.rekey({35: {"shape": still}})
    circle.settle()
    again = studio.finish(asked)
    assert (again["status"], again["reached"], again["run"], again["anchors"]) == ("finished", 50, 2, [35])
    assert again["reason"] == "Lost at frame 30; found again at the keyframe at frame 35."
    assert frames_of(again) == [*range(1, 31), *range(36, 51)]
    assert again["keyframes"][:30] == told["keyframes"]


def test_peoples_keyframes_ahead_are_taken_up_and_an_outside_one_ends_it(studio: Studio) -> None:
    off = box_on(20).model_copy(update={"x": box_on(20).x + 6}).model_dump(exclude_none=True)
    studio.rekey({20: {"shape": off, "occluded": True}, 50: {"shape": off, "outside": True}})
    told = studio.finish(studio.ask(0, 70))
    assert frames_of(told) == [frame for frame in range(1, 50) if frame != 20]
    assert told["anchors"] == [20, 50]
    assert told["reason"] == "The keyframe at frame 50 says that the object is outside."
    shown = {entry["frame"]: entry for entry in told["keyframes"]}
    assert shown[21]["shape"]["x"] == pytest.approx(box_on(21).x + 6, abs=3)
    assert (shown[19]["occluded"], shown[21]["occluded"]) == (False, True)


def test_a_correction_begins_it_anew_and_what_lies_before_stays(cast: Cast, studio: Studio) -> None:
    asked = studio.ask(0, 70)
    assert turn(job_of(asked), seconds=0) == "queued"
    old = job_of(asked)
    while row_of(asked).reached < 40:
        assert turn(old, seconds=0) == "queued"
    before = studio.get(asked)
    off = box_on(30).model_copy(update={"x": box_on(30).x + 5}).model_dump(exclude_none=True)
    studio.rekey({30: {"shape": off}})
    studio.circle.settle()
    stopped = studio.get(asked)
    assert (stopped["status"], stopped["run"], stopped["reached"]) == ("queued", 2, 30)
    assert stopped["keyframes"] == before["keyframes"][:29]
    assert turn(old) == "cancelled", "the stale run keeps nothing more"
    assert studio.get(asked) == stopped
    told = studio.finish(asked)
    assert (told["status"], told["reached"], told["anchors"]) == ("finished", 70, [30])
    assert told["keyframes"][:29] == before["keyframes"][:29]
    assert frames_of(told) == [frame for frame in range(1, 71) if frame != 30]
    assert told["keyframes"][29]["shape"]["x"] == pytest.approx(box_on(31).x + 5, abs=3)
    events = [event for event in log_of(cast.project.id) if event["type"] == "propagation.progressed"]
    shown: dict[int, Json] = {}
    for event in events:
        shown = {frame: entry for frame, entry in shown.items() if frame <= event["propagation"]["reached"]}
        shown |= {entry["frame"]: entry for entry in event["added"]}
        shown = {
            frame: entry for frame, entry in shown.items() if frame not in event["propagation"]["anchors"]
        }
    assert list(shown.values()) == told["keyframes"], "whoever follows the events has the same ghosts"


def test_a_correction_elsewhere_or_known_already_begins_nothing_anew(studio: Studio) -> None:
    asked = studio.ask(20, 20)
    studio.rekey({5: {"shape": box_on(5).model_dump(exclude_none=True)}})
    studio.circle.settle()
    assert (row_of(asked).run, studio.finish(asked)["status"]) == (1, "finished")


def test_what_is_taken_over_is_the_machines_in_the_ledger_and_no_anchor_later(studio: Studio) -> None:
    asked = studio.ask(0, 40)
    told = studio.finish(asked)
    kept = studio.get(asked, tolerance=1)["keyframes"]
    said: dict[int, Json | None] = {entry["frame"]: {"shape": entry["shape"]} for entry in kept}
    studio.rekey(said, propagation_id=asked)
    studio.circle.settle()
    now = studio.get(asked)
    assert (now["taken"], now["run"], now["keyframes"]) == (True, 1, told["keyframes"])
    assert studio.bob.get(f"/api/assets/{studio.asset_id}/propagations").good() == {"propagations": []}
    (entry,) = mongo()["corrections"].find({"request.propagation_id": asked})
    assert set(entry["request"]["keyframes"]) == {str(frame) for frame in said}
    again = studio.get(studio.ask(0, 40))
    assert again["anchors"] == []
    other = "prp_" + "0" * 32
    refused = ask_json(
        "rekey", annotation_id=studio.track_id, revision=studio.revision,
        keyframes={"3": {"shape": kept[0]["shape"]}}, propagation_id=other,
    )  # fmt: skip
    fields = studio.bob.correct(studio.reel, refused).fault(400, "input_invalid")
    assert set(fields) == {"corrections.0.propagation_id"}


def test_a_new_run_takes_the_place_of_the_old_one_and_removing_the_track_ends_it(studio: Studio) -> None:
    first, second = studio.ask(0, 40), studio.ask(0, 30)
    assert (row_of(first).status, row_of(first).reason) == ("cancelled", "A newer run took its place.")
    assert turn(first_job_of(first)) == "cancelled"
    backward = studio.ask(0 + 40, 40, "backward")
    assert row_of(second).status == "cancelled", "one run for a track, whichever way it goes"
    asked = ask_json("remove", annotation_id=studio.track_id, revision=studio.revision)
    studio.bob.correct(studio.reel, asked).good()
    studio.circle.settle()
    assert (row_of(backward).status, row_of(backward).reason) == ("cancelled", "The track was removed.")
    assert turn(first_job_of(backward)) == "cancelled"


def test_stopping_ends_it_and_dropping_leaves_nothing_standing(studio: Studio) -> None:
    asked = studio.ask(0, 70)
    assert turn(job_of(asked), seconds=0) == "queued"
    path = f"/api/propagations/{asked}"
    stopped = studio.bob.call("DELETE", path).good()
    assert (stopped["status"], stopped["reached"], len(stopped["keyframes"])) == ("cancelled", CHUNK, CHUNK)
    assert turn(first_job_of(asked)) == "cancelled"
    assert studio.bob.call("DELETE", path).good() == stopped, "a repeat changes nothing"
    finished = studio.ask(0, 20)
    studio.finish(finished)
    studio.bob.call("DELETE", f"/api/propagations/{finished}").good()
    assert studio.bob.get(f"/api/assets/{studio.asset_id}/propagations").good() == {"propagations": []}


def say(frame_id: str, said: Answer, session: Session) -> PackedPredictions | None:
    return place_answer(frame_id, said, at=utc_now(), session=session)


def test_what_the_model_said_of_a_frame_pulls_the_track(cast: Cast, studio: Studio) -> None:
    version = a_model_version(cast.project)
    drifted = box_on(5).model_copy(update={"x": box_on(5).x + 7})
    for frame, box, label in ((0, box_on(0), "cat"), (5, drifted, "cat"), (20, box_on(24), "dog")):
        columns = PredictedColumns(
            shape_type="box", labels=[label], label_index=[0], scores=[0.9],
            boxes=[box.x, box.y, box.width, box.height],
        )  # fmt: skip
        said = Answer(model_version_id=version.id, columns=columns)
        frame_id = video_frame_id(studio.asset_id, frame)
        assert transaction(partial(say, frame_id, said)) is not None
    told = studio.finish(studio.ask(0, 30))
    shown = {entry["frame"]: entry["shape"] for entry in told["keyframes"]}
    for name in ("x", "y", "width", "height"):
        assert shown[5][name] == pytest.approx(getattr(drifted, name), abs=0.1)
    assert shown[4]["x"] == pytest.approx(box_on(4).x, abs=2)
    assert shown[20]["x"] == pytest.approx(box_on(20).x + 7, abs=3), "what is no cat has no say"


def test_work_that_fails_says_why_and_can_be_tried_again(studio: Studio) -> None:
    asked = studio.ask(0, 70)
    here = {"_id": studio.asset_id}
    row = mongo()["assets"].find_one(here)
    assert row is not None
    mongo()["assets"].update_one(here, {"$set": {"image_uri": "storage://gone"}})
    assert turn(job_of(asked)) == "failed"
    studio.circle.settle()
    told = studio.get(asked)
    assert (told["status"], told["reason"]) == ("failed", "The stored file is missing.")
    mongo()["assets"].update_one(here, {"$set": {"image_uri": row["image_uri"]}})
    studio.bob.post(f"/api/jobs/{job_of(asked).id}/retry").good()
    studio.circle.settle()
    assert studio.get(asked)["status"] == "queued"
    assert studio.finish(asked)["status"] == "finished"
    cancelled = studio.ask(0, 70)
    studio.bob.post(f"/api/jobs/{job_of(cancelled).id}/cancel").good()
    studio.circle.settle()
    assert studio.get(cancelled)["status"] == "cancelled"


def test_slices_leave_a_place_free_and_take_turns(studio: Studio) -> None:
    asked = studio.ask(0, 70)
    first_track = studio.track_id
    studio.draw(0)
    other = studio.ask(0, 70)
    told: list[JobHint] = []
    assert turn(job_of(asked), seconds=0, told=told) == "queued"
    assert [hint.job_id for hint in told] == [job_of(other).id]
    assert (job_of(asked).queue, job_of(asked).attempts) == ("interactive", 0)
    claimed = jobs.claim_job(job_of(other).id)
    assert claimed is not None
    assert turn(job_of(asked)) is None, "one process follows, the others are for whoever waits for a model"
    assert PROPAGATE_SECONDS < 2
    assert row_of(asked).annotation_id == first_track


def test_a_killed_worker_loses_no_frame_and_doubles_none(studio: Studio) -> None:
    asked = studio.ask(0, 70)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    job = job_of(asked)
    with subprocess.Popen([sys.executable, str(WORKER), job.id], env=environment) as worker:
        try:
            wait_until(lambda: row_of(asked).reached >= 2 * CHUNK, 60, for_what="some steps")
        finally:
            worker.send_signal(signal.SIGKILL)
    assert row_of(asked).reached == 2 * CHUNK, "the step in hand is lost with its worker, nothing else"
    mongo()["jobs"].update_one({"_id": job.id}, [{"$set": {"lease_until": {"$subtract": ["$$NOW", 1]}}}])
    told = studio.finish(asked)
    assert frames_of(told) == list(range(1, 71))
    straight = studio.finish(studio.ask(0, 70))
    assert straight["keyframes"] == told["keyframes"], "as if nobody had been killed"


def test_a_worker_that_comes_too_late_keeps_nothing(studio: Studio) -> None:
    asked = studio.ask(0, 70)
    propagate(job_of(asked).id)
    before = studio.get(asked)
    propagate(job_of(asked).id)
    assert studio.get(asked)["reached"] >= before["reached"]
    assert len(set(frames_of(studio.get(asked)))) == len(frames_of(studio.get(asked)))


BAD: list[tuple[Json, int, str, str]] = [
    ({}, 400, "input_invalid", "annotation_id"),
    ({"annotation_id": "x"}, 400, "input_invalid", "annotation_id"),
    ({"annotation_id": "ann_" + "0" * 32}, 404, "not_found", "annotation_id"),
    ({"first": -1}, 400, "input_invalid", "first"),
    ({"first": FRAMES}, 400, "input_invalid", "first"),
    ({"first": "0"}, 400, "input_invalid", "first"),
    ({"first": FRAMES - 1}, 400, "input_invalid", "direction"),
    ({"direction": "backward"}, 400, "input_invalid", "direction"),
    ({"direction": "sideways"}, 400, "input_invalid", "direction"),
    ({"frames": 0}, 400, "input_invalid", "frames"),
    ({"frames": 3001}, 400, "input_invalid", "frames"),
    ({"frames": True}, 400, "input_invalid", "frames"),
    ({"more": 1}, 400, "input_invalid", "more"),
]


def test_nonsense_is_refused_with_the_field_and_starts_nothing(studio: Studio, vera: Caller) -> None:
    path = f"/api/assets/{studio.asset_id}/propagations"
    whole = {"annotation_id": studio.track_id, "first": 0, "frames": 10, "direction": "forward"}
    for changes, status, code, field in BAD:
        body = {**whole, **changes} if changes else {"first": 0, "frames": 1}
        assert field in studio.bob.post(path, body).fault(status, code), changes
    vera.post(path, whole).fault(403, "forbidden")
    joints = {"type": "skeleton", "points": [[9, 9]], "visibility": [2]}
    studio.draw(10, shape=joints)
    body = {**whole, "annotation_id": studio.track_id, "first": 10}
    assert "annotation_id" in studio.bob.post(path, body).fault(400, "shape_invalid")
    studio.draw(10)
    body["annotation_id"] = studio.track_id
    assert "first" in studio.bob.post(path, {**body, "first": 9}).fault(400, "input_invalid")
    turns = np.linspace(0, 6, 5_000)
    ring = np.stack([WIDTH / 2 + 50 * np.cos(turns), HEIGHT / 2 + 50 * np.sin(turns)], axis=1).tolist()
    studio.draw(0, shape={"type": "polygon", "points": ring})
    body = {**whole, "annotation_id": studio.track_id, "frames": 60}
    assert studio.bob.post(path, body).fault(400, "input_invalid") == {"frames": "at most 40 for this shape"}
    assert mongo()["propagations"].count_documents({}) == 0
    assert mongo()["jobs"].count_documents({"kind": "propagate"}) == 0
    studio.bob.get("/api/propagations/prp_" + "0" * 32).fault(404, "not_found")


@pytest.fixture
def vera(cast: Cast) -> Caller:
    """Return the browser of somebody who may only look."""
    return signed_in(cast.vera)
