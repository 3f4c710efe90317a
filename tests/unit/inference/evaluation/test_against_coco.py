"""Our figures are those of pycocotools' COCOeval, on whatever a model may say."""

import contextlib
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from inference.evaluation.columns import Claims, Truths, as_claims, as_truths
from inference.evaluation.matching import match
from inference.evaluation.precision import accumulate, summarise

NAMES = (
    "ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large",
    "ar_1", "ar_10", "ar_100", "ar_small", "ar_medium", "ar_large",
)  # fmt: skip


def coco_figures(truths: Truths, claims: Claims, *, frames: int, labels: int) -> dict[str, float | None]:
    """Return the twelve figures as COCOeval tells them; None where it says -1."""
    there = {
        "images": [{"id": frame + 1} for frame in range(frames)],
        "categories": [{"id": label + 1} for label in range(labels)],
        "annotations": [
            {
                "id": place + 1,
                "image_id": int(truths.frame[place]) + 1,
                "category_id": int(truths.label[place]) + 1,
                "bbox": truths.boxes_xywh[place].tolist(),
                "area": float(truths.areas[place]),
                "iscrowd": int(truths.crowd[place]),
            }
            for place in range(len(truths))
        ],
    }
    said = [
        {
            "image_id": int(claims.frame[place]) + 1,
            "category_id": int(claims.label[place]) + 1,
            "bbox": claims.boxes_xywh[place].tolist(),
            "score": float(claims.scores[place]),
        }
        for place in range(len(claims))
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        known = COCO()
        known.dataset = there
        known.createIndex()
        found = COCO()
        found.dataset = {**there, "annotations": [_as_row(row, place) for place, row in enumerate(said)]}
        found.createIndex()
        judge = COCOeval(known, found, "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return {
        name: None if value == -1 else float(value) for name, value in zip(NAMES, judge.stats, strict=True)
    }


def _as_row(row: Mapping[str, Any], place: int) -> dict[str, Any]:
    """Complete a result as `COCO.loadRes` does, which cannot take an empty list."""
    return {**row, "id": place + 1, "area": row["bbox"][2] * row["bbox"][3], "iscrowd": 0}


def our_figures(truths: Truths, claims: Claims, *, labels: int) -> dict[str, float | None]:
    return summarise(accumulate(match(truths, claims), labels))


def assert_same(truths: Truths, claims: Claims, *, frames: int, labels: int) -> None:
    theirs = coco_figures(truths, claims, frames=frames, labels=labels)
    ours = our_figures(truths, claims, labels=labels)
    assert {name: value is None for name, value in ours.items()} == {
        name: value is None for name, value in theirs.items()
    }
    told = [name for name, value in theirs.items() if value is not None]
    assert [ours[name] for name in told] == pytest.approx([theirs[name] for name in told], abs=1e-9)


def a_world(
    seed: int, *, frames: int, labels: int, objects: int, claims: int, ties: bool = False, crowds: float = 0.0
) -> tuple[Truths, Claims]:
    """Make objects of all sizes, and claims most of which lie near one."""
    rng = np.random.default_rng(seed)
    sides = np.exp(rng.uniform(np.log(4), np.log(220), (objects, 2)))
    boxes = np.concatenate([rng.uniform(0, 300, (objects, 2)), sides], axis=1)
    truths = as_truths(
        rng.integers(0, frames, objects),
        rng.integers(0, labels, objects),
        boxes,
        areas=boxes[:, 2] * boxes[:, 3] * rng.uniform(0.5, 1, objects),
        crowd=rng.random(objects) < crowds,
    )
    near = rng.integers(0, max(objects, 1), claims) if objects else np.zeros(claims, np.int64)
    jitter = rng.normal(0, 0.12, (claims, 4))
    base = boxes[near] if objects else np.tile([10.0, 10.0, 40.0, 40.0], (claims, 1))
    said = np.concatenate(
        [base[:, :2] + jitter[:, :2] * base[:, 2:], base[:, 2:] * np.exp(jitter[:, 2:])], axis=1
    )
    stray = rng.random(claims) < 0.3
    frame = np.where(stray | (objects == 0), rng.integers(0, frames, claims), _of(truths.frame, near))
    label = np.where(
        rng.random(claims) < 0.2, rng.integers(0, labels, claims), _of(truths.label, near) if objects else 0
    )
    scores = rng.random(claims)
    return truths, as_claims(frame, label, said, np.round(scores, 1) if ties else scores)


def _of(column: np.ndarray[Any, Any], near: np.ndarray[Any, Any]) -> Any:
    return column[near] if len(column) else 0


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
        {"frames": 40, "labels": 40, "objects": 200, "claims": 400},
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


@settings(max_examples=60, deadline=None)
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
