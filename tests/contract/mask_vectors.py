"""Owns the masks on which both sides and pycocotools must agree; run as a program it writes them anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from pycocotools import mask as coco_mask

VECTORS = Path(__file__).parent / "vectors" / "masks.json"
SEED = 3
SIZES = ((1, 1), (1, 7), (6, 1), (5, 4), (9, 13), (16, 16))
SHARES = (0.1, 0.5, 0.9)

Bits = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


def drawn_bits() -> Iterator[tuple[str, Bits]]:
    """Yield masks by name: empty, full, and random ones of several densities and sizes."""
    random = np.random.default_rng(SEED)
    for height, width in SIZES:
        yield f"empty {height} × {width}", np.zeros((height, width), np.uint8)
        yield f"full {height} × {width}", np.ones((height, width), np.uint8)
        for share in SHARES:
            bits = (random.random((height, width)) < share).astype(np.uint8)
            yield f"random {height} × {width}, {share}", bits


def read_runs(size: tuple[int, int], counts: list[int]) -> dict[str, Any]:
    """Let pycocotools read uncompressed runs."""
    packed: dict[str, Any] = coco_mask.frPyObjects({"size": list(size), "counts": counts}, *size)
    return packed


def write_runs(packed: dict[str, Any]) -> list[int]:
    """Return a mask of pycocotools as uncompressed runs; it writes the compressed kind only."""
    flat = coco_mask.decode(packed).flatten(order="F")
    borders = [0, *(np.flatnonzero(np.diff(flat)) + 1).tolist(), flat.size]
    runs = [end - start for start, end in pairwise(borders)]
    return [0, *runs] if flat[0] else runs


def make_vectors() -> dict[str, Any]:
    """Return the vectors: every mask with what pycocotools says of it, and some joined pairs."""
    masks, pairs = [], []
    named = list(drawn_bits())
    packed = {name: coco_mask.encode(np.asfortranarray(bits)) for name, bits in named}
    for name, bits in named:
        masks.append(
            {
                "name": name,
                "size": list(bits.shape),
                "counts": write_runs(packed[name]),
                "area": int(coco_mask.area(packed[name])),
                "bbox": [int(value) for value in coco_mask.toBbox(packed[name])],
                "rows": ["".join("#" if bit else "." for bit in row) for row in bits],
            }
        )
    for height, width in SIZES:
        first, second = (f"random {height} × {width}, {share}" for share in SHARES[:2])
        both = [packed[first], packed[second]]
        pairs.append(
            {
                "a": first,
                "b": second,
                "union": write_runs(coco_mask.merge(both)),
                "intersection": write_runs(coco_mask.merge(both, intersect=True)),
            }
        )
    return {"masks": masks, "pairs": pairs}


if __name__ == "__main__":
    VECTORS.parent.mkdir(exist_ok=True)
    VECTORS.write_text(json.dumps(make_vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
