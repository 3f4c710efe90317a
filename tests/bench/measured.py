"""Measure a model version on pictures with truths, by pycocotools, with an interval by bootstrap."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from inference.manifest import parse_manifest_json
from inference.registry import load_detector
from tests.bench.labelled import LabelledPicture

SAMPLES, SEED = 1_000, 1
RECALLS = np.linspace(0, 1, 101)
Matches = list[list[tuple[NDArray[np.float64], NDArray[np.bool_], int]]]
"""For each label and picture: scores, whether each was right, and how many objects there are."""


@dataclass(frozen=True)
class Measured:
    """What a version reached: AP50 with its 95 % interval, AP, and AP50 by label (-1: no such object)."""

    version: str
    ap50: float
    low: float
    high: float
    ap: float
    by_label: dict[str, float] = field(default_factory=dict)


def measure(version: str, manifest: str, content: bytes, pictures: Sequence[LabelledPicture]) -> Measured:
    """Run a version over pictures and compare what it says with their truths."""
    detector = load_detector(parse_manifest_json(manifest), content, intra_threads=2)
    labels = sorted({truth.label for picture in pictures for truth in picture.objects})
    numbers = {label: number for number, label in enumerate(labels, 1)}
    truths: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for image_id, picture in enumerate(pictures, 1):
        for truth in picture.objects:
            truths.append(
                {
                    "id": len(truths) + 1, "image_id": image_id, "category_id": numbers[truth.label],
                    "bbox": list(truth.box_xywh), "area": truth.box_xywh[2] * truth.box_xywh[3], "iscrowd": 0,
                }
            )  # fmt: skip
        with Image.open(picture.path) as image:
            found = detector.detect(np.asarray(image.convert("RGB")))
        for box, score, place in zip(found.boxes_xywh, found.scores, found.label_index, strict=True):
            number = numbers.get(detector.labels[int(place)] or "")
            if number is not None:
                said.append(
                    {"image_id": image_id, "category_id": number, "bbox": box.tolist(), "score": float(score)}
                )
    if not said:
        return Measured(version, 0.0, 0.0, 0.0, 0.0, dict.fromkeys(labels, 0.0))
    evaluation = _evaluate(truths, said, len(pictures), labels)
    precision = evaluation.eval["precision"]
    by_label = {label: _mean(precision[0, :, place, 0, 2]) for place, label in enumerate(labels)}
    low, high = _interval(_matches(evaluation, len(labels)))
    return Measured(version, float(evaluation.stats[1]), low, high, float(evaluation.stats[0]), by_label)


def _evaluate(truths: list[dict[str, Any]], said: list[dict[str, Any]], count: int, labels: list[str]) -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        known = COCO()
        known.dataset = {
            "images": [{"id": image_id} for image_id in range(1, count + 1)],
            "annotations": truths,
            "categories": [{"id": number, "name": label} for number, label in enumerate(labels, 1)],
        }
        known.createIndex()
        evaluation = COCOeval(known, known.loadRes(said), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


def _mean(precision: NDArray[np.float64]) -> float:
    kept = precision[precision > -1]
    return float(kept.mean()) if kept.size else -1.0


def _matches(evaluation: Any, label_count: int) -> Matches:
    """Take what matched at IoU 0.5, of all sizes, out of a finished evaluation."""
    picture_count = len(evaluation.params.imgIds)
    areas = len(evaluation.params.areaRng)
    matches: Matches = []
    for label in range(label_count):
        row = []
        for picture in range(picture_count):
            entry = evaluation.evalImgs[label * areas * picture_count + picture]
            if entry is None:
                row.append((np.empty(0), np.empty(0, bool), 0))
                continue
            right = np.asarray(entry["dtMatches"])[0] > 0
            count = int((~np.asarray(entry["gtIgnore"], bool)).sum())
            row.append((np.asarray(entry["dtScores"], float), right, count))
        matches.append(row)
    return matches


def _interval(matches: Matches) -> tuple[float, float]:
    """Return the 2.5 and 97.5 percentiles of AP50 over samples of the pictures."""
    draw = np.random.default_rng(SEED)
    count = len(matches[0])
    values = []
    for _ in range(SAMPLES):
        chosen = draw.integers(0, count, count)
        each = [value for row in matches if (value := _average_precision([row[i] for i in chosen])) >= 0]
        if each:
            values.append(float(np.mean(each)))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _average_precision(row: Sequence[tuple[NDArray[np.float64], NDArray[np.bool_], int]]) -> float:
    objects = sum(count for _scores, _right, count in row)
    if not objects:
        return -1.0
    scores = np.concatenate([scores for scores, _right, _count in row])
    right = np.concatenate([right for _scores, right, _count in row])[np.argsort(-scores, kind="stable")]
    hits = np.cumsum(right)
    precision = np.maximum.accumulate((hits / np.arange(1, len(hits) + 1))[::-1])[::-1]
    places = np.searchsorted(hits / objects, RECALLS, side="left")
    return float(np.append(precision, 0.0)[np.minimum(places, len(precision))].mean())
