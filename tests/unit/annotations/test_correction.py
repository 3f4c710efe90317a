"""The pure rules of corrections: what a request needs, and how a ledger is folded."""

import random
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.changes import Changes
from annotations.domain.correction import (
    Correction,
    CorrectionRequest,
    Kind,
    change_annotation,
    changed_properties,
    correction_id,
    fold,
)
from annotations.domain.record import utc_now
from tests.builders import a_box, an_annotation, ask

ACTOR = Actor(id="u1", name="bob")
ANNOTATION_ID = "ann_" + "0" * 32
PREDICTION_ID = "prd_" + "0" * 32 + ".0"


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("add", "label"), ("accept", "prediction_id"), ("adjust", "annotation_id"),
        ("reshape", "annotation_id"), ("relabel", "annotation_id"), ("remove", "annotation_id"),
        ("restore", "annotation_id"), ("reject", "prediction_id"), ("reopen", "prediction_id"),
        ("withdraw", "annotation_id"), ("describe", "annotation_id"),
    ],
)  # fmt: skip
def test_a_bare_request_is_told_what_it_needs(kind: Kind, missing: str) -> None:
    fault = ask(kind).fault()
    assert fault is not None
    assert fault[0] == missing
    assert kind in fault[1]


@pytest.mark.parametrize(
    "request_",
    [
        ask("add", label="cat", shape=a_box()),
        ask("accept", prediction_id=PREDICTION_ID),
        ask("adjust", prediction_id=PREDICTION_ID, shape=a_box()),
        ask("adjust", annotation_id=ANNOTATION_ID, revision=1, shape=a_box()),
        ask("relabel", annotation_id=ANNOTATION_ID, revision=1, label="cat"),
        ask("remove", annotation_id=ANNOTATION_ID, revision=1),
        ask("reject", prediction_id=PREDICTION_ID),
    ],
    ids=lambda request_: request_.kind,
)
def test_a_whole_request_has_no_fault(request_: CorrectionRequest) -> None:
    assert request_.fault() is None


def entry(
    number: int,
    request: CorrectionRequest,
    before: Annotation | None,
    after: Annotation | None,
    at: datetime | None = None,
) -> Correction:
    return Correction(
        id=correction_id(ACTOR, request.mutation_id),
        mutation_id=request.mutation_id,
        project_id="prj_1",
        asset_id="ast_1",
        frame_id="frm_1",
        frame_seq=number,
        kind=request.kind,
        annotation_id=after.id if after else None,
        prediction_id=None,
        before=before,
        after=after,
        request=request,
        actor=ACTOR,
        at=at or utc_now(),
    )


def test_an_empty_ledger_folds_to_nothing() -> None:
    assert fold([]) == {}


def test_a_ledger_folds_in_the_order_of_its_numbers_not_of_its_rows() -> None:
    first = an_annotation()
    relabel = ask("relabel", annotation_id=first.id, revision=1, label="dog")
    second = change_annotation(first, relabel, actor=ACTOR, at=utc_now())
    remove = ask("remove", annotation_id=first.id, revision=2)
    third = change_annotation(second, remove, actor=ACTOR, at=utc_now())
    ledger = [
        entry(3, remove, second, third),
        entry(1, ask("add", label="cat", shape=a_box()), None, first),
        entry(2, relabel, first, second),
    ]
    state = fold(ledger)[first.id]
    assert (state.label, state.removed, state.revision) == ("dog", True, 3)


def test_a_rejection_folds_to_nothing() -> None:
    assert fold([entry(1, ask("reject", prediction_id=PREDICTION_ID), None, None)]) == {}


def test_only_what_a_kind_may_change_is_changed() -> None:
    before = an_annotation()
    at = utc_now()
    both = {"annotation_id": before.id, "revision": 1, "label": "dog", "shape": a_box(1, 1, 2, 2)}
    reshaped = change_annotation(before, ask("reshape", **both), actor=ACTOR, at=at)
    relabelled = change_annotation(before, ask("relabel", **both), actor=ACTOR, at=at)
    assert changed_properties(before, reshaped) == {"shape"}
    assert changed_properties(before, relabelled) == {"label"}
    assert changed_properties(before, before) == set()
    assert changed_properties(None, before) == {"label", "shape", "removed", "occluded", "z", "group"}


CHANGES = Changes.model_validate(
    {"attributes": {"pose": "side", "lit": None}, "occluded": True, "z": -5, "group": "g1"}
)


def test_a_description_changes_what_it_names_attribute_by_attribute() -> None:
    before = an_annotation(attributes={"pose": "front", "lit": True, "age": 3.5}, group="g0")
    describe = ask("describe", annotation_id=before.id, revision=1, changes=CHANGES)
    after = change_annotation(before, describe, actor=ACTOR, at=utc_now())
    assert after.attributes == {"pose": "side", "age": 3.5}
    assert (after.occluded, after.z, after.group) == (True, -5, "g1")
    everything = {"attributes.pose", "attributes.lit", "occluded", "z", "group"}
    assert changed_properties(before, after) == describe.properties == everything
    one = ask("describe", annotation_id=before.id, revision=1, changes=Changes(attributes={"age": 4}))
    again = change_annotation(after, one, actor=ACTOR, at=utc_now())
    assert changed_properties(after, again) == one.properties == {"attributes.age"}


def test_what_a_description_does_not_say_is_no_wish_after_a_journey_through_the_ledger() -> None:
    request = ask("describe", annotation_id=ANNOTATION_ID, revision=1, changes=Changes(z=3))
    read = CorrectionRequest.model_validate(request.model_dump())
    assert read == request
    assert read.properties == {"z"}
    cleared = ask("describe", annotation_id=ANNOTATION_ID, revision=1, changes=Changes(group=None))
    assert CorrectionRequest.model_validate(cleared.model_dump()).properties == {"group"}


@pytest.mark.parametrize("kind", ["reshape", "relabel", "remove", "withdraw", "reject", "reopen"])
def test_a_kind_that_describes_nothing_carries_no_changes(kind: Kind) -> None:
    fault = ask(kind, annotation_id=ANNOTATION_ID, revision=1, changes=CHANGES).fault()
    assert fault is not None
    assert fault[0] == "changes"


@pytest.mark.parametrize("changes", [None, Changes(), Changes(attributes={})])
def test_a_description_says_something(changes: Changes | None) -> None:
    fault = ask("describe", annotation_id=ANNOTATION_ID, revision=1, changes=changes).fault()
    assert fault is not None
    assert fault[0] == "changes"


def test_an_object_written_before_attributes_reads_with_the_defaults() -> None:
    told = an_annotation().model_dump()
    for name in ("attributes", "occluded", "z", "group"):
        del told[name]
    found = Annotation.model_validate(told)
    assert (found.attributes, found.occluded, found.z, found.group) == ({}, False, 0, None)


WORDS = st.sampled_from(["pose", "lit", "age"])
VALUES = st.one_of(st.none(), st.booleans(), st.floats(-5, 5), st.sampled_from(["front", "side"]))
SAID = st.fixed_dictionaries(
    {},
    optional={
        "attributes": st.dictionaries(WORDS, VALUES, min_size=1, max_size=2),
        "occluded": st.booleans(),
        "z": st.integers(-1000, 1000),
        "group": st.one_of(st.none(), st.sampled_from(["g1", "g2"])),
    },
).filter(bool)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(said=st.lists(SAID, min_size=2, max_size=6), order=st.randoms())
def test_descriptions_of_different_properties_give_the_same_object_in_any_order(
    said: list[dict[str, Any]], order: random.Random
) -> None:
    start = an_annotation(attributes={"pose": "front", "lit": False})
    wishes = [ask("describe", annotation_id=start.id, revision=1, changes=said_one) for said_one in said]
    disjoint: list[CorrectionRequest] = []
    for wish in wishes:
        if all(not (wish.properties & other.properties) for other in disjoint):
            disjoint.append(wish)
    shuffled = disjoint.copy()
    order.shuffle(shuffled)
    outcomes = []
    for sequence in (disjoint, shuffled):
        ledger, current = [entry(1, ask("add", label="cat", shape=a_box()), None, start)], start
        for number, wish in enumerate(sequence, start=2):
            at = utc_now()
            after = change_annotation(current, wish, actor=ACTOR, at=at)
            assert changed_properties(current, after) <= wish.properties
            ledger.append(entry(number, wish, current, after, at))
            current = after
        stored = [Correction.model_validate(row.model_dump()) for row in ledger]
        assert fold(stored)[start.id] == current, "the ledger tells the same after its journey"
        outcomes.append(current.model_dump(include={"attributes", "occluded", "z", "group"}))
    assert outcomes[0] == outcomes[1]


def test_nobody_can_occupy_anothers_mutation_id() -> None:
    other = ACTOR.model_copy(update={"id": "u2"})
    assert correction_id(ACTOR, "same-id-here") != correction_id(other, "same-id-here")
