"""Where an object came from when a person pointed and a model found it: kept, told, and checked."""

from typing import Any

import pytest

from annotations.domain.asset import Frame
from annotations.domain.correction import fold
from annotations.domain.model_version import PROMPT_TASK, ModelVersion
from annotations.store.client import database as mongo
from annotations.store.corrections import list_corrections
from annotations.store.tables import ANNOTATIONS
from tests.builders import Cast, a_box, a_frame, a_model_version, an_annotation_id, ask_json, predict
from tests.caller import Caller, Json


@pytest.fixture
def frame(cast: Cast) -> Frame:
    return a_frame(cast.project)


@pytest.fixture
def version(cast: Cast) -> ModelVersion:
    """Return a version that every project may prompt, named as the installed one is."""
    return a_model_version(name="u2netp", version="0001", task=PROMPT_TASK)


def add(**fields: Any) -> Json:
    return ask_json("add", annotation_id=an_annotation_id(), label="cat", shape=a_box(), **fields)


def told(version: ModelVersion, score: float = 0.87) -> Json:
    return {"model_version_id": version.id, "score": score}


def test_an_object_remembers_the_model_that_found_it_through_whatever_happens_to_it(
    bob: Caller, frame: Frame, version: ModelVersion
) -> None:
    wanted = add(prompted=told(version))
    (drawn,) = bob.correct(frame.id, wanted).good()["results"]
    assert drawn["annotation"]["prompted_by"] == version.id
    (again,) = bob.correct(frame.id, wanted).good()["results"]
    assert again["repeated"]
    about = {"annotation_id": wanted["annotation_id"]}
    changes = [
        ask_json("reshape", **about, revision=1, shape=a_box(x=50)),
        ask_json("relabel", **about, revision=2, label="dog"),
        ask_json("remove", **about, revision=3),
        ask_json("restore", **about, revision=4),
    ]
    outcomes = [bob.correct(frame.id, change).good()["results"][0]["annotation"] for change in changes]
    assert outcomes[-1]["prompted_by"] == version.id
    assert bob.frame(frame.id)["annotations"] == [outcomes[-1]]
    stored = {entry.id: entry for entry in ANNOTATIONS.page({"frame_id": frame.id})}
    assert fold(list_corrections(frame.id)) == stored
    history = bob.get(f"/api/frames/{frame.id}/annotations/{wanted['annotation_id']}/history").good()
    birth = history["revisions"][-1]
    assert birth["prompted"] == {
        "model_version": {"id": version.id, "name": "u2netp", "version": "0001"},
        "score": 0.87,
    }
    assert [entry["prompted"] for entry in history["revisions"][:-1]] == [None] * 4


def test_an_object_drawn_by_hand_names_no_model(bob: Caller, frame: Frame) -> None:
    (drawn,) = bob.correct(frame.id, add()).good()["results"]
    assert drawn["annotation"]["prompted_by"] is None


@pytest.mark.parametrize(
    ("prompted", "field"),
    [
        ({"model_version_id": "mdl_unknown", "score": 0.5}, "model_version_id"),
        ({"model_version_id": "detector", "score": 0.5}, "model_version_id"),
        ({"model_version_id": "foreign", "score": 0.5}, "model_version_id"),
        ({"model_version_id": "m" * 101, "score": 0.5}, "model_version_id"),
        ({"model_version_id": "", "score": 0.5}, "model_version_id"),
        ({"score": 0.5}, "model_version_id"),
        ({"model_version_id": "mdl_unknown"}, "score"),
        ({"model_version_id": "mdl_unknown", "score": 1.01}, "score"),
        ({"model_version_id": "mdl_unknown", "score": -0.01}, "score"),
        ({"model_version_id": "mdl_unknown", "score": "0.5"}, "score"),
        ({"model_version_id": "mdl_unknown", "score": True}, "score"),
        ({"model_version_id": "mdl_unknown", "score": 0.5, "prompt": []}, "prompt"),
        ("u2netp", ""),
    ],
)
def test_a_model_that_cannot_have_found_it_is_refused_and_nothing_is_kept(
    cast: Cast, bob: Caller, frame: Frame, prompted: Any, field: str
) -> None:
    versions = {
        "detector": a_model_version(cast.project),
        "foreign": a_model_version(cast.project, project_id="prj_other", task=PROMPT_TASK),
    }
    if isinstance(prompted, dict) and prompted.get("model_version_id") in versions:
        prompted = {**prompted, "model_version_id": versions[prompted["model_version_id"]].id}
    answer = bob.correct(frame.id, add(), add(prompted=prompted))
    assert answer.status == 400
    (path,) = answer.body["fields"]
    assert path.endswith(f"corrections.1.prompted{'.' if field else ''}{field}")
    assert mongo()["corrections"].count_documents({}) == 0
    assert bob.frame(frame.id)["annotations"] == []


def test_only_a_new_object_comes_of_a_prompt(
    cast: Cast, bob: Caller, frame: Frame, version: ModelVersion
) -> None:
    said = predict(frame, a_model_version(cast.project), "cat")
    accept = ask_json("accept", prediction_id=f"{said.id}.0", prompted=told(version))
    answer = bob.correct(frame.id, accept)
    assert answer.status == 400
    assert list(answer.body["fields"]) == ["corrections.0.prompted"]
