"""Masks on the wire mean what pycocotools reads in them; the front end is held to the same vectors."""

import json
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from annotations.domain.geometry import Mask, area, bounds
from tests.contract.mask_vectors import VECTORS, make_vectors, read_runs

STORED: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def test_pycocotools_still_says_what_is_stored() -> None:
    assert make_vectors() == STORED


@pytest.mark.parametrize("vector", STORED["masks"], ids=lambda vector: vector["name"])
def test_a_stored_mask_reads_back_to_its_pixels(vector: dict[str, Any]) -> None:
    packed = read_runs(tuple(vector["size"]), vector["counts"])
    pixels = coco_mask.decode(packed)
    assert ["".join("#" if bit else "." for bit in row) for row in np.asarray(pixels)] == vector["rows"]
    assert int(coco_mask.area(packed)) == vector["area"]


@pytest.mark.parametrize("vector", STORED["masks"], ids=lambda vector: vector["name"])
def test_the_server_measures_a_mask_as_pycocotools_does(vector: dict[str, Any]) -> None:
    mask = Mask(size=tuple(vector["size"]), counts=vector["counts"])
    left, top, right, bottom = bounds(mask)
    assert [left, top, right - left, bottom - top] == vector["bbox"]
    assert area(mask) == vector["area"]
