"""Each decoder on a small graph that answers numbers worked out by hand."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.errors import ModelFileInvalid
from inference.pipeline.decoders.candidates import activate
from inference.pipeline.decoders.yolox import grid_cells
from inference.pipeline.detections import Detections
from inference.pipeline.detector import Detector
from inference.runtime.session import OrtSession
from tests.builders_onnx import answering_model, manifest, picture


def detect(
    answers: dict[str, NDArray[np.float32]], decoder: Mapping[str, object], width: int = 32, **changes: object
) -> Detections:
    detector = Detector(manifest(decoder=decoder, **changes), OrtSession(answering_model(answers)))
    return detector.detect(picture(width, 32))


def logit(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def test_ssd_skips_the_background_and_reads_logits() -> None:
    scores = np.array([[5, logit(0.2), logit(0.7)]], np.float32)
    boxes_xyxy = np.array([[[0.0, 0.25, 0.5, 1.0]]], np.float32)
    decoder = {"kind": "ssd", "scores": "scores", "boxes": "boxes", "background": 1, "activation": "sigmoid"}
    found = detect({"scores": scores, "boxes": boxes_xyxy}, {**decoder, "box_format": "xyxy"})
    assert found.label_index.tolist() == [1]
    np.testing.assert_allclose(found.scores, [0.7], rtol=1e-5)
    np.testing.assert_allclose(found.boxes_xywh, [[0, 8, 16, 24]], atol=1e-4)


def test_yolox_adds_the_grid_and_multiplies_objectness() -> None:
    # 32 by 32 with strides 16 and 32: four cells, then one.
    rows = np.zeros((5, 7), np.float32)
    rows[3] = [-0.5, 0.25, np.log(0.5), np.log(0.25), 0.8, 0.5, 0.1]
    rows[4] = [0.5, 0.5, 0.0, 0.0, 0.5, 0.1, 0.6]
    found = detect({"out": rows}, {"kind": "yolox", "output": "out", "strides": [16, 32]})
    # Cell 3 is column 1, row 1: centre (0.5, 1.25) * 16 = (8, 20), size (8, 4).
    np.testing.assert_allclose(found.scores, [0.4, 0.3], rtol=1e-5)
    np.testing.assert_allclose(found.boxes_xywh, [[4, 18, 8, 4], [0, 0, 32, 32]], atol=1e-4)
    assert found.label_index.tolist() == [0, 1]


def test_yolox_without_strides_is_read_as_decoded() -> None:
    rows = np.array([[16, 16, 8, 4, 1.0, 0.9, 0.0]], np.float32)
    found = detect({"out": rows}, {"kind": "yolox", "output": "out", "strides": []})
    np.testing.assert_allclose(found.boxes_xywh, [[12, 14, 8, 4]], atol=1e-4)


def test_yolox_drops_a_size_that_overflows() -> None:
    rows = np.array([[0, 0, 1e4, 1e4, 1.0, 0.9, 0.0]], np.float32)
    assert len(detect({"out": rows}, {"kind": "yolox", "output": "out", "strides": [32]})) == 0


def test_the_grid_runs_row_by_row_from_the_finest_stride() -> None:
    cells, strides = grid_cells(64, 32, (16, 32))
    assert cells.tolist() == [
        *([x, y] for y in range(2) for x in range(4)),
        *([x, 0] for x in range(2)),
    ]
    assert strides[:, 0].tolist() == [16] * 8 + [32] * 2


def test_yolov8_reads_columns_of_centre_and_size() -> None:
    columns = np.array([[16, 8], [16, 8], [8, 4], [4, 4], [0.9, 0.05], [0.1, 0.3]], np.float32)
    found = detect({"out": columns}, {"kind": "yolov8", "output": "out"})
    np.testing.assert_allclose(found.boxes_xywh, [[12, 14, 8, 4], [6, 6, 4, 4]], atol=1e-4)
    np.testing.assert_allclose(found.scores, [0.9, 0.3])
    assert found.label_index.tolist() == [0, 1]


def test_yolov8_of_no_boxes_is_empty() -> None:
    assert len(detect({"out": np.empty((6, 0), np.float32)}, {"kind": "yolov8", "output": "out"})) == 0


@pytest.mark.parametrize(
    ("no_object", "columns"), [("last", [1, 2, 0]), ("first", [0, 1, 2]), ("none", [1, 2])]
)
def test_detr_leaves_out_no_object_wherever_it_stands(no_object: str, columns: list[int]) -> None:
    chances = np.array([[0.1, 0.2, 0.7], [0.9, 0.05, 0.05]], np.float32)
    logits = np.log(chances)[:, columns]
    boxes_cxcywh = np.array([[0.5, 0.5, 0.5, 0.25], [0.5, 0.5, 1, 1]], np.float32)
    decoder = {"kind": "detr", "logits": "logits", "boxes": "boxes", "no_object": no_object}
    found = detect({"logits": logits, "boxes": boxes_cxcywh}, decoder)
    first = found.scores.argmax() if no_object != "none" else int(np.flatnonzero(found.scores > 0.7)[0])
    assert found.label_index[first] == 1
    np.testing.assert_allclose(found.boxes_xywh[first], [8, 12, 16, 8], atol=1e-4)
    if no_object != "none":
        assert len(found) == 1


def test_detr_runs_no_suppression() -> None:
    logits = np.full((2, 2), logit(0.6), np.float32)
    logits[:, 1] = -9
    decoder = {
        "kind": "detr",
        "logits": "logits",
        "boxes": "boxes",
        "activation": "sigmoid",
        "no_object": "none",
    }
    found = detect({"logits": logits, "boxes": np.full((2, 4), 0.5, np.float32)}, decoder)
    assert len(found) == 2


def test_classification_tags_the_whole_frame() -> None:
    decoder = {"kind": "classification", "output": "out"}
    logits = np.log(np.array([0.25, 0.75], np.float32))
    found = detect({"out": logits}, decoder, 50, task="classification")
    assert found.label_index.tolist() == [1, 0]
    np.testing.assert_allclose(found.scores, [0.75, 0.25], rtol=1e-5)
    np.testing.assert_array_equal(found.boxes_xywh, [[0, 0, 50, 32]] * 2)


def test_classification_with_sigmoid_may_say_nothing() -> None:
    decoder = {"kind": "classification", "output": "out", "activation": "sigmoid"}
    logits = np.array([np.nan, -20], np.float32)
    assert len(detect({"out": logits}, decoder, task="classification")) == 0


@pytest.mark.parametrize(
    ("decoder", "shape", "says"),
    [
        ({"kind": "yolox", "output": "out", "strides": [32]}, (1, 6), "6 numbers for each box"),
        ({"kind": "yolox", "output": "out", "strides": [16, 32]}, (4, 7), "4 boxes; the manifest implies 5"),
        ({"kind": "yolov8", "output": "out"}, (7, 3), "7 rows; the manifest implies 6"),
        ({"kind": "yolov8", "output": "out"}, (6,), "3 dimensions"),
    ],
)
def test_a_yolo_answer_of_another_shape_is_refused(
    decoder: dict[str, object], shape: tuple[int, ...], says: str
) -> None:
    with pytest.raises(ModelFileInvalid, match=says):
        detect({"out": np.zeros(shape, np.float32)}, decoder)


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
def test_activations_bear_any_size(activation: str) -> None:
    values = np.array([[-1e30, 0.0, 1e30]], np.float32)
    shares = activate(values, activation)  # type: ignore[arg-type]
    assert np.isfinite(shares).all()
    assert shares[0].tolist()[::2] == [0.0, 1.0]
    assert activate(np.empty((0, 3), np.float32), activation).shape == (0, 3)  # type: ignore[arg-type]
