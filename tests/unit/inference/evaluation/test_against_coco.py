"""Our figures are those of pycocotools' COCOeval, on whatever a model may say."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.evaluation.columns import as_claims, as_truths
from tests.coco_judge import a_world, assert_same


@pytest.mark.parametrize(
    "world",
    [
        {"frames": 1, "labels": 1, "objects": 0, "claims": 0},
        {"frames": 3, "labels": 2, "objects": 0, "claims": 9},
        {"frames": 3, "labels": 2, "objects": 9, "claims": 0},
        {"frames": 1, "labels": 1, "objects": 1, "claims": 1},
        {"frames": 1, "labels": 1, "objects": 60, "claims": 180},
        {"frames": 30, "labels": 3, "objects": 120, "claims": 400},
        {"frames": 30, "labels": 3, "objects": 120, "claims": 400, "ties": True},
        {"frames": 12, "labels": 2, "objects": 90, "claims": 300, "ties": True, "crowds": 0.3},
        {"frames": 20, "labels": 12, "objects": 100, "claims": 200},
        {"frames": 60, "labels": 2, "objects": 60, "claims": 60},
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_figures_equal_those_of_cocoeval(world: dict[str, Any], seed: int) -> None:
    truths, claims = a_world(seed, **world)
    assert_same(truths, claims, frames=world["frames"], labels=world["labels"])


SIDE = st.sampled_from([8.0, 16.0, 31.0, 32.0, 33.0, 96.0, 97.0])
BOX = st.tuples(st.sampled_from([0.0, 4.0, 8.0, 16.0]), st.sampled_from([0.0, 4.0, 8.0]), SIDE, SIDE)
PLACE = st.tuples(st.integers(0, 2), st.integers(0, 1))


@settings(max_examples=40, deadline=None)
@given(
    there=st.lists(st.tuples(PLACE, BOX, st.booleans()), max_size=12),
    said=st.lists(st.tuples(PLACE, BOX, st.sampled_from([0.1, 0.5, 0.5, 0.9])), max_size=16),
)
def test_figures_equal_where_overlaps_scores_and_sizes_tie(
    there: list[tuple[tuple[int, int], tuple[float, ...], bool]],
    said: list[tuple[tuple[int, int], tuple[float, ...], float]],
) -> None:
    truths = as_truths(
        [place[0] for place, _, _ in there],
        [place[1] for place, _, _ in there],
        [box for _, box, _ in there],
        crowd=[crowd for _, _, crowd in there],
    )
    claims = as_claims(
        [place[0] for place, _, _ in said],
        [place[1] for place, _, _ in said],
        [box for _, box, _ in said],
        [score for _, _, score in said],
    )
    assert_same(truths, claims, frames=3, labels=2)


def test_more_claims_than_count_are_cut_as_cocoeval_cuts_them() -> None:
    truths, claims = a_world(7, frames=2, labels=1, objects=30, claims=700)
    assert_same(truths, claims, frames=2, labels=1)
