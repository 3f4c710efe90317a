"""A detector over a graph with known answers: columns, cuts, order, batches, and graphs that do not fit."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from onnx import TensorProto

from inference.errors import ModelFileInvalid
from inference.pipeline.detections import Detections
from inference.pipeline.detector import Detector
from inference.runtime.session import OrtSession
from tests.builders_onnx import answering_model, manifest, picture

WHOLE = [0.0, 0.0, 1.0, 1.0]


def floats(rows: object) -> NDArray[np.float32]:
    return np.array(rows, np.float32)


def dtypes(found: Detections) -> list[str]:
    return [str(column.dtype) for column in (found.label_index, found.scores, found.boxes_xywh)]


def detect(scores: object, boxes_yxyx: object, **changes: object) -> Detections:
    model = answering_model({"scores": floats(scores), "boxes": floats(boxes_yxyx)})
    return Detector(manifest(**changes), OrtSession(model)).detect(picture(64, 48))


def test_no_anchors_give_no_detections() -> None:
    empty = detect(np.empty((0, 2)), np.empty((0, 4)))
    assert len(empty) == 0
    assert (empty.label_index.shape, empty.scores.shape, empty.boxes_xywh.shape) == ((0,), (0,), (0, 4))
    assert dtypes(empty) == ["int32", "float32", "float32"]


def test_a_box_comes_back_in_image_pixels() -> None:
    found = detect([[0.9, 0.2]], [[0.25, 0.5, 0.75, 1.0]])
    np.testing.assert_allclose(found.boxes_xywh, [[32, 12, 32, 24]], atol=1e-4)
    assert found.label_index.tolist() == [0]
    np.testing.assert_allclose(found.scores, [0.9])
    assert dtypes(found) == ["int32", "float32", "float32"]


def test_detections_come_by_falling_score() -> None:
    found = detect([[0.3, 0], [0, 0.8], [0.5, 0]], [[0, 0, 0.2, 0.2], [0.4, 0.4, 0.6, 0.6], [0.8, 0.8, 1, 1]])
    np.testing.assert_allclose(found.scores, [0.8, 0.5, 0.3])
    assert found.label_index.tolist() == [1, 0, 0]


def test_scores_below_the_floor_go_and_the_floor_itself_stays() -> None:
    found = detect([[0.0999, 0], [0.1, 0]], [[0, 0, 0.2, 0.2], [0.5, 0.5, 1, 1]])
    np.testing.assert_allclose(found.scores, [0.1])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_goes(bad: float) -> None:
    found = detect(
        [[bad, bad], [0.6, bad], [0.5, 0], [0.4, 0]], [WHOLE, [0, 0, 0.2, 0.2], [0, bad, 1, 1], WHOLE]
    )
    np.testing.assert_allclose(found.scores, [0.6, 0.4])
    assert np.isfinite(found.boxes_xywh).all()


def test_boxes_are_clipped_to_the_picture_and_those_outside_go() -> None:
    outside = [[-2, -2, -1, -1], [1.1, 1.1, 1.5, 1.5], [0.5, 0.5, 0.5, 0.9], [0.9, 0.9, 0.1, 0.1]]
    found = detect([[0.9, 0]] * 5, [*outside, [-0.5, -0.5, 0.5, 1.5]])
    np.testing.assert_allclose(found.boxes_xywh, [[0, 0, 64, 24]], atol=1e-4)


def test_overlapping_boxes_of_one_label_become_one_and_of_two_labels_stay() -> None:
    found = detect([[0.9, 0], [0.8, 0], [0, 0.7]], [WHOLE, [0, 0, 1, 0.95], WHOLE])
    np.testing.assert_allclose(found.scores, [0.9, 0.7])
    assert found.label_index.tolist() == [0, 1]


def test_no_more_than_the_limit_come_back() -> None:
    boxes = [[y / 8, x / 8, (y + 1) / 8, (x + 1) / 8] for y in range(8) for x in range(8)]
    assert len(detect([[0.5, 0]] * 64, boxes)) == 10


def test_an_unused_label_slot_is_never_answered() -> None:
    found = detect([[0.9, 0], [0, 0.6]], [WHOLE, WHOLE], labels=["", "dog"])
    assert found.label_index.tolist() == [1]


def test_a_batch_answers_each_picture_in_order_and_as_alone() -> None:
    model = answering_model(
        {"scores": floats([[0.9, 0]]), "boxes": floats([[0, 0, 0.5, 0.5]])}, dimmed="scores"
    )
    detector = Detector(manifest(), OrtSession(model), max_batch=2)
    pictures = [
        picture(64, 48, 255),
        picture(10, 200, 128),
        picture(300, 20, 51),
        picture(32, 32, 0),
        picture(),
    ]
    together = detector.detect_many(pictures)
    assert [len(found) for found in together] == [1, 1, 1, 0, 1]
    np.testing.assert_allclose(together[1].boxes_xywh, [[0, 0, 5, 100]], atol=1e-4)
    for found, alone in zip(together, [detector.detect(each) for each in pictures], strict=True):
        np.testing.assert_array_equal(found.scores, alone.scores)
        np.testing.assert_array_equal(found.boxes_xywh, alone.boxes_xywh)
    assert detector.detect_many([]) == []


def test_a_fixed_batch_of_one_runs_picture_by_picture() -> None:
    model = answering_model({"scores": floats([[0.9, 0]]), "boxes": floats([WHOLE])}, batch=1)
    detector = Detector(manifest(), OrtSession(model))
    assert detector.batch_size == 1
    assert [len(found) for found in detector.detect_many([picture()] * 3)] == [1, 1, 1]


def test_a_uint8_input_gets_raw_pixels() -> None:
    answers = {"scores": floats([[0.9, 0]]), "boxes": floats([WHOLE])}
    model = answering_model(answers, input_type=TensorProto.UINT8, dimmed="scores")
    spec = {"name": "image", "width": 32, "height": 32, "layout": "nhwc", "dtype": "uint8"}
    found = Detector(manifest(input=spec), OrtSession(model)).detect(picture(level=255))
    np.testing.assert_allclose(found.scores, [0.9])


@pytest.mark.parametrize(
    ("graph", "changes", "says"),
    [
        ({"input_name": "photo"}, {}, "no input image; it has photo"),
        ({"height": 64}, {}, "shape"),
        ({"channels_first": True}, {}, "shape"),
        ({"batch": 4}, {}, "shape"),
        ({"input_type": TensorProto.UINT8}, {}, "uint8"),
        ({}, {"decoder": {"kind": "ssd", "scores": "chances", "boxes": "boxes"}}, "no output chances"),
    ],
)
def test_a_graph_that_does_not_fit_is_refused(
    graph: dict[str, Any], changes: dict[str, object], says: str
) -> None:
    model = answering_model({"scores": floats([[0.9, 0]]), "boxes": floats([WHOLE])}, **graph)
    with pytest.raises(ModelFileInvalid, match=says):
        Detector(manifest(**changes), OrtSession(model))


@pytest.mark.parametrize(
    ("scores", "boxes", "says"),
    [
        ([[0.9]], [WHOLE], "1 scores for each box; the manifest implies 2"),
        ([[0.9, 0]], [[0, 0, 1]], "3 numbers for each box"),
        ([[0.9, 0]], [WHOLE, WHOLE], "2 boxes; the manifest implies 1"),
        ([0.9, 0], [WHOLE], "3 dimensions were expected"),
    ],
)
def test_an_answer_of_another_shape_is_refused(scores: object, boxes: object, says: str) -> None:
    with pytest.raises(ModelFileInvalid, match=says):
        detect(scores, boxes)
