"""What a detector's training is made of: targets, views, blame, measures and choices."""

import numpy as np
import pytest
import torch
from PIL import Image
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from inference.training.adam import AdamW
from inference.training.anchors import IGNORED, NEGATIVE, Anchors, match
from inference.training.choices import calibrate, choose_step
from inference.training.evaluate import Found, Truth, ap50_by_label, best_threshold
from inference.training.fit import draw_batch
from inference.training.losses import box_loss, class_loss
from inference.training.start_classes import Answer, choose_starts
from inference.training.views import View, draw_view, place_boxes, render

GRID = np.array([[0, 0, 0.5, 0.5], [0.5, 0, 1, 0.5], [0, 0.5, 0.5, 1], [0.5, 0.5, 1, 1]], np.float32)
NOTHING = np.zeros((0, 4), np.float32)


def _labels(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def test_without_boxes_every_anchor_says_no() -> None:
    targets, _ = match(GRID, NOTHING, _labels(), NOTHING)
    assert targets.tolist() == [NEGATIVE] * 4


def test_anchors_take_the_box_they_cover_and_each_box_gets_one() -> None:
    boxes = np.array([[0, 0, 0.5, 0.48], [0.9, 0.9, 1, 1]], np.float32)
    targets, which = match(GRID, boxes, _labels(1, 0), NOTHING)
    assert targets.tolist() == [1, NEGATIVE, NEGATIVE, 0]
    assert which[[0, 3]].tolist() == [0, 1]


def test_what_is_half_hidden_is_neither_asked_for_nor_denied() -> None:
    targets, _ = match(GRID, NOTHING, _labels(), GRID[:1])
    assert targets.tolist() == [IGNORED, NEGATIVE, NEGATIVE, NEGATIVE]


def test_a_view_moves_boxes_as_it_moves_pixels() -> None:
    image = Image.new("RGB", (200, 100))
    image.paste((255, 255, 255), (50, 20, 90, 60))
    box = np.array([[0.25, 0.2, 0.45, 0.6]], np.float32)
    for view in (View(0.1, 0.1, 0.7, 0.9), View(-0.3, -0.2, 1.2, 1.1, mirrored=True)):
        pixels = render(image, view, (150, 150))
        placed, seen, ignored = place_boxes(view, box)
        rows, columns = np.nonzero(pixels.min(axis=2) > 200)
        found = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / 150
        assert np.abs(found - placed[0]).max() < 0.02
        assert seen.all()
        assert not ignored.any()


def test_views_depend_on_picture_and_number_alone() -> None:
    first, other = "a" * 64, "b" * 64
    assert draw_view(first, 0) == View(0, 0, 1, 1)
    assert draw_view(first, 1).mirrored
    assert draw_view(first, 5) == draw_view(first, 5) != draw_view(other, 5)


def test_a_batch_shows_every_picture_once_an_epoch() -> None:
    drawn = [pair for step in range(3) for pair in draw_batch(step, 4, (6, 8), 1)]
    assert sorted(picture for picture, _ in drawn[:6]) == list(range(6))
    assert sorted(picture for picture, _ in drawn[6:]) == list(range(6))
    assert drawn[:4] == draw_batch(0, 4, (6, 8), 1) != draw_batch(0, 4, (6, 8), 2)


def test_right_answers_cost_little_and_ignored_ones_nothing() -> None:
    targets = torch.tensor([[0, NEGATIVE, IGNORED]])
    right = torch.tensor([[[6.0], [-6.0], [0.0]]])
    wrong = torch.tensor([[[-6.0], [6.0], [0.0]]])
    assert class_loss(right, targets) < 1e-3 < 4 < class_loss(wrong, targets)
    assert class_loss(right, targets) == class_loss(torch.tensor([[[6.0], [-6.0], [9.0]]]), targets)
    boxes = torch.ones(1, 3, 4)
    assert box_loss(boxes, boxes, targets) == 0
    assert box_loss(boxes, boxes + 2, targets) == 4 * 1.5


def test_ap50_is_that_of_cocoeval(capsys: pytest.CaptureFixture[str]) -> None:
    chance = np.random.default_rng(2)
    found, truths, documents, answers = [], [], [], []
    for picture in range(12):
        corners = chance.uniform(0, 0.6, (3, 2))
        boxes = np.concatenate([corners, corners + chance.uniform(0.1, 0.4, (3, 2))], axis=1)
        moved = np.concatenate([boxes + chance.normal(0, 0.03, (3, 4)), boxes[:1] + 0.2]).astype(np.float32)
        scores = -np.sort(-chance.random(4)).astype(np.float32)
        labels, said = chance.integers(0, 2, 3), chance.integers(0, 2, 4)
        truths.append(Truth(boxes.astype(np.float32), labels.astype(np.int32)))
        found.append(Found(moved, scores, said.astype(np.int32)))
        for box, label in zip(truths[-1].boxes_xyxy.astype(float), labels, strict=True):
            side = box[2:] - box[:2]
            documents.append({"bbox": [*box[:2], *side], "category_id": int(label) + 1, "image_id": picture})
            documents[-1] |= {"id": len(documents), "iscrowd": 0, "area": float(side.prod())}
        for box, label, score in zip(moved.astype(float), said, scores, strict=True):
            entry = {"bbox": [*box[:2], *(box[2:] - box[:2])], "category_id": int(label) + 1}
            answers.append(entry | {"image_id": picture, "score": float(score)})
    coco = COCO()
    coco.dataset = {
        "images": [{"id": picture} for picture in range(12)],
        "annotations": documents,
        "categories": [{"id": 1}, {"id": 2}],
        "info": {},
    }
    coco.createIndex()
    evaluation = COCOeval(coco, coco.loadRes(answers), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    capsys.readouterr()
    precision = evaluation.eval["precision"][0, :, :, 0, 2]
    mine = ap50_by_label(found, truths, 2)
    assert np.abs(np.array(mine, float) - precision.mean(axis=0)).max() < 1e-6


def test_a_label_that_no_picture_has_is_not_measured() -> None:
    assert ap50_by_label([], [], 1) == [None]
    assert ap50_by_label(
        [Found(NOTHING, np.zeros(0, np.float32), _labels())], [Truth(GRID, _labels(0, 0, 0, 0))], 1
    ) == [0.0]


@pytest.mark.parametrize(
    ("scores", "hits", "total", "threshold"),
    [
        ([], [], 0, None),
        ([0.9], [False], 3, None),
        ([0.9], [True], 1, 0.45),
        ([0.9, 0.8, 0.4, 0.1], [True, True, False, False], 2, 0.6),
        ([0.9, 0.8, 0.4, 0.2], [True, False, True, False], 2, 0.3),
    ],
)
def test_the_threshold_is_where_f1_is_best(
    scores: list[float], hits: list[bool], total: int, threshold: float | None
) -> None:
    found = best_threshold(np.array(scores, np.float32), np.array(hits, bool), total)
    assert found == (None if threshold is None else pytest.approx(threshold))


def test_thresholds_are_shown_by_label_and_stored_well_below() -> None:
    truths = [Truth(GRID[:1], _labels(0)) for _ in range(6)]
    found = [Found(GRID[:2], np.array([0.8, 0.3], np.float32), _labels(0, 0)) for _ in range(6)]
    thresholds = calibrate(found, truths, ["cell", "rare"])
    assert thresholds.labels == {"cell": 0.55}
    assert thresholds.show_of("cell") == thresholds.show_of("rare") == 0.55
    assert thresholds.floor < 0.3


@pytest.mark.parametrize(
    ("curve", "boxes", "chosen"),
    [
        ([], 0, 40),
        ([(0, 0.2), (20, 0.5), (40, 0.6)], 25, 40),
        ([(0, 0.2), (20, 0.6), (40, 0.55)], 25, 40),
        ([(0, 0.2), (20, 0.6), (40, 0.3)], 25, 20),
        ([(0, 0.9), (20, 0.2), (40, 0.3)], 25, 0),
    ],
)
def test_steps_are_cut_where_validation_clearly_falls(
    curve: list[tuple[int, float]], boxes: int, chosen: int
) -> None:
    assert choose_step(curve, boxes, 40) == chosen


def test_a_label_starts_from_what_finds_it_and_a_known_one_from_itself() -> None:
    anchors = Anchors(
        np.concatenate([(GRID[:, :2] + GRID[:, 2:]) / 2, np.full((4, 2), 0.5, np.float32)], axis=1), 0.1, 0.2
    )
    answers = []
    for place in range(4):
        logits = np.full((4, 3), -4.0, np.float32)
        logits[place, 1] = 3.0
        logits[(place + 1) % 4, 2] = 3.0
        answers.append(
            Answer(logits, np.zeros((4, 4), np.float32), Truth(GRID[place : place + 1], _labels(0)))
        )
    parent = ["Dog_house", "cat", "bird"]
    assert choose_starts(answers, anchors, parent, ["raccoon"], lambda: None) == [[1]]
    assert choose_starts(answers, anchors, parent, ["dog house"], lambda: None) == [[0]]
    assert choose_starts([], anchors, parent, ["raccoon"], lambda: None) == [[]]


def test_the_optimiser_steps_as_the_paper_says() -> None:
    start = np.arange(6, dtype=np.float64).reshape(2, 3) / 5
    mine = torch.nn.Parameter(torch.from_numpy(start.astype(np.float32)))
    own = AdamW([[mine], []], decay=0.01)
    value, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, 5):
        gradient = np.sin(start * 3 + step)
        mine.grad = torch.from_numpy(gradient.astype(np.float32))
        own.step([0.1, 0.5])
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        value -= 0.1 * 0.01 * value
        value -= 0.1 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    assert np.allclose(mine.detach().numpy(), value, atol=1e-5)
