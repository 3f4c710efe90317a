"""Reads the labelled pictures of a training's folder: COCO beside the files it names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from PIL import Image, ImageOps
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.pipeline.geometry import FloatArray, IntArray
from inference.training.stop import Refused

Split = Literal["train", "validation"]
_FORMATS = ("JPEG", "PNG", "WEBP")
_VALIDATION_SHARE = 0.2
_FEWEST_TO_SPLIT = 8
# Decoded at most this large: no view looks closer than twice the model's 300 pixels.
_DRAFT = (700, 700)


@dataclass(frozen=True)
class LabelledPicture:
    """One picture and what people said of it.

    Attributes:
        path: Its file.
        sha256: Hash of the file.
        boxes_xyxy: Corners [n, 4] in shares of the picture.
        labels: Label of each box [n], an index into the task's labels.
        tags: Labels of the whole frame.
        split: What it serves, or None where nobody said.
    """

    path: Path
    sha256: str
    boxes_xyxy: FloatArray
    labels: IntArray
    tags: frozenset[int]
    split: Split | None

    def open(self) -> Image.Image:
        """Decode it, upright, as RGB.

        Raises:
            OSError: The file is no picture, or is cut off.
        """
        with Image.open(self.path, formats=_FORMATS) as image:
            image.draft("RGB", _DRAFT)
            return ImageOps.exif_transpose(image).convert("RGB")


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Tag(_Read):
    category_id: int | str


class _Image(_Read):
    id: int | str
    file_name: str
    width: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    height: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    split: Split | None = None
    tandem_tags: list[_Tag] = []


class _Annotation(_Read):
    image_id: int | str
    category_id: int | str
    bbox: tuple[float, float, float, float] | None = None
    iscrowd: int = 0


class _Category(_Read):
    id: int | str
    name: str


class _Coco(_Read):
    images: list[_Image]
    annotations: list[_Annotation] = []
    categories: list[_Category]


def read_pictures(
    folder: Path, labels: Sequence[str], log: Callable[[str], None]
) -> tuple[LabelledPicture, ...]:
    """Read `data/annotations.json` and the files it names.

    Args:
        folder: The training's folder.
        labels: The task's labels; what carries another name is left out.
        log: Told of every picture that is left out.

    Raises:
        Refused: There is no usable document, or none of its pictures can be read.
    """
    coco = _read_document(folder / "data" / "annotations.json")
    index = {name: place for place, name in enumerate(labels)}
    known = {item.id: index[item.name] for item in coco.categories if item.name in index}
    objects: dict[int | str, list[_Annotation]] = {}
    for annotation in coco.annotations:
        if annotation.category_id in known and not annotation.iscrowd:
            objects.setdefault(annotation.image_id, []).append(annotation)
    images = folder / "data" / "images"
    pictures = []
    for image in coco.images:
        content = _read_file(images, image.file_name)
        if content is None:
            log(f"{image.file_name} is missing or cannot be read, and is left out.")
            continue
        boxes, kinds, said = _objects_of(objects.get(image.id, []), known, image)
        pictures.append(
            LabelledPicture(
                path=images / image.file_name,
                sha256=hashlib.sha256(content).hexdigest(),
                boxes_xyxy=np.array(boxes, np.float32).reshape(-1, 4),
                labels=np.array(kinds, np.int32),
                tags=frozenset(said | _tags_of(image, known)),
                split=image.split,
            )
        )
    if not pictures:
        raise Refused("There is no picture to learn from.")
    return tuple(pictures)


def share_out(pictures: Sequence[LabelledPicture], seed: int) -> tuple[LabelledPicture, ...]:
    """Give each picture a split: the one it has, or where no picture has one, one by the seed."""
    if any(picture.split is not None for picture in pictures):
        return tuple(replace(picture, split=picture.split or "train") for picture in pictures)
    order = sorted(range(len(pictures)), key=lambda place: pictures[place].sha256)
    np.random.default_rng(seed).shuffle(order)
    count = round(len(pictures) * _VALIDATION_SHARE) if len(pictures) >= _FEWEST_TO_SPLIT else 0
    held = set(order[:count])
    return tuple(
        replace(picture, split="validation" if place in held else "train")
        for place, picture in enumerate(pictures)
    )


def _read_document(path: Path) -> _Coco:
    try:
        return _Coco.model_validate_json(path.read_bytes())
    except OSError as error:
        raise Refused("The folder holds no readable data/annotations.json.") from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in problem["loc"]) or "its form"
        raise Refused(f"data/annotations.json is wrong at {place}: {problem['msg']}.") from error


def _read_file(images: Path, name: str) -> bytes | None:
    path = images / name
    try:
        if not path.resolve().is_relative_to(images.resolve()):
            return None
        content = path.read_bytes()
        with Image.open(path, formats=_FORMATS):
            return content
    except (OSError, ValueError):
        return None


def _tags_of(image: _Image, known: dict[int | str, int]) -> set[int]:
    return {known[tag.category_id] for tag in image.tandem_tags if tag.category_id in known}


def _objects_of(
    found: Sequence[_Annotation], known: dict[int | str, int], image: _Image
) -> tuple[list[list[float]], list[int], set[int]]:
    boxes: list[list[float]] = []
    labels: list[int] = []
    tags: set[int] = set()
    for item in found:
        label = known[item.category_id]
        if item.bbox is None:
            tags.add(label)
            continue
        left, top, width, height = item.bbox
        corners = np.array([left, top, left + width, top + height])
        shares = np.clip(corners / np.array([image.width, image.height] * 2), 0, 1)
        if np.isfinite(shares).all() and (shares[2:] > shares[:2]).all():
            boxes.append([float(value) for value in shares])
            labels.append(label)
    return boxes, labels, tags
