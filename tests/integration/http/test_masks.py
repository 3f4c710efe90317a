"""Masks through the corrections endpoint: what is kept as it came, and what is refused with a reason."""

from typing import Any

import pytest

from annotations.domain.asset import Frame
from tests.builders import HEIGHT, WIDTH, Cast, a_frame, an_annotation_id, ask_json
from tests.caller import Caller

TOTAL = WIDTH * HEIGHT
POLYGON = {"type": "polygon", "points": [[10, 10], [60, 10], [60, 50]]}


@pytest.fixture
def frame(cast: Cast) -> Frame:
    return a_frame(cast.project)


def a_mask(*counts: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "mask", "size": [HEIGHT, WIDTH], "counts": list(counts), **fields}


GOOD = a_mask(481, 3, 477, 3, TOTAL - 964)


def test_a_mask_is_kept_as_it_came(bob: Caller, frame: Frame) -> None:
    bob.correct(frame.id, ask_json("add", label="cat", shape=GOOD)).good()
    (found,) = bob.frame(frame.id)["annotations"]
    assert found["shape"] == GOOD


def test_a_polygon_may_become_a_mask_and_a_mask_a_polygon(bob: Caller, frame: Frame) -> None:
    identity = an_annotation_id()
    bob.correct(
        frame.id,
        ask_json("add", annotation_id=identity, label="cat", shape=POLYGON),
        ask_json("reshape", annotation_id=identity, revision=1, shape=GOOD),
    ).good()
    assert bob.frame(frame.id)["annotations"][0]["shape"] == GOOD
    bob.correct(frame.id, ask_json("reshape", annotation_id=identity, revision=2, shape=POLYGON)).good()
    (found,) = bob.frame(frame.id)["annotations"]
    assert (found["id"], found["label"], found["shape"]["type"]) == (identity, "cat", "polygon")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (a_mask(), "shape_invalid"),
        (a_mask(TOTAL), "shape_invalid"),
        (a_mask(TOTAL - 1), "shape_invalid"),
        (a_mask(10, TOTAL), "shape_invalid"),
        (a_mask(10, 2**63), "shape_invalid"),
        (a_mask(1, TOTAL - 1, size=[WIDTH, HEIGHT]), "shape_invalid"),
        (a_mask(1, TOTAL - 1, size=[-HEIGHT, -WIDTH]), "shape_invalid"),
        (a_mask(1, TOTAL - 1, size=[HEIGHT]), "input_invalid"),
        (a_mask(1, TOTAL - 1, size=[HEIGHT, WIDTH, 1]), "input_invalid"),
        (a_mask(1, TOTAL - 1, size=None), "input_invalid"),
        (a_mask(-1, TOTAL + 1), "input_invalid"),
        (a_mask(10, 1.5, TOTAL - 11.5), "input_invalid"),
        (a_mask(10, None), "input_invalid"),
        (a_mask(counts="abc"), "input_invalid"),
        (a_mask(counts={"$gt": 0}), "input_invalid"),
        (a_mask(*([0, 1] * 100_000), TOTAL - 100_000), "input_invalid"),
    ],
    ids=lambda value: str(value)[:70],
)
def test_a_mask_that_cannot_be_is_refused_and_nothing_is_stored(
    bob: Caller, frame: Frame, shape: dict[str, Any], code: str
) -> None:
    answer = bob.correct(frame.id, ask_json("add", label="cat", shape=shape))
    fields = answer.fault(400, code)
    assert all(name.startswith("corrections.0.shape") for name in fields), fields
    assert bob.frame(frame.id)["annotations"] == []
