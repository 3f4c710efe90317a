"""What an object carries beside label and shape: saved, merged, refused, checked at submit, restored."""

from typing import Any

import pytest

from annotations.domain.asset import Frame
from annotations.store.client import database as mongo
from annotations.store.reviews import list_reviews
from tests.builders import ASKED, Cast, a_frame, a_model_version, an_annotation_id, ask_json, predict
from tests.builders import with_attributes as ask_of
from tests.caller import Caller, Json, signed_in
from tests.circle import Circle, log_of

BOX = {"type": "box", "x": 10, "y": 20, "width": 100, "height": 80}


@pytest.fixture
def frame(cast: Cast) -> Frame:
    """Return a frame of the project, whose cats have attributes."""
    ask_of(cast.project, "cat")
    return a_frame(cast.project)


def add(caller: Caller, frame: Frame, label: str = "cat", **fields: Any) -> Json:
    body = caller.correct(frame.id, ask_json("add", label=label, shape=BOX, **fields)).good()
    made: Json = body["results"][0]["annotation"]
    return made


def describe(found: Json, **changes: Any) -> Json:
    return ask_json("describe", annotation_id=found["id"], revision=found["revision"], changes=changes)


def test_an_object_is_drawn_with_its_first_values_and_described_further(bob: Caller, frame: Frame) -> None:
    made = add(bob, frame, changes={"attributes": {"pose": "front"}, "z": 2})
    assert (made["attributes"], made["occluded"], made["z"], made["group"]) == (
        {"pose": "front"}, False, 2, None,
    )  # fmt: skip
    (entry,) = bob.correct(
        frame.id, describe(made, attributes={"pose": None, "age": 3}, occluded=True, group="g1")
    ).good()["results"]
    assert entry["annotation"]["attributes"] == {"age": 3.0}
    (found,) = bob.frame(frame.id)["annotations"]
    assert (found["occluded"], found["z"], found["group"], found["revision"]) == (True, 2, "g1", 2)


def test_an_accepted_ghost_takes_the_values_that_come_with_it(cast: Cast, bob: Caller, frame: Frame) -> None:
    said = predict(frame, a_model_version(cast.project), "cat", "cat")
    accept = ask_json("accept", prediction_id=f"{said.id}.0", changes={"attributes": {"pose": "side"}})
    adjust = ask_json("adjust", prediction_id=f"{said.id}.1", shape=BOX, changes={"occluded": True})
    first, second = (row["annotation"] for row in bob.correct(frame.id, accept, adjust).good()["results"])
    assert (first["attributes"], second["occluded"]) == ({"pose": "side"}, True)


@pytest.mark.parametrize(
    ("theirs", "mine", "merges"),
    [
        ({"attributes": {"pose": "front"}}, {"attributes": {"age": 3}}, True),
        ({"attributes": {"pose": "front"}}, {"attributes": {"pose": "side"}}, False),
        ({"attributes": {"pose": "front", "lit": True}}, {"attributes": {"age": 3, "lit": False}}, False),
        ({"attributes": {"pose": "front"}}, {"occluded": True}, True),
        ({"occluded": True}, {"z": 4}, True),
        ({"z": 1}, {"z": 4}, False),
        ({"group": "g1"}, {"group": None}, False),
    ],
)
def test_each_property_merges_by_itself(
    alice: Caller, bob: Caller, frame: Frame, theirs: Json, mine: Json, merges: bool
) -> None:
    made = add(bob, frame)
    alice.correct(frame.id, describe(made, **theirs)).good()
    answer = bob.correct(frame.id, describe(made, **mine))
    if merges:
        (entry,) = answer.good()["results"]
        assert entry["revision"] == 3
        said = {**theirs, **mine}
        said["attributes"] = {**theirs.get("attributes", {}), **mine.get("attributes", {})}
        assert {name: entry["annotation"][name] for name in said} == said
    else:
        answer.fault(409, "revision_conflict")
        assert {name: answer.body["results"][0]["annotation"][name] for name in theirs} == theirs


def test_a_description_merges_with_another_persons_shape_and_label(
    alice: Caller, bob: Caller, frame: Frame
) -> None:
    made = add(bob, frame)
    who = {"annotation_id": made["id"]}
    alice.correct(frame.id, ask_json("reshape", **who, revision=1, shape={**BOX, "x": 50})).good()
    alice.correct(frame.id, ask_json("relabel", **who, revision=2, label="dog")).good()
    (entry,) = bob.correct(frame.id, describe(made, attributes={"pose": "front"})).good()["results"]
    found = entry["annotation"]
    assert (found["shape"]["x"], found["label"], found["attributes"]) == (50, "dog", {"pose": "front"})
    (entry,) = bob.correct(frame.id, ask_json("relabel", **who, revision=4, label="cat")).good()["results"]
    assert entry["annotation"]["attributes"] == {"pose": "front"}, "a relabel taken back finds the answer"


def test_a_removed_object_comes_back_with_new_values(alice: Caller, bob: Caller, frame: Frame) -> None:
    made = add(bob, frame)
    alice.correct(frame.id, ask_json("remove", annotation_id=made["id"], revision=1)).good()
    bob.correct(frame.id, describe(made, occluded=True)).fault(409, "revision_conflict")
    restore = ask_json("restore", annotation_id=made["id"], revision=2, changes={"occluded": True})
    (entry,) = bob.correct(frame.id, restore).good()["results"]
    assert entry["annotation"]["occluded"] is True


def test_an_answer_that_fitted_when_it_was_sent_is_answered_the_same_again(
    cast: Cast, alice: Caller, bob: Caller, frame: Frame
) -> None:
    made = add(bob, frame)
    request = describe(made, attributes={"pose": "front"})
    bob.correct(frame.id, request).good()
    labels = [{"name": "cat", "attributes": []}, {"name": "dog"}, {"name": "bird"}]
    alice.patch(f"/api/projects/{cast.project.id}", {"labels": labels}).good()
    (entry,) = bob.correct(frame.id, request).good()["results"]
    assert entry["repeated"] is True


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"attributes": {"pose": "back"}}, "attribute_invalid", "changes.attributes.pose"),
        ({"attributes": {"age": 0.3}}, "attribute_invalid", "changes.attributes.age"),
        ({"attributes": {"age": "3"}}, "attribute_invalid", "changes.attributes.age"),
        ({"attributes": {"lit": "true"}}, "attribute_invalid", "changes.attributes.lit"),
        ({"attributes": {"colour": "red"}}, "attribute_invalid", "changes.attributes.colour"),
        ({"attributes": {"pose": ["front"]}}, "input_invalid", "changes.attributes.pose"),
        ({"attributes": {"pose": {"$ne": 1}}}, "input_invalid", "changes.attributes.pose"),
        ({"attributes": {"note": "x" * 1001}}, "input_invalid", "changes.attributes.note"),
        ({"attributes": {"a.b": "x"}}, "input_invalid", "changes.attributes.a.b.[key]"),
        ({"attributes": {"$set": "x"}}, "input_invalid", "changes.attributes.$set.[key]"),
        ({"attributes": []}, "input_invalid", "changes.attributes"),
        ({"attributes": None}, "input_invalid", "changes.attributes"),
        ({"occluded": None}, "input_invalid", "changes.occluded"),
        ({"occluded": 1}, "input_invalid", "changes.occluded"),
        ({"z": 1001}, "input_invalid", "changes.z"),
        ({"z": 1.5}, "input_invalid", "changes.z"),
        ({"z": True}, "input_invalid", "changes.z"),
        ({"group": ""}, "input_invalid", "changes.group"),
        ({"group": "x" * 65}, "input_invalid", "changes.group"),
        ({"group": 5}, "input_invalid", "changes.group"),
        ({"surprise": 1}, "input_invalid", "changes.surprise"),
        ({}, "input_invalid", "changes"),
        (None, "input_invalid", "changes"),
        ([], "input_invalid", "changes"),
    ],
)
def test_a_wrong_description_names_its_field_and_changes_nothing(
    bob: Caller, frame: Frame, changes: object, code: str, field: str
) -> None:
    made = add(bob, frame)
    wrong = ask_json("describe", annotation_id=made["id"], revision=1, changes=changes)
    good = ask_json("add", label="cat", shape=BOX)
    fields = bob.correct(frame.id, good, wrong).fault(400, code)
    assert set(fields) == {f"corrections.1.{field}"}
    assert bob.frame(frame.id)["seq"] == 1


def test_changes_beside_a_kind_that_describes_nothing_are_refused(bob: Caller, frame: Frame) -> None:
    made = add(bob, frame)
    wrong = ask_json("relabel", annotation_id=made["id"], revision=1, label="dog", changes={"z": 1})
    assert "corrections.0.changes" in bob.correct(frame.id, wrong).fault(400, "input_invalid")


def labels_with(**first: Any) -> Json:
    return {"labels": [{"name": "cat", **first}, {"name": "dog"}, {"name": "bird"}]}


def test_definitions_are_kept_and_a_client_that_does_not_know_them_erases_nothing(
    cast: Cast, alice: Caller
) -> None:
    path = f"/api/projects/{cast.project.id}"
    skeleton = {"points": ["nose", "tail"], "edges": [[0, 1]], "layout": [[0.1, 0.5], [0.9, 0.5]]}
    body = alice.patch(path, labels_with(attributes=list(ASKED), skeleton=skeleton, shape="skeleton")).good()
    cat = body["labels"][0]
    assert (cat["skeleton"], cat["shape"]) == (skeleton, "skeleton")
    assert [entry["name"] for entry in cat["attributes"]] == ["pose", "lit", "age", "note"]
    assert alice.patch(path, labels_with(color="#112233")).good()["labels"][0] == {**cat, "color": "#112233"}
    assert alice.patch(path, labels_with(skeleton=None)).good()["labels"][0]["skeleton"] is None
    assert alice.patch(path, labels_with(attributes=[])).good()["labels"][0]["attributes"] == []


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ({"attributes": [{"name": "a", "type": "colour"}]}, "attributes.0.type"),
        ({"attributes": [{"name": "a.b", "type": "text"}]}, "attributes.0.name"),
        ({"attributes": [{"name": "a", "type": "select"}]}, "attributes.0.values"),
        ({"attributes": [{"name": "a", "type": "select", "values": ["x", "x"]}]}, "attributes.0.values"),
        ({"attributes": [{"name": "a", "type": "text"}, {"name": "A", "type": "text"}]}, "attributes.1.name"),
        ({"attributes": [{"name": "a", "type": "number", "min": 2, "max": 1}]}, "attributes.0.max"),
        ({"attributes": [{"name": "a", "type": "number", "max": 1, "default": 2}]}, "attributes.0.default"),
        ({"attributes": [{"name": "a", "type": "text", "required": "no"}]}, "attributes.0.required"),
        ({"attributes": [{"name": str(n), "type": "text"} for n in range(51)]}, "attributes"),
        ({"attributes": {"$ne": 1}}, "attributes"),
        ({"skeleton": {"points": []}}, "skeleton.points"),
        ({"skeleton": {"points": ["a"], "edges": [[0, 1]]}}, "skeleton.edges"),
        ({"skeleton": {"points": ["a"], "layout": [[2, 0]]}}, "skeleton.layout.0.0"),
        ({"shape": "circle"}, "shape"),
    ],
)
def test_a_wrong_definition_is_refused_by_its_field(
    cast: Cast, alice: Caller, label: Json, field: str
) -> None:
    path = f"/api/projects/{cast.project.id}"
    before = alice.get(path).good()
    assert f"labels.0.{field}" in alice.patch(path, labels_with(**label)).fault(400, "input_invalid")
    assert alice.get(path).good() == before


def submit(caller: Caller, frame: Frame, verdict: str = "submitted", **more: Any) -> Any:
    return caller.post(f"/api/frames/{frame.id}/reviews", {"verdict": verdict, **more})


@pytest.mark.parametrize(("verdict", "who"), [("submitted", "bob"), ("approved", "rita")])
def test_nothing_required_is_missing_on_what_is_finished(
    cast: Cast, bob: Caller, frame: Frame, verdict: str, who: str
) -> None:
    caller = bob if who == "bob" else signed_in(cast.rita)
    first, second = add(bob, frame), add(bob, frame)
    add(bob, frame, "dog")
    fields = submit(caller, frame, verdict).fault(409, "attributes_missing")
    assert fields == {f"annotations.{made['id']}.attributes.pose": "required" for made in (first, second)}
    assert list_reviews(frame.id) == []
    bob.correct(frame.id, describe(first, attributes={"pose": "front"})).good()
    bob.correct(frame.id, ask_json("remove", annotation_id=second["id"], revision=1)).good()
    assert submit(caller, frame, verdict).good(201)["verdict"] == verdict
    assert bob.get(f"/api/assets/{frame.asset_id}").good()["reviewed"] == verdict


def test_a_skip_needs_its_reason_and_is_told(cast: Cast, circle: Circle, bob: Caller, frame: Frame) -> None:
    add(bob, frame)
    for body in ({}, {"comment": None}, {"comment": "  "}):
        assert "comment" in submit(bob, frame, "skipped", **body).fault(400, "input_invalid")
    made = submit(bob, frame, "skipped", comment="too dark").good(201)
    assert (made["verdict"], made["comment"], made["actor"]["name"]) == ("skipped", "too dark", "bob")
    circle.settle()
    told = [event for event in log_of(cast.project.id) if event["type"] == "frame.reviewed"]
    assert [(event["verdict"], event["comment"]) for event in told] == [("skipped", "too dark")]


def test_only_a_reviewer_approves_and_a_viewer_says_nothing(cast: Cast, bob: Caller, frame: Frame) -> None:
    submit(bob, frame, "approved").fault(403, "forbidden")
    submit(bob, frame, "returned", comment="no").fault(403, "forbidden")
    submit(signed_in(cast.vera), frame).fault(403, "forbidden")
    submit(signed_in(cast.oscar), frame).fault(404, "not_found")
    submit(signed_in(cast.rita), frame).good(201)


def history(caller: Caller, frame: Frame, annotation_id: str, **query: Any) -> Any:
    return caller.get(f"/api/frames/{frame.id}/annotations/{annotation_id}/history", **query)


def test_the_history_of_an_object_is_told_newest_first_a_page_at_a_time(bob: Caller, frame: Frame) -> None:
    made = add(bob, frame, time_spent_ms=1_500)
    who = {"annotation_id": made["id"]}
    bob.correct(frame.id, ask_json("reshape", **who, revision=1, shape={**BOX, "x": 50})).good()
    add(bob, frame)
    bob.correct(frame.id, describe({**made, "revision": 2}, occluded=True)).good()
    bob.correct(frame.id, ask_json("remove", **who, revision=3, time_spent_ms=500)).good()
    whole = history(bob, frame, made["id"]).good()
    assert (whole["time_spent_ms"], whole["next"]) == (2_000, None)
    revisions = whole["revisions"]
    assert [(entry["kind"], entry["seq"]) for entry in revisions] == [
        ("remove", 5), ("describe", 4), ("reshape", 2), ("add", 1),
    ]  # fmt: skip
    assert (revisions[0]["after"], revisions[0]["before"]["occluded"]) == (None, True)
    assert (revisions[1]["before"]["occluded"], revisions[1]["after"]["occluded"]) == (False, True)
    assert (revisions[3]["before"], revisions[3]["actor"]["name"]) == (None, "bob")
    paged: list[Json] = []
    after: Json = {}
    while True:
        page = history(bob, frame, made["id"], limit=2, **after).good()
        paged += page["revisions"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert paged == revisions


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"after": "x"}, {"after": -1}])
def test_an_impossible_stretch_of_history_is_refused(bob: Caller, frame: Frame, query: Json) -> None:
    made = add(bob, frame)
    history(bob, frame, made["id"], **query).fault(400, "input_invalid")


def test_the_history_of_what_is_not_there_or_not_yours_does_not_exist(
    cast: Cast, bob: Caller, frame: Frame
) -> None:
    made = add(bob, frame)
    history(bob, a_frame(cast.project), made["id"]).fault(404, "not_found")
    history(bob, frame, an_annotation_id()).fault(404, "not_found")
    history(bob, frame, "$ne").fault(404, "not_found")
    history(signed_in(cast.oscar), frame, made["id"]).fault(404, "not_found")


def test_removed_objects_are_listed_apart_a_page_at_a_time(bob: Caller, frame: Frame) -> None:
    made = [add(bob, frame) for _ in range(5)]
    for gone in made[:3]:
        bob.correct(frame.id, ask_json("remove", annotation_id=gone["id"], revision=1)).good()
    path = f"/api/frames/{frame.id}/annotations"
    assert {entry["id"] for entry in bob.get(path).good()["annotations"]} == {row["id"] for row in made[3:]}
    first = bob.get(path, removed="true", limit=2).good()
    rest = bob.get(path, removed="true", limit=2, after=first["next"]).good()
    found = first["annotations"] + rest["annotations"]
    assert {entry["id"] for entry in found} == {row["id"] for row in made[:3]}
    assert {entry["revision"] for entry in found} == {2}
    bob.get(path, removed="perhaps").fault(400, "input_invalid")


def test_objects_and_labels_written_before_attributes_read_with_the_defaults(
    cast: Cast, bob: Caller, frame: Frame
) -> None:
    made = add(bob, frame, "dog", changes={"z": 3})
    gone = {"attributes": "", "occluded": "", "z": "", "group": ""}
    mongo()["annotations"].update_one({"_id": made["id"]}, {"$unset": gone})
    mongo()["projects"].update_one(
        {"_id": cast.project.id}, {"$set": {"labels": [{"name": "dog", "color": "#112233"}]}}
    )
    (found,) = bob.frame(frame.id)["annotations"]
    assert (found["attributes"], found["occluded"], found["z"], found["group"]) == ({}, False, 0, None)
    assert bob.get(f"/api/projects/{cast.project.id}").good()["labels"][0]["attributes"] == []
