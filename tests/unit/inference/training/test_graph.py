"""The small detector taken apart, run in torch and written back: the same answers each time."""

import numpy as np
import onnx
import pytest
import torch

from inference.errors import ModelFileInvalid
from inference.manifest import parse_manifest
from inference.runtime.session import OrtSession
from inference.training.anchors import recover_anchors
from inference.training.cuts import find_cut
from inference.training.evaluate import decode
from inference.training.graph import SsdGraph, open_graph, open_ssd
from inference.training.network import GraphNetwork
from inference.training.ssd import SsdNetwork
from inference.training.write_back import write_ssd
from tests.builders_training import KNOWN, SIDE, small_manifest, small_ssd

NOISE = np.random.default_rng(5).integers(0, 256, (2, SIDE, SIDE, 3)).astype(np.float32)
EVERY = [[place] for place in range(len(KNOWN))]


def _ask(content: bytes) -> dict[str, np.ndarray]:
    return OrtSession(content).run({"image": NOISE})


def _planes(parts: SsdGraph) -> torch.Tensor:
    return torch.from_numpy((NOISE / 127.5 - 1).transpose(0, 3, 1, 2).astype(np.float32))


@pytest.mark.parametrize("background", [0, 1])
def test_a_folded_graph_answers_as_before(background: int) -> None:
    content = small_ssd(background=background)
    parts = open_ssd(content, small_manifest())
    assert parts.background == background
    assert {node.op_type for node in parts.model.graph.node}.isdisjoint({"BatchNormalization"})
    before, after = _ask(content), _ask(parts.model.SerializeToString())
    for name in ("scores", "boxes"):
        assert np.abs(before[name] - after[name]).max() < 1e-5


@pytest.mark.parametrize("background", [0, 1])
def test_torch_and_the_written_file_answer_as_the_parent_does(background: int) -> None:
    content = small_ssd(background=background)
    parts = open_ssd(content, small_manifest())
    network = SsdNetwork(parts, "planes", EVERY)
    with torch.no_grad():
        logits, written = network(_planes(parts))
    before = _ask(content)
    assert np.abs(torch.sigmoid(logits).numpy() - before["scores"]).max() < 1e-5
    anchors = recover_anchors(parts, "boxes", (SIDE, SIDE))
    boxes_xyxy = decode(written[0].numpy(), anchors.cxcywh, anchors)
    assert np.abs(boxes_xyxy - before["boxes"][0][:, [1, 0, 3, 2]]).max() < 1e-5
    again = write_ssd(parts, "scores", len(KNOWN), network.inner.weights_by_tensor())
    assert np.abs(_ask(again)["scores"] - before["scores"]).max() < 1e-5


def test_a_written_file_is_a_parent_for_fewer_and_for_more_labels() -> None:
    parts = open_ssd(small_ssd(), small_manifest())
    weights = SsdNetwork(parts, "thin", [[2], [0, 1]]).inner.weights_by_tensor()
    child = write_ssd(parts, "scores", 2, weights)
    before, after = _ask(small_ssd())["scores"], _ask(child)["scores"]
    assert after.shape == (*before.shape[:2], 2)
    assert np.abs(after[..., 0] - before[..., 2]).max() < 1e-5
    kin = open_ssd(child, small_manifest(("cloud", "thing")))
    assert kin.background == 0
    grown = write_ssd(kin, "scores", 3, SsdNetwork(kin, "thin", [[0], [1], []]).inner.weights_by_tensor())
    third = _ask(grown)["scores"]
    assert np.abs(third[..., :2] - after).max() < 1e-5
    assert third.shape[-1] == 3


def test_the_trunk_ends_at_a_sixteenth_where_everything_flows_through() -> None:
    assert find_cut(open_ssd(small_ssd(), small_manifest())) == "thin"


def test_heads_and_body_are_told_apart() -> None:
    network = SsdNetwork(open_ssd(small_ssd(), small_manifest()), "thin", EVERY)
    heads, body = network.split_parameters()
    assert len(heads) == 2 * 2 * 2  # kernel and bias of two convolutions in each of two heads
    assert len(heads) + len(body) == len(list(network.parameters()))


def test_anchors_and_steps_come_back_out_of_a_graph() -> None:
    anchors = recover_anchors(open_ssd(small_ssd(), small_manifest()), "boxes", (SIDE, SIDE))
    assert (anchors.center_step, anchors.size_step) == (0.1, 0.2)
    assert len(anchors) == 6 * 6 * 2 + 3 * 3 * 2
    assert np.allclose(anchors.cxcywh[0], [1 / 12, 1 / 12, 0.3, 0.3], atol=1e-5)
    boxes = np.random.default_rng(1).uniform(0.1, 0.4, (len(anchors), 4)).astype(np.float32)
    boxes[:, 2:] += 0.45
    back = decode(anchors.encode(boxes, np.arange(len(anchors))), anchors.cxcywh, anchors)
    assert np.abs(back - boxes).max() < 1e-5


def test_what_is_no_such_detector_is_refused_in_words() -> None:
    with pytest.raises(ModelFileInvalid, match="not an ONNX graph"):
        open_ssd(b"nonsense", small_manifest())
    with pytest.raises(ModelFileInvalid, match="labels of its manifest"):
        open_ssd(small_ssd(), small_manifest(("one", "two", "three", "four", "five")))
    yolo = small_manifest().model_dump(exclude_none=True) | {
        "decoder": {"kind": "yolov8", "output": "scores"}
    }
    with pytest.raises(ModelFileInvalid, match="its decoder is yolov8"):
        open_ssd(small_ssd(), parse_manifest(yolo))


def test_an_operation_that_is_not_known_is_refused() -> None:
    graph = open_graph(small_ssd()).graph
    graph.node.append(onnx.helper.make_node("Tanh", ["thin"], ["odd"]))
    with pytest.raises(ModelFileInvalid, match="Tanh"):
        GraphNetwork(graph, ["thin"], ["odd"])
