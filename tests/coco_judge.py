"""The figures of pycocotools' COCOeval to hold ours against, and made-up answers to take them of."""

import contextlib
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
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
