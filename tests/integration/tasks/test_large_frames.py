"""Models and prompts read a large frame from its tiles, and answer as they would on all of its pixels."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from annotations.domain.asset import Frame
from annotations.domain.model_version import ModelVersion
from annotations.domain.region import Region
from annotations.store import files
from inference.actions.predict_frame import detect_frame, warm_detector
from inference.actions.read_tiles import pack_tiles
from inference.actions.register_model_version import register_model_version
from inference.manifest import Manifest, SamDecoder
from inference.pipeline.tiled import TileSpan, span_of
from inference.prompting.part import plan_part
from inference.prompting.prompt import Prompt
from inference.prompting.wire import MaskAnswer, Order
from inference.prompting.worker import PromptDesk
from tests.builders import Cast
from tests.builders_prompts import saliency_manifest, saliency_model, sam_decoder, sam_encoder, sam_manifest
from tests.caller import signed_in
from tests.stored_pictures import a_stored_frame, tiled

WIDTH, HEIGHT = 3_001, 2_203


@pytest.fixture(scope="module")
def pixels() -> NDArray[np.uint8]:
    """A grey picture, odd in both directions, with a bright disc."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    made = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    made[(rows - 1_400) ** 2 + (columns - 2_100) ** 2 < 400**2] = (240, 200, 40)
    return made


@pytest.fixture
def whole(cast: Cast, pixels: NDArray[np.uint8]) -> Frame:
    return a_stored_frame(cast.project, pixels)


@pytest.mark.parametrize(
    "region",
    [
        None,
        Region(x=1_500, y=1_000, width=1_501, height=1_203),
        Region(x=2_990, y=2_190, width=11, height=13),
    ],
    ids=["all", "a part", "a corner"],
)
def test_a_detector_finds_the_same_in_tiles_within_a_pixel(
    tiny_model: ModelVersion, whole: Frame, pixels: NDArray[np.uint8], region: Region | None
) -> None:
    detector = warm_detector(tiny_model, threads=1).detector
    slow = detect_frame(detector, whole, region)
    quick = detect_frame(detector, tiled(whole, pixels), region)
    assert (quick.labels, quick.label_index) == (slow.labels, slow.label_index)
    assert len(quick.boxes) == len(slow.boxes) > 0
    assert np.abs(np.subtract(quick.boxes, slow.boxes)).max() <= 1


def test_a_frame_whose_tiles_are_gone_or_damaged_is_read_whole(
    tiny_model: ModelVersion, whole: Frame, pixels: NDArray[np.uint8]
) -> None:
    detector = warm_detector(tiny_model, threads=1).detector
    expected = detect_frame(detector, whole)
    gone = whole.model_copy(update={"tile_pack": "tiles/00/00/none.tiles"})
    damaged = whole.model_copy(update={"tile_pack": whole.rendition})
    assert [detect_frame(detector, frame) for frame in (gone, damaged)] == [expected, expected]


def asked(frame: Frame, manifest: Manifest, prompt: Prompt, span: TileSpan | None) -> MaskAnswer:
    """Answer a prompt as the prompting process does."""
    order = Order(
        model_version_id="mdl_1",
        manifest=manifest.model_dump_json(),
        picture=f"one {span}",
        width=frame.width,
        height=frame.height,
        span=span,
        box=prompt.box,
        positives=prompt.positives,
        negatives=prompt.negatives,
    )
    if isinstance(manifest.decoder, SamDecoder):
        model = [sam_encoder(), sam_decoder()]
    else:
        plane = np.zeros((32, 32), np.float32)
        plane[4:28, 4:28] = 1
        model = [saliency_model(plane)]
    content = b"".join(files.read_chunks(frame.rendition)) if span is None else pack_tiles(frame, span)
    return PromptDesk(threads=1).answer(order, model, content)


def mask_of(found: MaskAnswer) -> NDArray[np.bool_]:
    values = np.repeat(np.arange(len(found.counts)) % 2, found.counts)
    return np.asarray(values.reshape(WIDTH, HEIGHT).T, np.bool_)


@pytest.mark.parametrize(
    ("manifest", "prompt", "level"),
    [
        (saliency_manifest(), Prompt((1_600.0, 900.0, 1_401.0, 1_303.0), ((2_100.0, 1_400.0),)), None),
        (saliency_manifest(), Prompt(positives=((2_100.0, 1_400.0),)), None),
        (sam_manifest(), Prompt((1_701.0, 1_002.0, 1_299.0, 1_200.0)), None),
        (sam_manifest(), Prompt((1_701.0, 1_002.0, 1_299.0, 1_200.0)), 2),
    ],
    ids=["a box with a click at the edge", "a click", "a pair", "a pair on fewer pixels"],
)
def test_a_prompt_finds_the_same_object_in_tiles(
    whole: Frame, pixels: NDArray[np.uint8], manifest: Manifest, prompt: Prompt, level: int | None
) -> None:
    size, everything = (WIDTH, HEIGHT), Region(x=0, y=0, width=WIDTH, height=HEIGHT)
    span = plan_part(manifest, prompt, *size) if level is None else span_of(size, everything, level)
    slow = mask_of(asked(whole, manifest, prompt, None))
    quick = mask_of(asked(tiled(whole, pixels), manifest, prompt, span))
    assert slow.any()
    assert (slow & quick).sum() / (slow | quick).sum() > 0.99


def test_a_prompt_over_http_is_answered_from_tiles(
    cast: Cast, whole: Frame, pixels: NDArray[np.uint8], tmp_path: Path
) -> None:
    (tmp_path / "encoder.onnx").write_bytes(sam_encoder())
    (tmp_path / "decoder.onnx").write_bytes(sam_decoder())
    register_model_version(
        project_id=cast.project.id,
        manifest=sam_manifest(),
        path=tmp_path / "encoder.onnx",
        decoder_path=tmp_path / "decoder.onnx",
    )
    frame = tiled(whole, pixels)
    box = {"x": 800, "y": 600, "width": 400, "height": 300}
    shape = signed_in(cast.bob).post(f"/api/frames/{frame.id}/prompts", {"box": box}).good()["shape"]
    assert shape["size"] == [HEIGHT, WIDTH]
    assert abs(sum(shape["counts"][1::2]) - 400 * 300) <= 2 * 700
