"""Masks in the exports: pycocotools reads the pixels that were drawn; YOLO lists them as left out."""

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pycocotools.coco import COCO

from annotations.domain.geometry import Mask
from tests.builders import HEIGHT, WIDTH, Cast, a_box, a_frame, draw
from tests.caller import Caller
from tests.circle import Circle
from tests.integration.tasks.test_dataset import export, freeze

DENSITY = 0.4


def a_random_mask(seed: int) -> tuple[Mask, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Return a mask with holes and islands in the middle of the frame, and its pixels."""
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[100:300, 50:400] = np.random.default_rng(seed).random((200, 350)) < DENSITY
    flat = pixels.flatten(order="F")
    borders = [0, *(np.flatnonzero(np.diff(flat)) + 1).tolist(), flat.size]
    return Mask(size=(HEIGHT, WIDTH), counts=np.diff(borders).tolist()), pixels


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools on NumPy 2
def test_pycocotools_reads_an_exported_mask_to_the_same_pixels(
    cast: Cast, circle: Circle, alice: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = a_frame(cast.project)
    mask, pixels = a_random_mask(1)
    identity = draw(frame, cast.bob, "dog", mask)
    snapshot = freeze(alice, circle, cast.project.id)
    path = tmp_path / "coco.json"
    path.write_bytes(export(alice, circle, snapshot["id"], "coco").content)
    coco = COCO(str(path))
    capsys.readouterr()
    (row,) = coco.loadAnns(coco.getAnnIds())
    assert row["tandem_id"] == identity
    assert np.array_equal(coco.annToMask(row).astype(bool), pixels)
    assert row["area"] == pixels.sum()
    rows, columns = np.nonzero(pixels)
    left, top = columns.min(), rows.min()
    assert row["bbox"] == [left, top, columns.max() - left + 1, rows.max() - top + 1]
    assert row["iscrowd"] == 0, "a mask is one object; a crowd is left out of every evaluation"


def test_yolo_lists_masks_as_left_out(cast: Cast, circle: Circle, alice: Caller) -> None:
    frame = a_frame(cast.project)
    draw(frame, cast.bob, "cat", a_box(10, 20, 100, 80))
    identity = draw(frame, cast.bob, "dog", a_random_mask(2)[0])
    snapshot = freeze(alice, circle, cast.project.id)
    with zipfile.ZipFile(BytesIO(export(alice, circle, snapshot["id"], "yolo").content)) as archive:
        (name,) = [entry for entry in archive.namelist() if entry.startswith("labels/")]
        assert len(archive.read(name).decode().splitlines()) == 1
        (left_out,) = archive.read("left-out.txt").decode().splitlines()
    assert left_out.endswith(f"{identity} mask")
