"""Look-alikes of a mistake are found, answered together, and taken back together."""

import uuid

import numpy as np
import pytest

from annotations.domain.asset import Frame
from annotations.domain.correction import CorrectionRequest
from annotations.domain.prediction import PackedPredictions
from annotations.domain.snapshot import PackedFrame
from annotations.queries.dataset import iterate_frames
from annotations.store.client import database as mongo
from annotations.store.client import transaction
from annotations.store.corrections import list_corrections
from inference.embedding.embedder import SIZE
from inference.queries.object_index import FEW, ObjectIndexes
from inference.store.embeddings import FrameVector, ObjectVectors, keep_vectors
from tests.builders import Cast, a_box, a_frame, a_model_version, an_annotation_id, ask, correct, predict
from tests.caller import Caller, Json, signed_in

KINDS = {"bear": np.eye(SIZE, dtype=np.float32)[0], "bin": np.eye(SIZE, dtype=np.float32)[1]}


def looks(*kinds: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return vectors of things that all have much in common, and are each of a kind."""
    rng = np.random.default_rng(len(kinds))
    common = np.ones(SIZE, np.float32)
    return np.stack(
        [common + KINDS[kind] * 4 + rng.normal(0, 0.02, SIZE).astype(np.float32) for kind in kinds]
    ).astype(np.float32)


def embed(frame: Frame, packed: PackedPredictions, *kinds: str) -> None:
    """Keep vectors of a frame's predictions, all of one label."""
    entry = ObjectVectors(
        row_id=packed.id,
        frame_id=frame.id,
        version_id=packed.model_version_id,
        label=packed.labels[0],
        places=list(range(len(kinds))),
        scores=packed.scores,
        vectors=looks(*kinds),
    )
    vector = FrameVector(frame.id, np.ones(SIZE, np.float32), bytes(8))
    transaction(lambda session: keep_vectors(frame, vector, [entry], session=session))


def a_scene(cast: Cast, *frames: tuple[str, ...]) -> list[tuple[Frame, list[str]]]:
    """Build frames on which a model calls all things cats; return the ids of its predictions."""
    version = a_model_version(cast.project)
    made = []
    for kinds in frames:
        frame = a_frame(cast.project)
        packed = predict(frame, version, *["cat"] * len(kinds))
        embed(frame, packed, *kinds)
        made.append((frame, [f"{packed.id}.{place}" for place in range(len(kinds))]))
    return made


def similar(caller: Caller, prediction_id: str) -> list[str]:
    found = caller.get(f"/api/predictions/{prediction_id}/similar").good()["similar"]
    return [entry["prediction"]["id"] for entry in found]


def together(caller: Caller, cast: Cast, group: str, kind: str, *ids: str, **more: object) -> list[Json]:
    body = {"group": group, "prediction_ids": list(ids), "kind": kind, **more}
    results: list[Json] = caller.post(f"/api/projects/{cast.project.id}/answers", body).good()["results"]
    return results


def undo(caller: Caller, cast: Cast, group: str) -> list[Json]:
    results: list[Json] = caller.post(f"/api/projects/{cast.project.id}/answers/{group}/undo").good()[
        "results"
    ]
    return results


def a_group() -> str:
    return uuid.uuid4().hex


def open_ones(caller: Caller, frame: Frame) -> set[str]:
    return {entry["id"] for entry in caller.frame(frame.id)["predictions"]}


def test_look_alikes_of_a_mistake_are_offered_with_what_to_do(cast: Cast, bob: Caller) -> None:
    (one, ids), (two, others), _third = a_scene(cast, ("bin", "bear"), ("bear", "bin", "bin"), ("bear",))
    assert set(similar(bob, ids[0])) == {others[1], others[2]}
    rejection = ask("reject", prediction_id=ids[0])
    correct(one, cast.bob, rejection)
    path = f"/api/frames/{one.id}/similar"
    said = bob.get(path, correction=rejection.mutation_id).good()
    assert said["suggestion"] == {"kind": "reject", "label": None}
    assert {entry["prediction"]["id"] for entry in said["similar"]} == {others[1], others[2]}
    assert said["similar"][0]["alike"] >= said["similar"][1]["alike"] > 0.8
    assert "cat" in said["similar"][0]["reason"]
    assert said["compared"] == 6

    # What is answered is offered no more; on the same frame neither.
    correct(two, cast.bob, ask("reject", prediction_id=others[1]))
    assert similar(bob, ids[0]) == [others[2]]

    signed_in(cast.alice).get(path, correction=rejection.mutation_id).fault(404, "not_found")
    bob.get(path).fault(400, "input_invalid")
    bob.get(path, correction="short").fault(400, "input_invalid")
    bob.get(path, correction="0" * 32).fault(404, "not_found")
    bob.get(f"/api/predictions/{ids[0]}/similar", limit=0).fault(400, "input_invalid")


def test_what_was_no_mistake_offers_nothing_and_what_was_moved_or_renamed_does(
    cast: Cast, bob: Caller
) -> None:
    (one, ids), _two = a_scene(cast, ("bear", "bear", "bear", "bin"), ("bear",))

    def asked(*requests: CorrectionRequest) -> Json:
        correct(one, cast.bob, *requests)
        return bob.get(f"/api/frames/{one.id}/similar", correction=requests[-1].mutation_id).good()

    right = asked(ask("accept", prediction_id=ids[0]))
    assert right["similar"] == []
    assert "right" in right["reason"]
    assert not right["pending"]
    renamed = asked(ask("accept", prediction_id=ids[1], label="dog"))
    assert renamed["suggestion"] == {"kind": "relabel", "label": "dog"}
    assert renamed["similar"]
    moved = asked(ask("adjust", prediction_id=ids[2], shape=a_box(300, 200, 50, 40)))
    assert moved["suggestion"] is None
    assert moved["similar"]
    identity = an_annotation_id()
    correct(one, cast.bob, ask("accept", prediction_id=ids[3], annotation_id=identity))
    removed = asked(ask("remove", annotation_id=identity, revision=1))
    assert removed["suggestion"] == {"kind": "reject", "label": None}
    drawn = ask("add", label="cat", shape=a_box())
    correct(one, cast.bob, drawn)
    by_hand = bob.get(f"/api/frames/{one.id}/similar", correction=drawn.mutation_id).good()
    assert "does not answer" in by_hand["reason"]


def test_a_prediction_without_a_vector_says_that_it_has_to_wait(cast: Cast, bob: Caller) -> None:
    packed = predict(a_frame(cast.project), a_model_version(cast.project), "cat")
    said = bob.get(f"/api/predictions/{packed.id}.0/similar").good()
    assert said["similar"] == []
    assert "not been compared" in said["reason"]
    assert said["pending"]


def test_none_while_others_are_still_to_be_compared_is_worth_asking_again(cast: Cast, bob: Caller) -> None:
    ((_frame, ids),) = a_scene(cast, ("bear",))
    version, other = a_model_version(cast.project), a_frame(cast.project)
    packed = predict(other, version, "cat", "cat")
    mongo()["frames"].update_one({"_id": other.id}, {"$set": {"unembedded": True}})
    said = bob.get(f"/api/predictions/{ids[0]}/similar").good()
    assert (said["similar"], said["pending"]) == ([], True)
    embed(other, packed, "bear", "bin")
    said = bob.get(f"/api/predictions/{ids[0]}/similar").good()
    assert [entry["prediction"]["id"] for entry in said["similar"]] == [f"{packed.id}.0"]
    assert not said["pending"]


def test_few_objects_that_are_all_alike_are_told_from_what_every_picture_shows(
    cast: Cast, bob: Caller
) -> None:
    scenes = a_scene(cast, ("bear",), ("bear",), ("bear",))
    others = {ids[0] for _frame, ids in scenes[1:]}
    # Nothing is left of three alike objects without their own mean: whole pictures say what is ordinary.
    assert set(similar(bob, scenes[0][1][0])) == others


def test_an_index_follows_what_comes_and_goes_and_equals_one_made_anew(cast: Cast) -> None:
    version = a_model_version(cast.project)
    first, second = a_frame(cast.project), a_frame(cast.project)
    many = predict(first, version, *["cat"] * (FEW + 1))
    embed(first, many, *["bear", "bin"] * (FEW // 2), "bear")
    index = ObjectIndexes().get(cast.project.id, "cat")
    assert len(index.nearest(looks("bin")[0], 5)) == 5
    packed = predict(second, version, *["cat"] * 3)
    embed(second, packed, "bin", "bear", "bin")
    wanted = looks("bear", "bin")[1]
    anew = ObjectIndexes().get(cast.project.id, "cat")
    found, again = (entry.nearest(wanted, FEW + 4) for entry in (index, anew))
    assert len(found) == len(again) == FEW + 4
    assert dict(found) == pytest.approx(dict(again), abs=0.02)
    assert {f"{packed.id}.{place}" for place in (0, 2)} <= {name for name, _cosine in found[: FEW // 2 + 2]}
    embed(second, packed, "bear")
    assert len(index.nearest(wanted, FEW + 4)) == FEW + 2, "earlier vectors of a frame go"
    assert len(index.nearest(wanted, FEW + 4)) == FEW + 2


def test_indexes_beyond_the_bound_leave_but_never_the_one_in_use(cast: Cast) -> None:
    for label in ("cat", "dog"):
        frame = a_frame(cast.project)
        embed(frame, predict(frame, a_model_version(cast.project), label, label), "bear", "bin")
    indexes = ObjectIndexes(most=3)
    for label in ("cat", "dog"):
        assert len(indexes.get(cast.project.id, label).nearest(looks("bear")[0], 9)) == 2
    assert len(indexes.get(cast.project.id, "bird").nearest(looks("bear")[0], 9)) == 0
    assert [label for _project, label in indexes.held()] == ["dog", "bird"]


def test_answers_to_many_frames_are_ordinary_corrections_and_one_undo_takes_all_back(
    cast: Cast, bob: Caller
) -> None:
    (one, ids), (two, others) = a_scene(cast, ("bin", "bear"), ("bear", "bin"))
    group = a_group()
    results = together(bob, cast, group, "reject", ids[0], others[1], time_spent_ms=900)
    assert [entry["status"] for entry in results] == ["applied", "applied"]
    assert open_ones(bob, one) == {ids[1]}
    (entry,) = list_corrections(two.id)
    assert (entry.kind, entry.actor.name, entry.request.time_spent_ms) == ("reject", "bob", 450)

    again = together(bob, cast, group, "reject", ids[0], others[1], time_spent_ms=900)
    assert [entry["status"] for entry in again] == ["applied", "applied"]
    assert len(list_corrections(two.id)) == 1

    assert undo(signed_in(cast.alice), cast, group) == [], "nobody undoes what others did"
    assert [entry["status"] for entry in undo(bob, cast, group)] == ["applied", "applied"]
    assert open_ones(bob, one) == set(ids)
    assert open_ones(bob, two) == set(others)
    assert [entry["status"] for entry in undo(bob, cast, group)] == ["applied", "applied"]
    assert len(list_corrections(two.id)) == 2


def test_relabelling_together_makes_objects_and_a_conflict_is_told_not_half_done(
    cast: Cast, bob: Caller
) -> None:
    (one, ids), (_two, others) = a_scene(cast, ("bear", "bin"), ("bear",))
    correct(one, cast.alice, ask("accept", prediction_id=ids[1]))
    group = a_group()
    gone = f"prd_{'0' * 32}.0"
    results = together(bob, cast, group, "relabel", ids[0], ids[1], others[0], gone, label="dog")
    assert [entry["status"] for entry in results] == ["applied", "conflict", "applied", "gone"]
    assert {entry["label"] for entry in bob.frame(one.id)["annotations"]} == {"dog", "cat"}
    made = results[0]["annotation_id"]
    correct(one, cast.alice, ask("relabel", annotation_id=made, revision=1, label="bird"))
    taken_back = {entry["prediction_id"]: entry["status"] for entry in undo(bob, cast, group)}
    assert taken_back == {ids[0]: "conflict", others[0]: "applied"}
    assert "bird" in {entry["label"] for entry in bob.frame(one.id)["annotations"]}


def test_a_frame_that_refuses_is_told_and_the_others_go_on(cast: Cast, bob: Caller) -> None:
    version = a_model_version(cast.project)
    strange = predict(a_frame(cast.project), version, "unicorn")
    (_frame, ids), *_ = a_scene(cast, ("bear",))
    results = together(bob, cast, a_group(), "accept", f"{strange.id}.0", ids[0])
    assert [entry["status"] for entry in results] == ["refused", "applied"]
    assert "unicorn" in results[0]["reason"]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "group", "input_invalid"),
        ({"group": "x"}, "group", "input_invalid"),
        ({"group": "with-a-dash-1"}, "group", "input_invalid"),
        ({"prediction_ids": []}, "prediction_ids", "input_invalid"),
        ({"prediction_ids": ["x"]}, "prediction_ids", "input_invalid"),
        ({"prediction_ids": [f"prd_{'0' * 32}.0"] * 2}, "body", "input_invalid"),
        ({"prediction_ids": [f"prd_{'0' * 32}.{place}" for place in range(201)]}, "", "input_invalid"),
        ({"kind": "add"}, "kind", "input_invalid"),
        ({"kind": "relabel"}, "label", "input_invalid"),
        ({"kind": "reject", "label": "cat"}, "label", "input_invalid"),
        ({"kind": "relabel", "label": "unicorn"}, "label", "label_unknown"),
        ({"time_spent_ms": -1}, "time_spent_ms", "input_invalid"),
        ({"more": 1}, "more", "input_invalid"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_written(
    cast: Cast, bob: Caller, body: Json, field: str, code: str
) -> None:
    whole = {"group": a_group(), "prediction_ids": [f"prd_{'0' * 32}.0"], "kind": "reject"}
    sent = {**whole, **body} if body else {}
    fields = bob.post(f"/api/projects/{cast.project.id}/answers", sent).fault(400, code)
    assert any(name.startswith(field) for name in fields), fields
    assert mongo()["corrections"].count_documents({}) == 0


def test_a_foreign_prediction_is_not_answered(cast: Cast, bob: Caller) -> None:
    (_one, ids), *_ = a_scene(cast, ("bear",))
    other = (
        signed_in(cast.oscar).post("/api/projects", {"name": "Mine", "labels": [{"name": "cat"}]}).good(201)
    )
    body = {"group": a_group(), "prediction_ids": ids, "kind": "reject"}
    said = signed_in(cast.oscar).post(f"/api/projects/{other['id']}/answers", body).good()
    assert [entry["status"] for entry in said["results"]] == ["gone"]
    signed_in(cast.oscar).get(f"/api/predictions/{ids[0]}/similar").fault(404, "not_found")


def test_a_picture_of_which_only_a_look_alike_was_answered_goes_on_waiting_and_teaches_nothing(
    cast: Cast, bob: Caller
) -> None:
    (one, ids), (two, others) = a_scene(cast, ("bin",), ("bear", "bin"))
    correct(one, cast.bob, ask("reject", prediction_id=ids[0]))
    together(bob, cast, group := a_group(), "reject", others[1])
    touched = {frame.frame_id: frame.touched for frame in frozen(cast)}
    assert touched == {one.id: True, two.id: False}
    assert handed_out(bob, cast) == two.id
    undo(bob, cast, group)
    assert handed_out(bob, cast) == two.id

    # Whoever corrects it on the canvas has seen all of it.
    correct(two, cast.bob, ask("reject", prediction_id=others[0]))
    assert {frame.frame_id: frame.touched for frame in frozen(cast)} == {one.id: True, two.id: True}
    assert handed_out(bob, cast) is None


def frozen(cast: Cast) -> list[PackedFrame]:
    """Return the frames as a training would read them."""
    return transaction(lambda session: list(iterate_frames(cast.project, session=session, marked=True)))


def handed_out(caller: Caller, cast: Cast) -> str | None:
    frame = caller.post(f"/api/projects/{cast.project.id}/queue/next", {}).good()["frame"]
    return None if frame is None else str(frame["id"])
