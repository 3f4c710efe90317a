"""A project's label map: what a model says is read under the project's labels, at once and for good."""

from typing import Any

import pytest

from annotations.domain.model_version import ModelVersion
from annotations.store.tables import PROJECTS
from tests.builders import Cast, a_frame, a_model_version, ask_json, predict, use_model
from tests.caller import Caller
from tests.circle import Circle, log_of

NO_LABELS = [
    {"cat": "unicorn"}, {"cat": 7}, {"cat": ["cat"]}, {"": "cat"}, {"x" * 201: "cat"}, {"cat": ""}, [], "cat",
    {"a\x00b": "cat"},
]  # fmt: skip


@pytest.fixture
def version(cast: Cast) -> ModelVersion:
    """The version that predicts."""
    made = a_model_version(cast.project, labels=["cat", "dog", "bird"])
    use_model(cast.project, made)
    return made


def put(alice: Caller, cast: Cast, label_map: object) -> Any:
    return alice.patch(f"/api/projects/{cast.project.id}", {"label_map": label_map})


def labels_of(caller: Caller, frame_id: str) -> list[str]:
    return [said["label"] for said in caller.frame(frame_id)["predictions"]]


def test_ghosts_carry_the_projects_labels_and_change_with_the_map(
    cast: Cast, alice: Caller, version: ModelVersion
) -> None:
    frame = a_frame(cast.project)
    predict(frame, version, "dog", "bird", "zebra")
    assert labels_of(alice, frame.id) == ["dog", "bird", "zebra"]
    put(alice, cast, {"dog": "cat", "bird": None}).good()
    assert labels_of(alice, frame.id) == ["cat", "zebra"]
    put(alice, cast, {}).good()
    assert labels_of(alice, frame.id) == ["dog", "bird", "zebra"], "the model's own words are kept"


def test_a_version_that_was_trained_here_says_the_projects_own_labels(cast: Cast, alice: Caller) -> None:
    trained = a_model_version(cast.project, training_id="trn_1")
    frame = a_frame(cast.project)
    put(alice, cast, {"dog": "cat"}).good()
    predict(frame, trained, "dog")
    assert labels_of(alice, frame.id) == ["dog"]


def test_events_and_acceptance_follow_the_map(
    cast: Cast, alice: Caller, bob: Caller, version: ModelVersion, circle: Circle
) -> None:
    put(alice, cast, {"bird": "cat", "dog": None}).good()
    frame = a_frame(cast.project)
    predict(frame, version, "bird", "dog")
    circle.settle()
    (told,) = [event for event in log_of(cast.project.id) if event["type"] == "predictions.recorded"]
    assert ([said["label"] for said in told["predictions"]], told["count"]) == (["cat"], 1)
    ghost = bob.frame(frame.id)["predictions"][0]["id"]
    made = "ann_" + "1" * 32
    accept = ask_json("accept", prediction_id=ghost, annotation_id=made)
    (result,) = bob.correct(frame.id, accept).good()["results"]
    assert result["annotation"]["label"] == "cat"
    bob.correct(frame.id, ask_json("withdraw", annotation_id=made, revision=1)).good()
    circle.settle()
    reopened = [event["reopened"] for event in log_of(cast.project.id) if event.get("reopened")]
    assert [said["label"] for said in reopened] == ["cat"]


@pytest.mark.parametrize("label_map", NO_LABELS, ids=lambda value: str(value)[:20])
def test_a_map_that_makes_no_sense_changes_nothing(cast: Cast, alice: Caller, label_map: object) -> None:
    put(alice, cast, {"dog": "cat"}).good()
    put(alice, cast, label_map).fault(400, "input_invalid")
    kept = PROJECTS.find(cast.project.id)
    assert kept is not None
    assert kept.label_map == {"dog": "cat"}


def test_labels_with_odd_names_can_be_mapped(cast: Cast, alice: Caller, version: ModelVersion) -> None:
    odd = {"traffic.light": "cat", "$dog": None, "Vögel 🦆": "dog"}
    put(alice, cast, odd).good()
    frame = a_frame(cast.project)
    predict(frame, version, *odd)
    assert labels_of(alice, frame.id) == ["cat", "dog"]
