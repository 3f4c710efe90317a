"""Saving corrections: every kind, its undo, eight people at once, and the ledger as the truth."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from annotations.actions.correct_frame import CorrectionResult
from annotations.domain.asset import Frame
from annotations.domain.correction import fold
from annotations.domain.geometry import Box
from annotations.domain.prediction import PackedPredictions
from annotations.errors import InputInvalid
from annotations.queries.frame_state import read_frame_state
from annotations.store.client import database as mongo
from annotations.store.corrections import list_corrections, list_decided
from annotations.store.tables import ANNOTATIONS
from tests.builders import (
    Cast,
    a_box,
    a_frame,
    a_model_version,
    a_person,
    an_annotation_id,
    ask,
    correct,
    draw,
    join,
    predict,
    reread,
)


@pytest.fixture
def frame(cast: Cast) -> Frame:
    return a_frame(cast.project)


@pytest.fixture
def said(cast: Cast, frame: Frame) -> PackedPredictions:
    return predict(frame, a_model_version(cast.project), "cat", "dog", "bird")


def one(frame: Frame, cast: Cast, kind: str, **fields: object) -> CorrectionResult:
    (outcome,) = correct(frame, cast.bob, ask(kind, **fields)).results  # type: ignore[arg-type]
    assert outcome.status == "applied"
    return outcome


def ghosts(frame: Frame) -> set[str]:
    return {entry.id for entry in read_frame_state(frame).predictions}


def live(frame: Frame) -> dict[str, str]:
    return {entry.id: entry.label for entry in read_frame_state(frame).annotations}


def expect_ledger_is_the_truth(frame: Frame, predictions_rows: int = 0) -> None:
    entries = list_corrections(frame.id)
    assert fold(entries) == {entry.id: entry for entry in ANNOTATIONS.page({"frame_id": frame.id})}
    assert reread(frame).seq == len(entries) + predictions_rows
    decided: set[str] = set()
    for entry in entries:
        if entry.kind in {"accept", "reject"} or (entry.kind == "adjust" and entry.prediction_id):
            decided.add(entry.prediction_id or "")
        elif entry.kind == "reopen":
            decided.discard(entry.prediction_id or "")
        elif entry.kind == "withdraw" and entry.after:
            decided.discard(entry.after.derived_from or "")
        elif entry.kind == "restore" and entry.after and entry.after.derived_from:
            decided.add(entry.after.derived_from)
    assert list_decided(frame.id) == decided


def test_accept_makes_an_object_of_a_prediction_and_withdraw_gives_the_ghost_back(
    cast: Cast, frame: Frame, said: PackedPredictions
) -> None:
    ghost = f"{said.id}.0"
    made = one(frame, cast, "accept", prediction_id=ghost).annotation
    assert made is not None
    assert (made.derived_from, made.label, made.shape) == (ghost, "cat", said.at(0).shape)
    assert ghost not in ghosts(frame)
    withdrawn = one(frame, cast, "withdraw", annotation_id=made.id, revision=1)
    assert (withdrawn.removed, withdrawn.annotation) == (True, None)
    assert ghost in ghosts(frame)
    assert live(frame) == {}
    one(frame, cast, "restore", annotation_id=made.id, revision=2)
    assert ghost not in ghosts(frame)
    assert live(frame) == {made.id: "cat"}
    expect_ledger_is_the_truth(frame, 1)


def test_adjust_accepts_with_another_shape(cast: Cast, frame: Frame, said: PackedPredictions) -> None:
    made = one(frame, cast, "adjust", prediction_id=f"{said.id}.1", shape=a_box(5, 5, 9, 9)).annotation
    assert made is not None
    assert isinstance(made.shape, Box)
    assert (made.label, made.shape.width, made.derived_from) == ("dog", 9, f"{said.id}.1")
    expect_ledger_is_the_truth(frame, 1)


def test_reject_hides_a_ghost_and_reopen_brings_it_back(
    cast: Cast, frame: Frame, said: PackedPredictions
) -> None:
    ghost = f"{said.id}.2"
    one(frame, cast, "reject", prediction_id=ghost)
    assert ghost not in ghosts(frame)
    one(frame, cast, "reopen", prediction_id=ghost)
    assert ghost in ghosts(frame)
    one(frame, cast, "accept", prediction_id=ghost)
    assert ghost not in ghosts(frame)
    expect_ledger_is_the_truth(frame, 1)


def test_remove_takes_an_object_away_and_restore_brings_it_back_as_it_was(cast: Cast, frame: Frame) -> None:
    identity = draw(frame, cast.bob)
    one(frame, cast, "remove", annotation_id=identity, revision=1)
    assert live(frame) == {}
    one(frame, cast, "restore", annotation_id=identity, revision=2)
    assert live(frame) == {identity: "cat"}
    expect_ledger_is_the_truth(frame)


def test_restore_may_carry_the_label_and_shape_to_return_to(cast: Cast, frame: Frame) -> None:
    identity = draw(frame, cast.bob)
    one(frame, cast, "remove", annotation_id=identity, revision=1)
    back = one(
        frame, cast, "restore", annotation_id=identity, revision=2, label="dog", shape=a_box(1, 1, 2, 2)
    )
    assert back.annotation is not None
    assert (back.annotation.label, back.annotation.revision) == ("dog", 3)
    expect_ledger_is_the_truth(frame)


def test_reshape_and_relabel_change_one_thing_each(cast: Cast, frame: Frame) -> None:
    identity = draw(frame, cast.bob)
    one(frame, cast, "reshape", annotation_id=identity, revision=1, shape=a_box(300, 300))
    changed = one(frame, cast, "relabel", annotation_id=identity, revision=2, label="dog").annotation
    assert changed is not None
    assert (changed.label, changed.shape, changed.revision) == ("dog", a_box(300, 300), 3)
    expect_ledger_is_the_truth(frame)


def test_adjust_without_a_prediction_is_a_reshape(cast: Cast, frame: Frame) -> None:
    identity = draw(frame, cast.bob)
    one(frame, cast, "adjust", annotation_id=identity, revision=1, shape=a_box(7, 7))
    expect_ledger_is_the_truth(frame)


def test_a_plain_removal_of_an_accepted_object_does_not_bring_the_ghost_back(
    cast: Cast, frame: Frame, said: PackedPredictions
) -> None:
    made = one(frame, cast, "accept", prediction_id=f"{said.id}.0").annotation
    assert made is not None
    one(frame, cast, "remove", annotation_id=made.id, revision=1)
    assert f"{said.id}.0" not in ghosts(frame)
    one(frame, cast, "restore", annotation_id=made.id, revision=2)
    expect_ledger_is_the_truth(frame, 1)


def test_an_object_drawn_by_hand_cannot_be_withdrawn(cast: Cast, frame: Frame) -> None:
    identity = draw(frame, cast.bob)
    with pytest.raises(InputInvalid, match="remove it instead"):
        correct(frame, cast.bob, ask("withdraw", annotation_id=identity, revision=1))
    expect_ledger_is_the_truth(frame)


def test_a_ghost_answered_again_after_its_withdrawal_keeps_the_first_object_from_returning(
    cast: Cast, frame: Frame, said: PackedPredictions
) -> None:
    ghost = f"{said.id}.0"
    first = one(frame, cast, "accept", prediction_id=ghost).annotation
    assert first is not None
    one(frame, cast, "withdraw", annotation_id=first.id, revision=1)
    second = one(frame, cast, "accept", prediction_id=ghost).annotation
    assert second is not None
    (outcome,) = correct(frame, cast.bob, ask("restore", annotation_id=first.id, revision=2)).results
    assert outcome.status == "conflict"
    assert list(live(frame)) == [second.id]


def test_an_answer_and_its_undo_may_travel_in_one_batch(
    cast: Cast, frame: Frame, said: PackedPredictions
) -> None:
    ghost, identity = f"{said.id}.0", an_annotation_id()
    accept = ask("accept", prediction_id=ghost, annotation_id=identity)
    correct(frame, cast.bob, accept, ask("withdraw", annotation_id=identity, revision=1))
    assert (ghost in ghosts(frame), live(frame)) == (True, {})
    restore = ask("restore", annotation_id=identity, revision=2)
    correct(frame, cast.bob, restore, ask("withdraw", annotation_id=identity, revision=3))
    assert (ghost in ghosts(frame), live(frame)) == (True, {})
    correct(frame, cast.bob, ask("restore", annotation_id=identity, revision=4))
    withdraw = ask("withdraw", annotation_id=identity, revision=5)
    correct(frame, cast.bob, withdraw, ask("restore", annotation_id=identity, revision=6))
    assert (ghost in ghosts(frame), live(frame)) == (False, {identity: "cat"})
    correct(
        frame,
        cast.bob,
        ask("withdraw", annotation_id=identity, revision=7),
        ask("reject", prediction_id=ghost),
    )
    assert (ghost in ghosts(frame), live(frame)) == (False, {})
    expect_ledger_is_the_truth(frame, 1)


def test_a_ghost_rejected_after_the_withdrawal_keeps_the_object_from_returning(
    cast: Cast, frame: Frame, said: PackedPredictions
) -> None:
    made = one(frame, cast, "accept", prediction_id=f"{said.id}.0").annotation
    assert made is not None
    one(frame, cast, "withdraw", annotation_id=made.id, revision=1)
    one(frame, cast, "reject", prediction_id=f"{said.id}.0")
    (outcome,) = correct(frame, cast.bob, ask("restore", annotation_id=made.id, revision=2)).results
    assert (outcome.status, outcome.removed) == ("conflict", True)


def in_parallel(work: Callable[[int], object], count: int = 8) -> list[object]:
    """Run the same work on threads that start together."""
    gate = threading.Barrier(count)

    def run(number: int) -> object:
        gate.wait(20)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_eight_people_saving_on_one_frame_lose_nothing(cast: Cast, frame: Frame) -> None:
    people = [a_person(f"p{number}") for number in range(8)]
    for person in people:
        join(cast.project, person, "annotator")
    in_parallel(lambda number: [draw(frame, people[number]) for _ in range(6)])
    entries = list_corrections(frame.id)
    assert [entry.frame_seq for entry in entries] == list(range(1, 49))
    assert len(live(frame)) == 48
    expect_ledger_is_the_truth(frame)


def test_eight_people_changing_one_object_apply_one_after_the_other_or_conflict(
    cast: Cast, frame: Frame
) -> None:
    identity = draw(frame, cast.bob)
    outcomes = in_parallel(
        lambda number: (
            correct(frame, cast.bob, ask("relabel", annotation_id=identity, revision=1, label="dog"))
            .results[0]
            .status
        )
    )
    assert outcomes.count("applied") == 1
    assert outcomes.count("conflict") == 7
    expect_ledger_is_the_truth(frame)


def test_one_mutation_sent_eight_times_at_once_is_applied_once(cast: Cast, frame: Frame) -> None:
    request = ask("add", annotation_id=an_annotation_id(), label="cat", shape=a_box())
    outcomes = in_parallel(lambda number: correct(frame, cast.bob, request).results[0])
    assert sorted(entry.repeated for entry in outcomes) == [False] + [True] * 7  # type: ignore[attr-defined]
    assert {entry.seq for entry in outcomes} == {1}  # type: ignore[attr-defined]
    expect_ledger_is_the_truth(frame)


def test_one_prediction_accepted_by_eight_at_once_becomes_one_object(
    cast: Cast, frame: Frame, said: PackedPredictions
) -> None:
    outcomes = in_parallel(
        lambda number: correct(frame, cast.bob, ask("accept", prediction_id=f"{said.id}.0")).results[0].status
    )
    assert outcomes.count("applied") == 1
    assert len(live(frame)) == 1
    expect_ledger_is_the_truth(frame, 1)


def test_a_save_that_fails_half_way_leaves_nothing(cast: Cast, frame: Frame) -> None:
    """The annotation is refused by the database's own rule, after the ledger entry was written."""
    mongo().command("collMod", "annotations", validator={"never": True})
    try:
        with pytest.raises(Exception, match="failed validation"):
            draw(frame, cast.bob)
    finally:
        mongo().command("collMod", "annotations", validator={})
    assert list_corrections(frame.id) == []
    assert reread(frame).seq == 0
