"""Running a model on one frame now: jobs, regions, and which ghosts stand beside which."""

from typing import Any

import numpy as np
import pytest

from annotations.domain.asset import Frame
from annotations.domain.model_version import ModelVersion
from annotations.store.tables import ASSETS, JOBS
from inference import tasks
from tests.builders import Cast, a_model_version, ask, correct, predict, reread
from tests.caller import Answer, Caller, signed_in
from tests.circle import Circle, log_of
from tests.contract.frame_rule import apply_event, shown
from tests.stored_pictures import a_stored_frame

LEFT = {"x": 0, "y": 0, "width": 100, "height": 100}
RIGHT = {"x": 100, "y": 0, "width": 100, "height": 100}
Ghosts = list[dict[str, Any]]


@pytest.fixture
def frame(cast: Cast) -> Frame:
    return a_stored_frame(cast.project, np.full((100, 200, 3), 128, np.uint8))


def ask_for(caller: Caller, frame: Frame, version: ModelVersion, **body: Any) -> Answer:
    return caller.post(f"/api/frames/{frame.id}/predictions", {"model_version_id": version.id, **body})


def run(caller: Caller, frame: Frame, version: ModelVersion, **body: Any) -> dict[str, Any]:
    """Ask for a run and do it; return the job as it ended."""
    job = ask_for(caller, frame, version, **body).good(202)
    tasks.predict(job["id"])
    ended = caller.get(f"/api/jobs/{job['id']}").good()
    assert ended["status"] == "finished", ended
    return ended


def ghosts(caller: Caller, frame: Frame) -> Ghosts:
    found: Ghosts = caller.frame(frame.id)["predictions"]
    return sorted(found, key=lambda ghost: ghost["shape"]["x"])


def places(found: Ghosts) -> list[tuple[float, float, float, float]]:
    return [tuple(ghost["shape"][name] for name in ("x", "y", "width", "height")) for ghost in found]


def test_a_run_is_a_job_on_the_queue_of_people_who_wait(
    bob: Caller, frame: Frame, tiny_model: ModelVersion
) -> None:
    job = ask_for(bob, frame, tiny_model).good(202)
    assert (job["kind"], job["queue"], job["status"]) == ("predict", "interactive", "queued")
    assert job["subject"]["frame_id"] == frame.id
    assert ask_for(bob, frame, tiny_model).good(202)["id"] == job["id"], "asked for twice, done once"
    other = ask_for(bob, frame, tiny_model, region=LEFT).good(202)
    assert other["id"] != job["id"]
    tasks.predict(job["id"])
    assert ask_for(bob, frame, tiny_model).good(202)["id"] != job["id"]
    assert [ghost["label"] for ghost in ghosts(bob, frame)] == ["cat", "dog"]


def test_the_boxes_of_a_region_are_in_frame_pixels(
    bob: Caller, frame: Frame, tiny_model: ModelVersion
) -> None:
    run(bob, frame, tiny_model)
    assert places(ghosts(bob, frame)) == [(20, 10, 80, 40), (100, 50, 80, 40)]
    run(bob, frame, tiny_model, region={"x": 100, "y": 50, "width": 50, "height": 50})
    assert (105, 55, 20, 20) in places(ghosts(bob, frame))


def test_a_rerun_of_a_region_leaves_the_versions_other_ghosts(
    bob: Caller, frame: Frame, tiny_model: ModelVersion
) -> None:
    run(bob, frame, tiny_model)
    cat, dog = ghosts(bob, frame)
    run(bob, frame, tiny_model, region=RIGHT)
    found = ghosts(bob, frame)
    assert cat in found
    assert dog not in found
    assert places(found) == [(20, 10, 80, 40), (110, 10, 40, 40), (150, 50, 40, 40)]
    run(bob, frame, tiny_model, region=RIGHT)
    assert places(ghosts(bob, frame)) == places(found)
    assert len(reread(frame).prediction_ids) == 2, "what nothing of can be seen any more is let go"
    run(bob, frame, tiny_model)
    assert places(ghosts(bob, frame)) == [(20, 10, 80, 40), (100, 50, 80, 40)]
    assert len(reread(frame).prediction_ids) == 1


def test_two_versions_stand_beside_each_other(
    cast: Cast, bob: Caller, frame: Frame, tiny_model: ModelVersion
) -> None:
    other = a_model_version(cast.project, name="other", version="7")
    predict(frame, other, "bird", "bird")
    run(bob, frame, tiny_model)
    state = bob.frame(frame.id)
    versions = [ghost["model_version_id"] for ghost in state["predictions"]]
    assert sorted(versions) == sorted([other.id] * 2 + [tiny_model.id] * 2)
    assert [entry["id"] for entry in state["model_versions"]] == [other.id, tiny_model.id]
    assert state["model_version"]["id"] == tiny_model.id
    run(bob, frame, tiny_model)
    predict(frame, other, "bird")
    state = bob.frame(frame.id)
    assert sorted(ghost["label"] for ghost in state["predictions"]) == ["bird", "cat", "dog"]


def test_what_people_decided_survives_a_rerun(
    cast: Cast, bob: Caller, frame: Frame, tiny_model: ModelVersion
) -> None:
    run(bob, frame, tiny_model)
    cat, dog = ghosts(bob, frame)
    made = correct(frame, cast.bob, ask("accept", prediction_id=dog["id"])).results[0].annotation
    assert made is not None
    run(bob, frame, tiny_model, region=RIGHT)
    assert [entry["id"] for entry in bob.frame(frame.id)["annotations"]] == [made.id]
    # Its ghost was replaced meanwhile: taken back, the acceptance does not bring it up again.
    correct(frame, cast.bob, ask("withdraw", annotation_id=made.id, revision=1))
    found = [ghost["id"] for ghost in ghosts(bob, frame)]
    assert dog["id"] not in found
    assert cat["id"] in found


def test_events_tell_a_canvas_the_same(
    cast: Cast, circle: Circle, alice: Caller, frame: Frame, tiny_model: ModelVersion
) -> None:
    other = a_model_version(cast.project, name="other", version="7")
    circle.settle()
    stale = alice.frame(frame.id)
    predict(frame, other, "bird")
    run(alice, frame, tiny_model)
    cat, _dog = [g for g in ghosts(alice, frame) if g["model_version_id"] == tiny_model.id]
    made = correct(frame, cast.bob, ask("accept", prediction_id=cat["id"])).results[0].annotation
    assert made is not None
    run(alice, frame, tiny_model, region=RIGHT)
    run(alice, frame, tiny_model, region=LEFT)
    correct(frame, cast.bob, ask("withdraw", annotation_id=made.id, revision=1))
    circle.settle()
    log = log_of(cast.project.id)
    for event in log:
        apply_event(stale, event)
    assert shown(stale) == shown(alice.frame(frame.id))
    told = [event for event in log if event["type"] == "predictions.recorded"]
    assert [event["replaces"] for event in told] == [None, None, tiny_model.id, tiny_model.id]
    assert [event["region"] for event in told] == [None, None, RIGHT, LEFT]


def test_a_run_that_fails_says_nothing_about_the_asset(
    cast: Cast, circle: Circle, alice: Caller, frame: Frame
) -> None:
    broken = a_model_version(cast.project)
    job = ask_for(alice, frame, broken).good(202)
    before = ASSETS.find(frame.asset_id)
    tasks.predict(job["id"])
    circle.settle()
    ended = JOBS.find(job["id"])
    after = ASSETS.find(frame.asset_id)
    assert ended is not None
    assert (ended.status, bool(ended.reason)) == ("failed", True)
    assert after is not None
    assert before is not None
    assert after.predicted == before.predicted


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"model_version_id": None}, "input_invalid", "model_version_id"),
        ({"region": {**LEFT, "width": 0}}, "input_invalid", "width"),
        ({"region": {**LEFT, "x": 150}}, "shape_invalid", "region"),
        ({"region": {"x": 1}}, "input_invalid", "y"),
        ({"region": []}, "input_invalid", "region"),
        ({"more": 1}, "input_invalid", "more"),
    ],
)
def test_a_run_that_cannot_be_meant_is_refused(
    bob: Caller, frame: Frame, tiny_model: ModelVersion, body: dict[str, Any], code: str, field: str
) -> None:
    fields = ask_for(bob, frame, tiny_model, **body).fault(400, code)
    assert any(name == field or name.endswith(f".{field}") for name in fields), fields


def test_only_a_detector_of_this_project_runs_for_who_may_annotate(
    cast: Cast, bob: Caller, frame: Frame, tiny_model: ModelVersion
) -> None:
    ask_for(signed_in(cast.vera), frame, tiny_model).fault(403, "forbidden")
    ask_for(signed_in(cast.oscar), frame, tiny_model).fault(404, "not_found")
    ask_for(bob, frame, a_model_version(cast.project, project_id="prj_other")).fault(404, "not_found")
    ask_for(bob, frame, a_model_version(cast.project, status="refused")).fault(409, "state_conflict")
    prompts = a_model_version(cast.project, task="segmentation prompt")
    ask_for(bob, frame, prompts).fault(409, "state_conflict")
