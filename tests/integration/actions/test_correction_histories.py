"""Whatever two people do in whatever order, the current state is the fold of the ledger."""

import uuid
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.domain.asset import Frame
from annotations.domain.correction import CorrectionRequest, Kind, fold
from annotations.domain.prediction import PackedPredictions
from annotations.errors import InputInvalid
from annotations.queries.frame_state import read_frame_state
from annotations.store.corrections import list_corrections, list_decided
from annotations.store.tables import ANNOTATIONS
from tests.builders import (
    LABELS,
    Cast,
    a_box,
    a_frame,
    a_model_version,
    an_annotation_id,
    ask,
    correct,
    predict,
    reread,
    with_attributes,
)

KINDS: tuple[Kind, ...] = (
    "add", "accept", "adjust", "reshape", "relabel", "remove", "restore", "reject", "reopen", "withdraw",
    "describe",
)  # fmt: skip
STEP = st.tuples(
    st.integers(0, 1),
    st.sampled_from(KINDS),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from(LABELS),
    st.integers(0, 300),
)
WORDS = ("pose", "lit", "age")


def request_of(
    step: tuple[int, Kind, int, int, str, int], known: list[str], said: PackedPredictions
) -> CorrectionRequest | None:
    """Turn numbers into a request of the right form; whether it fits the state is for the server to say."""
    _who, kind, which, behind, label, x = step
    fields: dict[str, Any] = {"mutation_id": uuid.uuid4().hex}
    if kind in {"accept", "reject", "reopen"} or (kind == "adjust" and which % 2):
        fields["prediction_id"] = f"{said.id}.{which % len(said)}"
    elif kind != "add":
        if not known:
            return None
        current = ANNOTATIONS.find(known[which % len(known)])
        assert current is not None
        fields |= {"annotation_id": current.id, "revision": max(1, current.revision - behind)}
    if kind == "add":
        fields["annotation_id"] = an_annotation_id()
    if kind in {"add", "relabel"}:
        fields["label"] = label
    if kind in {"add", "adjust", "reshape"}:
        fields["shape"] = a_box(x=float(x))
    if kind == "describe" or (kind in {"add", "accept", "adjust", "restore"} and x % 3 == 0):
        fields["changes"] = changes_of(x)
    return ask(kind, **fields)


def changes_of(number: int) -> dict[str, Any]:
    """Turn a number into something to say of an object."""
    answers: dict[str, Any] = {
        "pose": ("front", "side", None)[number % 3],
        "lit": (True, False)[number % 2],
        "age": float(number),
    }
    said: list[dict[str, Any]] = [
        {"attributes": {WORDS[number % 3]: answers[WORDS[number % 3]]}},
        {"occluded": number % 2 == 0},
        {"z": number - 150},
        {"group": ("g1", None)[number % 2]},
    ]
    return said[number % 4] | said[number // 4 % 4]


def expect_ledger_is_the_truth(frame: Frame, said: PackedPredictions) -> None:
    entries = list_corrections(frame.id)
    stored = {entry.id: entry for entry in ANNOTATIONS.page({"frame_id": frame.id})}
    assert fold(entries) == stored
    assert reread(frame).seq == len(entries) + 1
    assert [entry.frame_seq for entry in entries] == list(range(2, len(entries) + 2))
    decided = list_decided(frame.id)
    standing = [entry for entry in stored.values() if entry.derived_from and not entry.removed]
    assert {entry.derived_from for entry in standing} <= decided, "what an object was made of is no ghost"
    assert len({entry.derived_from for entry in standing}) == len(standing), "one object per prediction"
    shown = {entry.id for entry in read_frame_state(frame).predictions}
    assert shown == {f"{said.id}.{index}" for index in range(len(said))} - decided


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, max_size=14))
def test_the_state_is_the_fold_of_the_ledger(
    cast: Cast, steps: list[tuple[int, Kind, int, int, str, int]]
) -> None:
    project = with_attributes(cast.project)
    frame = a_frame(project)
    said = predict(frame, a_model_version(cast.project), "cat", "dog", "bird")
    known: list[str] = []
    for step in steps:
        request = request_of(step, known, said)
        if request is None:
            continue
        person = (cast.alice, cast.bob)[step[0]]
        try:
            (outcome,) = correct(frame, person, request).results
        except InputInvalid:
            continue  # an object drawn by hand cannot be withdrawn
        if outcome.annotation is not None and outcome.annotation.id not in known:
            known.append(outcome.annotation.id)
    expect_ledger_is_the_truth(frame, said)
