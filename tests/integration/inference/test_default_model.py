"""The default model as it ships: made once, cheap to ask for again, and right about real photographs."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from annotations.actions.share_worker import Slice
from annotations.domain.geometry import Box
from annotations.store import jobs
from inference.actions.mine_errors import mine_errors
from inference.actions.register_model_version import register_model_version
from inference.convert.default_model import NAME, VERSION, ensure_default_model
from inference.convert.photographs import PHOTOGRAPHS, ensure_sample_photographs
from inference.evaluation.columns import as_claims, as_truths
from inference.manifest import read_manifest
from inference.pipeline.detections import Detections
from inference.pipeline.detector import Detector
from inference.registry import find_model, load_registered
from tests.builders import Cast, a_job, draw, use_model
from tests.caller import signed_in
from tests.coco_judge import assert_same
from tests.stored_pictures import a_stored_frame

SHOWN = 0.40


@pytest.fixture(scope="module")
def home() -> Path:
    return Path(os.environ.get("TANDEM_HOME", Path(__file__).resolve().parents[3] / "var")).resolve()


@pytest.fixture(scope="module")
def photographs(home: Path) -> dict[str, NDArray[np.uint8]]:
    found = {}
    for path in ensure_sample_photographs(home / "cache" / "photographs"):
        with Image.open(path) as image:
            found[path.name] = np.asarray(image.convert("RGB"))
    return found


@pytest.fixture(scope="module")
def detector(home: Path) -> Detector:
    ensure_default_model(home / "models", home / "cache")
    return load_registered(find_model(home / "models", NAME, VERSION))


def shown(detector: Detector, found: Detections) -> list[str | None]:
    return [detector.labels[index] for index in found.label_index[found.scores >= SHOWN]]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("cat.png", ["cat"]),
        ("astronaut.png", ["person"]),
        ("coffee.png", ["cup", "dining table"]),
        ("rocket.jpg", []),
    ],
)
def test_the_model_sees_what_a_photograph_shows(
    detector: Detector, photographs: dict[str, NDArray[np.uint8]], name: str, labels: list[str]
) -> None:
    found = detector.detect(photographs[name])
    height, width, _ = photographs[name].shape
    assert shown(detector, found) == labels
    assert (found.boxes_xywh[:, :2] + found.boxes_xywh[:, 2:] <= [width + 1e-3, height + 1e-3]).all()
    assert (found.scores >= detector.manifest.thresholds.floor).all()


def test_the_cat_is_where_it_sits(detector: Detector, photographs: dict[str, NDArray[np.uint8]]) -> None:
    left, top, width, height = detector.detect(photographs["cat.png"]).boxes_xywh[0].tolist()
    assert left + width / 2 == pytest.approx(202, abs=30)
    assert top + height / 2 == pytest.approx(150, abs=30)


def test_a_batch_answers_like_single_pictures(
    detector: Detector, photographs: dict[str, NDArray[np.uint8]]
) -> None:
    pictures = list(photographs.values())
    assert detector.batch_size > 1
    for together, picture in zip(detector.detect_many(pictures), pictures, strict=True):
        alone = detector.detect(picture)
        assert together.label_index.tolist() == alone.label_index.tolist()
        np.testing.assert_allclose(together.boxes_xywh, alone.boxes_xywh, atol=0.05)


def test_asking_again_needs_no_network_and_next_to_no_time(home: Path, detector: Detector) -> None:
    began = time.perf_counter()
    path = ensure_default_model(home / "models", home / "absent-cache")
    photographs = ensure_sample_photographs(home / "cache" / "photographs")
    assert time.perf_counter() - began < 1
    assert path == home / "models" / NAME / VERSION / "model.onnx"
    assert [item.name for item in photographs] == [photo.file for photo in PHOTOGRAPHS]
    assert not (home / "absent-cache").exists()


def test_a_damaged_model_is_made_again_from_the_cache(home: Path, detector: Detector, tmp_path: Path) -> None:
    target = tmp_path / "models" / NAME / VERSION / "model.onnx"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"half")
    assert ensure_default_model(tmp_path / "models", home / "cache") == target
    assert target.stat().st_size == (home / "models" / NAME / VERSION / "model.onnx").stat().st_size
    assert (target.parent / "manifest.toml").is_file()


def test_figures_of_real_predictions_equal_those_of_cocoeval(
    detector: Detector, photographs: dict[str, NDArray[np.uint8]]
) -> None:
    rng = np.random.default_rng(1)
    found = [detector.detect(picture) for picture in photographs.values()]
    frame = np.repeat(np.arange(len(found)), [len(entry) for entry in found])
    label = np.concatenate([entry.label_index for entry in found])
    scores = np.concatenate([entry.scores for entry in found])
    boxes = np.concatenate([entry.boxes_xywh for entry in found]).astype(float)
    # What is there: most of what was found, somewhat moved and resized, as if a person had drawn it.
    kept = rng.random(len(frame)) < 0.7
    moved = boxes[kept] * rng.uniform(0.9, 1.1, (int(kept.sum()), 4)) + [2, 2, 0, 0]
    truths = as_truths(frame[kept], label[kept], moved)
    assert_same(
        truths, as_claims(frame, label, boxes, scores), frames=len(found), labels=len(detector.labels)
    )


def test_after_a_promotion_the_search_asks_it_about_pictures_that_people_finished(
    home: Path, detector: Detector, photographs: dict[str, NDArray[np.uint8]], cast: Cast
) -> None:
    folder = home / "models" / NAME / VERSION
    champion = register_model_version(
        project_id=None,
        manifest=read_manifest(folder / "manifest.toml"),
        path=folder / "model.onnx",
        status="champion",
    )
    cat = photographs["cat.png"]
    x, y, width, height = (float(side) for side in detector.detect(cat).boxes_xywh[0])
    wrong, missing, right = (a_stored_frame(cast.project, cat) for _ in range(3))
    draw(wrong, cast.bob, "dog", Box(x=x, y=y, width=width, height=height))
    draw(right, cast.bob, "cat", Box(x=x, y=y, width=width, height=height))
    for frame in (wrong, missing, right):
        signed_in(cast.bob).post(f"/api/frames/{frame.id}/reviews", {"verdict": "submitted"}).good(201)
    use_model(cast.project, champion)
    job = jobs.claim_job(a_job(cast.project, kind="mine", queue="video").id)
    assert job is not None
    assert mine_errors(job, Slice(60)) is None
    listed = signed_in(cast.bob).get(f"/api/projects/{cast.project.id}/suspects").good()["suspects"]
    assert {(entry["kind"], entry["frame_id"], entry["suggested"]) for entry in listed} == {
        ("label", wrong.id, "cat"), ("missing", missing.id, "cat"),
    }  # fmt: skip
