"""Read a folder of labelled pictures, in Pascal VOC (one XML a picture) or COCO (one JSON)."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import Image

from tests.bench.figures import BenchFailed

ENDINGS = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


@dataclass(frozen=True)
class Truth:
    """One object as its people drew it: left, top, width, height in pixels."""

    label: str
    box_xywh: tuple[float, float, float, float]


@dataclass(frozen=True)
class LabelledPicture:
    """A picture and everything on it."""

    path: Path
    width: int
    height: int
    objects: tuple[Truth, ...]


def read_folder(folder: Path) -> list[LabelledPicture]:
    """Read every labelled picture below a folder, by name; of the same content under several names the first.

    Raises:
        BenchFailed: there are no annotations of either kind, or none of their pictures is there.
    """
    if not folder.is_dir():
        raise BenchFailed(f"DATA={folder} is no folder")
    files = {path.name: path for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS}
    pictures = [
        *(_from_coco(path, files) for path in sorted(folder.rglob("*.json"))),
        *(_from_voc(path, files) for path in sorted(folder.rglob("*.xml"))),
    ]
    found = {picture.path: picture for part in pictures for picture in part}
    if not found:
        raise BenchFailed(f"{folder} holds no pictures labelled in Pascal VOC or COCO")
    # The same picture on both sides would be measured on what was learned.
    once = {hashlib.sha256(path.read_bytes()).digest(): path for path in sorted(found, reverse=True)}
    return [found[path] for path in sorted(once.values())]


def count_labels(pictures: list[LabelledPicture]) -> Counter[str]:
    """Count the objects of each label, the most frequent first."""
    return Counter(truth.label for picture in pictures for truth in picture.objects)


def _from_coco(path: Path, files: dict[str, Path]) -> list[LabelledPicture]:
    document = json.loads(path.read_text(encoding="utf-8"))
    if not (isinstance(document, dict) and {"images", "annotations", "categories"} <= document.keys()):
        return []
    names = {entry["id"]: str(entry["name"]) for entry in document["categories"]}
    objects: dict[Any, list[Truth]] = {}
    for entry in document["annotations"]:
        box = entry.get("bbox")
        if box and not entry.get("iscrowd") and min(box[2:]) > 0:
            x, y, width, height = map(float, box)
            truth = Truth(names[entry["category_id"]], (x, y, width, height))
            objects.setdefault(entry["image_id"], []).append(truth)
    return [
        picture
        for entry in document["images"]
        if (picture := _picture(files.get(Path(entry["file_name"]).name), objects.get(entry["id"], [])))
    ]


def _from_voc(path: Path, files: dict[str, Path]) -> list[LabelledPicture]:
    root = ElementTree.parse(path).getroot()
    if root.tag != "annotation":
        return []
    named = Path((root.findtext("filename") or "").strip()).name
    beside = next((files[path.stem + ending] for ending in ENDINGS if path.stem + ending in files), None)
    objects = []
    for entry in root.iterfind("object"):
        label, box = (entry.findtext("name") or "").strip(), entry.find("bndbox")
        if not label or box is None:
            continue
        left, top, right, bottom = (
            float(box.findtext(side) or 0) for side in ("xmin", "ymin", "xmax", "ymax")
        )
        if right > left and bottom > top:
            objects.append(Truth(label, (left, top, right - left, bottom - top)))
    picture = _picture(beside or files.get(named), objects)
    return [picture] if picture else []


def _picture(path: Path | None, objects: list[Truth]) -> LabelledPicture | None:
    """Cut boxes to the picture, as a person could have drawn them."""
    if path is None:
        return None
    with Image.open(path) as image:
        width, height = image.size
    kept = []
    for truth in objects:
        left, top = max(0.0, truth.box_xywh[0]), max(0.0, truth.box_xywh[1])
        right = min(float(width), truth.box_xywh[0] + truth.box_xywh[2])
        bottom = min(float(height), truth.box_xywh[1] + truth.box_xywh[3])
        if right - left >= 1 and bottom - top >= 1:
            kept.append(Truth(truth.label, (left, top, right - left, bottom - top)))
    return LabelledPicture(path, width, height, tuple(kept))
