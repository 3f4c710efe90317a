"""POST /api/frames/{id}/corrections: what is applied, what conflicts, and what is refused as a whole."""

import uuid
from typing import Any

import pytest

from annotations.domain.asset import Frame
from annotations.store.client import database as mongo
from tests.builders import Cast, a_box, a_frame, a_model_version, an_annotation_id, ask_json, predict
from tests.caller import Caller, signed_in

BOX = {"type": "box", "x": 10, "y": 20, "width": 100, "height": 80}


@pytest.fixture
def frame(cast: Cast) -> Frame:
    return a_frame(cast.project)


def add(**fields: Any) -> dict[str, Any]:
    return ask_json("add", **{"label": "cat", "shape": BOX, **fields})


def ledger() -> int:
    return mongo()["corrections"].count_documents({})


def test_an_object_is_drawn_and_read_back(bob: Caller, frame: Frame) -> None:
    identity = an_annotation_id()
    body = bob.correct(frame.id, add(annotation_id=identity)).good()
    (entry,) = body["results"]
    assert (entry["status"], entry["revision"], entry["seq"], entry["repeated"], entry["removed"]) == (
        "applied", 1, 1, False, False,
    )  # fmt: skip
    state = bob.frame(frame.id)
    assert state["seq"] == body["seq"] == 1
    (found,) = state["annotations"]
    assert found == entry["annotation"]
    assert (found["id"], found["label"], found["actor"]["name"]) == (identity, "cat", "bob")
    assert found["shape"]["width"] == 100


def test_every_correction_of_a_batch_gets_its_own_number_in_order(bob: Caller, frame: Frame) -> None:
    body = bob.correct(frame.id, *(add() for _ in range(5))).good()
    assert [entry["seq"] for entry in body["results"]] == [1, 2, 3, 4, 5]
    assert body["seq"] == 5


def test_an_object_can_be_drawn_changed_and_removed_in_one_batch(bob: Caller, frame: Frame) -> None:
    identity = an_annotation_id()
    body = bob.correct(
        frame.id,
        add(annotation_id=identity),
        ask_json("relabel", annotation_id=identity, revision=1, label="dog"),
        ask_json("reshape", annotation_id=identity, revision=2, shape={**BOX, "x": 50}),
        ask_json("remove", annotation_id=identity, revision=3),
    ).good()
    assert [entry["status"] for entry in body["results"]] == ["applied"] * 4
    assert bob.frame(frame.id)["annotations"] == []


def test_a_stale_revision_conflicts_and_brings_what_stands_there_now(
    alice: Caller, bob: Caller, frame: Frame
) -> None:
    identity = an_annotation_id()
    bob.correct(frame.id, add(annotation_id=identity)).good()
    alice.correct(frame.id, ask_json("relabel", annotation_id=identity, revision=1, label="dog")).good()
    answer = bob.correct(frame.id, ask_json("relabel", annotation_id=identity, revision=1, label="bird"))
    answer.fault(409, "revision_conflict")
    (entry,) = answer.body["results"]
    assert (entry["status"], entry["revision"]) == ("conflict", 2)
    assert entry["annotation"]["label"] == "dog"
    assert entry["annotation"]["actor"]["name"] == "alice"
    assert bob.frame(frame.id)["annotations"][0]["label"] == "dog"
    assert ledger() == 2


def test_an_answer_without_anything_applied_tells_the_frames_number_as_it_is(
    alice: Caller, bob: Caller, frame: Frame
) -> None:
    identity = an_annotation_id()
    first = add(annotation_id=identity)
    # From here on the frame is remembered for Bob as it is after this.
    bob.correct(frame.id, first).good()
    alice.correct(frame.id, ask_json("relabel", annotation_id=identity, revision=1, label="dog")).good()
    alice.correct(frame.id, add(), add()).good()
    answer = bob.correct(frame.id, ask_json("relabel", annotation_id=identity, revision=1, label="bird"))
    answer.fault(409, "revision_conflict")
    assert (answer.body["seq"], answer.body["results"][0]["seq"]) == (4, 4)
    repeated = bob.correct(frame.id, first).good()
    assert (repeated["seq"], repeated["results"][0]["seq"]) == (4, 1)
    assert bob.frame(frame.id)["seq"] == 4


def test_changes_of_different_properties_merge(alice: Caller, bob: Caller, frame: Frame) -> None:
    identity = an_annotation_id()
    bob.correct(frame.id, add(annotation_id=identity)).good()
    alice.correct(frame.id, ask_json("relabel", annotation_id=identity, revision=1, label="dog")).good()
    body = bob.correct(
        frame.id, ask_json("reshape", annotation_id=identity, revision=1, shape={**BOX, "x": 300})
    ).good()
    (found,) = bob.frame(frame.id)["annotations"]
    assert (found["label"], found["shape"]["x"], found["revision"]) == ("dog", 300, 3)
    assert body["results"][0]["annotation"] == found


def test_the_good_ones_beside_a_conflict_are_applied(alice: Caller, bob: Caller, frame: Frame) -> None:
    identity = an_annotation_id()
    bob.correct(frame.id, add(annotation_id=identity)).good()
    alice.correct(frame.id, ask_json("remove", annotation_id=identity, revision=1)).good()
    answer = bob.correct(
        frame.id, add(), ask_json("relabel", annotation_id=identity, revision=1, label="dog"), add()
    )
    answer.fault(409, "revision_conflict")
    assert [entry["status"] for entry in answer.body["results"]] == ["applied", "conflict", "applied"]
    assert answer.body["results"][1]["removed"] is True
    assert len(bob.frame(frame.id)["annotations"]) == 2


def test_a_repeated_mutation_returns_the_stored_result_and_does_nothing(bob: Caller, frame: Frame) -> None:
    request = add(annotation_id=an_annotation_id())
    first = bob.correct(frame.id, request).good()["results"][0]
    again = bob.correct(frame.id, request).good()["results"][0]
    assert again == {**first, "repeated": True}
    assert ledger() == 1
    assert bob.frame(frame.id)["seq"] == 1


def test_a_repeat_beside_a_new_correction_applies_the_new_one_only(bob: Caller, frame: Frame) -> None:
    old = add()
    bob.correct(frame.id, old).good()
    body = bob.correct(frame.id, old, add()).good()
    assert [(entry["repeated"], entry["seq"]) for entry in body["results"]] == [(True, 1), (False, 2)]


def test_a_mutation_id_used_for_something_else_is_refused(bob: Caller, frame: Frame) -> None:
    request = add()
    bob.correct(frame.id, request).good()
    fields = bob.correct(frame.id, {**request, "label": "dog"}).fault(409, "mutation_reused")
    assert fields == {"corrections.0.mutation_id": "used before"}
    assert ledger() == 1


def test_a_mutation_id_used_on_another_frame_is_refused(cast: Cast, bob: Caller, frame: Frame) -> None:
    request = add()
    bob.correct(frame.id, request).good()
    other = a_frame(cast.project)
    bob.correct(other.id, request).fault(409, "mutation_reused")
    assert bob.frame(other.id)["annotations"] == []


def test_two_people_may_use_the_same_mutation_id(alice: Caller, bob: Caller, frame: Frame) -> None:
    mutation_id = uuid.uuid4().hex
    bob.correct(frame.id, add(mutation_id=mutation_id)).good()
    assert alice.correct(frame.id, add(mutation_id=mutation_id)).good()["results"][0]["repeated"] is False


def test_a_mutation_id_twice_in_one_batch_is_refused_as_a_whole(bob: Caller, frame: Frame) -> None:
    request = add()
    bob.correct(frame.id, request, request).fault(400, "input_invalid")
    assert ledger() == 0


def test_a_prediction_can_be_answered_once(cast: Cast, alice: Caller, bob: Caller, frame: Frame) -> None:
    said = predict(frame, a_model_version(cast.project), "cat", "dog")
    first = bob.correct(frame.id, ask_json("accept", prediction_id=f"{said.id}.0")).good()["results"][0]
    assert first["annotation"]["derived_from"] == f"{said.id}.0"
    for kind in ("accept", "reject"):
        answer = alice.correct(frame.id, ask_json(kind, prediction_id=f"{said.id}.0"))
        answer.fault(409, "revision_conflict")
        assert answer.body["results"][0]["annotation"]["id"] == first["annotation"]["id"]
    assert [entry["id"] for entry in bob.frame(frame.id)["predictions"]] == [f"{said.id}.1"]
    assert len(bob.frame(frame.id)["annotations"]) == 1


def test_a_prediction_with_a_foreign_label_needs_one_of_the_project(
    cast: Cast, bob: Caller, frame: Frame
) -> None:
    said = predict(frame, a_model_version(cast.project), "zebra")
    bob.correct(frame.id, ask_json("accept", prediction_id=f"{said.id}.0")).fault(400, "label_unknown")
    body = bob.correct(frame.id, ask_json("accept", prediction_id=f"{said.id}.0", label="cat")).good()
    assert body["results"][0]["annotation"]["label"] == "cat"


def huge(points: int) -> dict[str, object]:
    return {"type": "polygon", "points": [[1, 1]] * points}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "input_invalid"),
    (add(label="zebra"), "label_unknown"),
    (add(label=""), "input_invalid"),
    (add(label="x" * 101), "input_invalid"),
    (add(label="cat\u202e"), "input_invalid"),
    (add(label={"$ne": 1}), "input_invalid"),
    (add(label=None), "input_invalid"),
    (add(shape=None), "input_invalid"),
    (add(shape={}), "input_invalid"),
    (add(shape={"type": "blob"}), "input_invalid"),
    (add(shape={**BOX, "width": 0}), "shape_invalid"),
    (add(shape={**BOX, "width": -5}), "input_invalid"),
    (add(shape={**BOX, "x": 600}), "shape_invalid"),
    (add(shape={**BOX, "x": -50}), "shape_invalid"),
    (add(shape={**BOX, "x": 1e308, "width": 1e308}), "shape_invalid"),
    (add(shape={**BOX, "x": "left"}), "input_invalid"),
    (add(shape={**BOX, "x": None}), "input_invalid"),
    (add(shape={**BOX, "x": "10"}), "input_invalid"),
    (add(shape={**BOX, "x": True}), "input_invalid"),
    (add(shape={"type": "points", "points": [["1", 2]]}), "input_invalid"),
    (add(shape={**BOX, "colour": "red"}), "input_invalid"),
    (add(shape={"type": "polygon", "points": [[1, 1], [2, 2]]}), "input_invalid"),
    (add(shape={"type": "polygon", "points": [[1, 1], [2, 2], [3]]}), "input_invalid"),
    (add(shape={"type": "polygon", "points": [[1, 1], [2, 2], [3, 3]]}), "shape_invalid"),
    (add(shape={"type": "polygon", "points": [[1, 1], [1000, 2], [3, 300]]}), "shape_invalid"),
    (add(shape=huge(10_001)), "input_invalid"),
    (add(shape={"type": "ellipse", "x": 100, "y": 100, "rx": 0, "ry": 5}), "shape_invalid"),
    (add(shape={"type": "mask", "size": [1, 1], "counts": [1]}), "shape_invalid"),
    (add(shape={"type": "mask", "size": [480, 640], "counts": [5]}), "shape_invalid"),
    (add(annotation_id="mine"), "input_invalid"),
    (add(annotation_id={"$ne": 1}), "input_invalid"),
    (add(mutation_id=""), "input_invalid"),
    (add(mutation_id="short"), "input_invalid"),
    (add(mutation_id="x" * 65), "input_invalid"),
    (add(mutation_id={"$gt": ""}), "input_invalid"),
    (add(revision=-1), "input_invalid"),
    (add(revision="1"), "input_invalid"),
    (add(revision=True), "input_invalid"),
    (add(time_spent_ms=-1), "input_invalid"),
    (add(time_spent_ms="1"), "input_invalid"),
    (add(surprise=1), "input_invalid"),
    (ask_json("explode"), "input_invalid"),  # type: ignore[arg-type]
    (ask_json("accept"), "input_invalid"),
    (ask_json("accept", prediction_id="prd_1"), "input_invalid"),
    (ask_json("accept", prediction_id={"$ne": None}), "input_invalid"),
    (ask_json("accept", prediction_id=f"prd_{'0' * 32}.0"), "not_found"),
    (ask_json("reject"), "input_invalid"),
    (ask_json("relabel", annotation_id=an_annotation_id(), label="cat"), "input_invalid"),
    (ask_json("relabel", annotation_id=an_annotation_id(), revision=0, label="cat"), "input_invalid"),
    (ask_json("relabel", annotation_id=an_annotation_id(), revision=1, label="cat"), "not_found"),
    (ask_json("reshape", annotation_id=an_annotation_id(), revision=1), "input_invalid"),
    (ask_json("remove", annotation_id=an_annotation_id(), revision=1), "not_found"),
    (ask_json("adjust", shape=BOX), "input_invalid"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG)
def test_one_wrong_correction_refuses_the_batch_and_changes_nothing(
    bob: Caller, frame: Frame, wrong: dict[str, Any], code: str
) -> None:
    answer = bob.correct(frame.id, add(), wrong)
    fields = answer.fault(404 if code == "not_found" else 400, code)
    assert fields
    assert all(name.startswith("corrections.1") for name in fields), fields
    assert ledger() == 0
    assert bob.frame(frame.id)["seq"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"{}",
        b'{"corrections": []}',
        b'{"corrections": null}',
        b'{"corrections": {"$ne": 1}}',
        b'{"corrections": [null]}',
        b'{"corrections": [1]}',
        b'{"corrections": [], "corrections2": []}',
        b'{"corrections": [{"shape": {"type": "box", "x": NaN}}]}',
        b'{"corrections": [{"shape": {"type": "box", "x": Infinity}}]}',
        b'{"corrections": [{"mutation_id": "12345678", "kind": "add", "label": "cat", '
        b'"shape": {"type": "box", '
        b'"x": 1, "y": 1, "width": 5, "height": 5, "rotation": 1e400}}]}',
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)
def test_a_body_that_is_no_batch_is_refused(bob: Caller, frame: Frame, body: bytes) -> None:
    bob.post(f"/api/frames/{frame.id}/corrections", body).fault(400, "input_invalid")
    assert ledger() == 0


def test_more_than_a_thousand_corrections_at_once_are_refused(bob: Caller, frame: Frame) -> None:
    bob.correct(frame.id, *(add() for _ in range(1001))).fault(400, "input_invalid")
    assert ledger() == 0


def test_a_shape_that_sticks_out_by_a_rounding_error_is_pulled_in(bob: Caller, frame: Frame) -> None:
    body = bob.correct(frame.id, add(shape=a_box(x=-0.5, y=-0.5, width=641, height=480.9))).good()
    shape = body["results"][0]["annotation"]["shape"]
    assert (shape["x"], shape["y"], shape["width"], shape["height"]) == (0, 0, 640, 480)


def test_an_object_of_another_frame_cannot_be_changed_through_this_one(
    cast: Cast, bob: Caller, frame: Frame
) -> None:
    other = a_frame(cast.project)
    identity = an_annotation_id()
    bob.correct(other.id, add(annotation_id=identity)).good()
    bob.correct(frame.id, ask_json("remove", annotation_id=identity, revision=1)).fault(404, "not_found")
    assert len(bob.frame(other.id)["annotations"]) == 1


def test_a_taken_annotation_id_conflicts(bob: Caller, frame: Frame) -> None:
    identity = an_annotation_id()
    bob.correct(frame.id, add(annotation_id=identity)).good()
    bob.correct(frame.id, add(annotation_id=identity)).fault(409, "revision_conflict")
    assert len(bob.frame(frame.id)["annotations"]) == 1


def test_a_revision_from_the_future_is_refused(bob: Caller, frame: Frame) -> None:
    identity = an_annotation_id()
    bob.correct(frame.id, add(annotation_id=identity)).good()
    bob.correct(frame.id, ask_json("remove", annotation_id=identity, revision=9)).fault(400, "input_invalid")


def test_a_viewer_reads_and_changes_nothing(cast: Cast, frame: Frame) -> None:
    vera = signed_in(cast.vera)
    assert vera.frame(frame.id)["seq"] == 0
    vera.correct(frame.id, add()).fault(403, "forbidden")
    assert ledger() == 0
