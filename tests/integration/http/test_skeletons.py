"""Skeletons and their labels' templates: the number of points fits, or the save is refused and says why."""

from typing import Any

import pytest

from annotations.domain.asset import Frame
from annotations.domain.label import SkeletonTemplate
from annotations.store import projects
from tests.builders import Cast, a_frame, a_model_version, ask_json, predict
from tests.caller import Caller, Json


@pytest.fixture
def frame(cast: Cast) -> Frame:
    """Return a frame of a project whose cats have three keypoints, dogs two, and birds any number."""
    templates = {"cat": ("nose", "back", "tail"), "dog": ("nose", "tail")}
    labels = [
        label.model_copy(update={"skeleton": SkeletonTemplate(points=templates[label.name])})
        if label.name in templates
        else label
        for label in cast.project.labels
    ]
    projects.replace_project(cast.project.model_copy(update={"labels": labels}))
    return a_frame(cast.project)


def skeleton(count: int, x: float = 10) -> Json:
    return {"type": "skeleton", "points": [[x + place, 20] for place in range(count)]}


def add(caller: Caller, frame: Frame, label: str, count: int) -> Json:
    body = caller.correct(frame.id, ask_json("add", label=label, shape=skeleton(count))).good()
    made: Json = body["results"][0]["annotation"]
    return made


def of(made: Json, kind: Any, **fields: Any) -> Json:
    return ask_json(kind, annotation_id=made["id"], revision=made["revision"], **fields)


def test_a_skeleton_with_another_number_of_points_is_refused_and_nothing_of_the_save_is_kept(
    cast: Cast, bob: Caller, frame: Frame
) -> None:
    said = predict(frame, a_model_version(cast.project), "cat")
    cat = add(bob, frame, "cat", 3)
    before = bob.frame(frame.id)
    fits = ask_json("add", label="dog", shape=skeleton(2))
    for wrong, field in (
        (ask_json("add", label="cat", shape=skeleton(2)), "shape"),
        (ask_json("adjust", prediction_id=f"{said.id}.0", label="cat", shape=skeleton(4)), "shape"),
        (of(cat, "reshape", shape=skeleton(2)), "shape"),
        (of(cat, "relabel", label="dog"), "label"),
    ):
        answer = bob.correct(frame.id, fits, wrong)
        (named,) = answer.fault(400, "skeleton_invalid").items()
        assert named[0] == f"corrections.1.{field}"
        assert "points, this one has" in named[1]
    assert bob.frame(frame.id) == before


def test_labels_without_a_template_and_other_shapes_take_any_number(bob: Caller, frame: Frame) -> None:
    bird = add(bob, frame, "bird", 7)
    (entry,) = bob.correct(frame.id, of(bird, "reshape", shape=skeleton(2))).good()["results"]
    (entry,) = bob.correct(frame.id, of(entry["annotation"], "relabel", label="dog")).good()["results"]
    assert entry["annotation"]["label"] == "dog"
    points = {"type": "points", "points": [[1, 2], [3, 4], [5, 6], [7, 8]]}
    bob.correct(frame.id, ask_json("add", label="cat", shape=points)).good()


def test_a_shape_and_another_persons_label_that_do_not_fit_each_other_do_not_merge(
    alice: Caller, bob: Caller, frame: Frame
) -> None:
    bird = add(bob, frame, "bird", 3)
    alice.correct(frame.id, of(bird, "relabel", label="cat")).good()
    bob.correct(frame.id, of(bird, "reshape", shape=skeleton(5))).fault(400, "skeleton_invalid")
    bob.correct(frame.id, of(bird, "reshape", shape=skeleton(3, x=40))).good()
    (found,) = bob.frame(frame.id)["annotations"]
    assert (found["label"], found["shape"]["points"][0], found["revision"]) == ("cat", [40, 20], 3)


def test_a_template_that_was_changed_is_known_at_once_and_a_repeat_is_answered_as_before(
    cast: Cast, alice: Caller, bob: Caller, frame: Frame
) -> None:
    first = ask_json("add", label="cat", shape=skeleton(3))
    cat = bob.correct(frame.id, first).good()["results"][0]["annotation"]
    four = {"points": ["nose", "back", "tail", "paw"]}
    labels = [{"name": "cat", "skeleton": four}, {"name": "dog"}, {"name": "bird"}]
    alice.patch(f"/api/projects/{cast.project.id}", {"labels": labels}).good()
    add(bob, frame, "cat", 4)
    (entry,) = bob.correct(frame.id, first).good()["results"]
    assert entry["repeated"] is True
    # What was drawn after the old template can be moved, but not given a third number.
    (entry,) = bob.correct(frame.id, of(cat, "reshape", shape=skeleton(3, x=50))).good()["results"]
    moved = entry["annotation"]
    bob.correct(frame.id, of(moved, "reshape", shape=skeleton(5))).fault(400, "skeleton_invalid")
    bob.correct(frame.id, of(moved, "reshape", shape=skeleton(4))).good()
