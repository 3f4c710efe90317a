"""Reads COCO annotations as people really have them: gaps, crowds, masks without boxes, missing pictures."""

import json
from collections import Counter
from collections.abc import Set
from pathlib import Path
from typing import Any

import numpy as np
from pycocotools import mask as masks

from tests.bench.labelled_files import Pictures

Box = tuple[float, float, float, float]
Sheet = tuple[Path, list[tuple[str, Box]]]


def read_coco(path: Path, pictures: Pictures, notes: Counter[str]) -> list[Sheet]:
    """Return the pictures of a COCO file with their objects; of any other JSON none.

    Args:
        path: The file.
        pictures: Where its pictures may be.
        notes: Counts what is left out.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError):
        notes["JSON files that cannot be read"] += 1
        return []
    if not isinstance(document, dict) or not all(
        isinstance(document.get(name), list) for name in ("images", "annotations", "categories")
    ):
        return []
    names = {
        entry.get("id"): str(entry.get("name", "")).strip()
        for entry in document["categories"]
        if isinstance(entry, dict)
    }
    images = [entry for entry in document["images"] if isinstance(entry, dict)]
    objects: dict[Any, list[tuple[str, Box]]] = {entry.get("id"): [] for entry in images}
    for entry in document["annotations"]:
        found = _object(entry, names, objects.keys(), notes)
        if found is not None:
            objects[entry["image_id"]].append(found)
    sheets: list[Sheet] = []
    for entry in images:
        picture = pictures.named(str(entry.get("file_name", "")), path)
        if picture is None:
            notes["pictures that are not in the folder"] += 1
        else:
            sheets.append((picture, objects[entry.get("id")]))
    return sheets


def _object(
    entry: Any, names: dict[Any, str], listed: Set[Any], notes: Counter[str]
) -> tuple[str, Box] | None:
    if not isinstance(entry, dict) or entry.get("image_id") not in listed:
        notes["objects of pictures that are not listed"] += 1
    elif entry.get("iscrowd"):
        notes["crowd regions"] += 1
    elif not names.get(entry.get("category_id")):
        notes["objects of a category that is not listed"] += 1
    else:
        box = _box(entry) or _outline(entry.get("segmentation"))
        if box is not None:
            return names[entry["category_id"]], box
        notes["objects without a box or an outline"] += 1
    return None


def _box(entry: dict[str, Any]) -> Box | None:
    try:
        x, y, width, height = (float(side) for side in entry.get("bbox") or ())
    except (TypeError, ValueError):
        return None
    return (x, y, width, height) if min(width, height) > 0 else None


def _outline(told: Any) -> Box | None:
    """Return the box around polygons, or around a run-length mask."""
    try:
        if isinstance(told, dict):
            rle = masks.frPyObjects(told, *told["size"]) if isinstance(told["counts"], list) else told
            x, y, width, height = (float(side) for side in masks.toBbox(rle))
        else:
            points = np.concatenate([np.asarray(part, float).reshape(-1, 2) for part in told])
            (x, y), (right, bottom) = points.min(axis=0), points.max(axis=0)
            width, height = right - x, bottom - y
    except (TypeError, ValueError, KeyError):
        return None
    return (float(x), float(y), float(width), float(height)) if min(width, height) > 0 else None
