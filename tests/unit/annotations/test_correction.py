"""The pure rules of corrections: what a request needs, and how a ledger is folded."""

import pytest

from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
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
        ("withdraw", "annotation_id"),
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
    number: int, request: CorrectionRequest, before: Annotation | None, after: Annotation | None
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
        at=utc_now(),
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
    assert changed_properties(None, before) == {"label", "shape", "removed"}


def test_nobody_can_occupy_anothers_mutation_id() -> None:
    other = ACTOR.model_copy(update={"id": "u2"})
    assert correction_id(ACTOR, "same-id-here") != correction_id(other, "same-id-here")
