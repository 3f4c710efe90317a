"""YOLO text labels in a zip: the only place with normalised coordinates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from annotations.domain.geometry import Box, Ellipse, Polygon, Shape, bounds
from annotations.domain.snapshot import PackedFrame, Snapshot
from annotations.formats.archive import Archive, image_name
from annotations.formats.outline import keyhole, outline
from annotations.formats.pictures import Pictures, along
from annotations.formats.unroll import unroll

SUFFIX = ".zip"


def render(
    snapshot: Snapshot,
    frames: Iterator[PackedFrame],
    target: BinaryIO,
    *,
    count_frame: Callable[[], None],
    interpolated: bool = True,
    pictures: Pictures | None = None,
) -> None:
    """Write a snapshot as YOLO: `data.yaml`, `labels/*.txt`, `images.txt`, and the images when asked for.

    Upright boxes become `class cx cy w h`; polygons, ellipses and turned boxes `class x1 y1 …`. A file holds
    one of the two kinds: when a frame has outlines, its boxes are written as outlines too. A hole hangs on
    its outline by a slit without width, so that filling the ring leaves it open. Lines, points, masks and
    tags have no place in this format and are listed in `left-out.txt`.
    """
    places = {name: place for place, name in enumerate(snapshot.labels)}
    listing: list[str] = []
    left_out: list[str] = []
    with Archive(target) as archive:
        for frame, picture in along(pictures, unroll(frames, interpolated=interpolated)):
            name = image_name(frame)
            shapes: list[tuple[int, Shape]] = []
            for entry in frame.objects:
                if isinstance(entry.shape, Box | Polygon | Ellipse):
                    shapes.append((places[entry.label], entry.shape))
                else:
                    left_out.append(f"{name} {entry.id} {entry.shape.type}")
            text = "".join(f"{line}\n" for line in _lines(shapes, frame.width, frame.height))
            archive.add(f"labels/train/{PurePosixPath(name).stem}.txt", [text.encode()])
            listing.append(f"images/train/{name}\t{json.dumps(frame.file_name, ensure_ascii=False)}")
            if picture is not None:
                archive.add(f"images/train/{name}", picture)
            count_frame()
        names = "".join(
            f"  {place}: {json.dumps(name, ensure_ascii=False)}\n" for name, place in places.items()
        )
        archive.add(
            "data.yaml", [f"path: .\ntrain: images/train\nval: images/train\nnames:\n{names}".encode()]
        )
        archive.add("images.txt", ["".join(f"{line}\n" for line in listing).encode()])
        if left_out:
            archive.add("left-out.txt", ["".join(f"{line}\n" for line in left_out).encode()])


def _lines(shapes: list[tuple[int, Shape]], width: int, height: int) -> Iterator[str]:
    upright = all(isinstance(shape, Box) and not shape.rotation for _place, shape in shapes)
    for place, shape in shapes:
        if upright:
            left, top, right, bottom = bounds(shape)
            values = [
                (left + right) / 2 / width,
                (top + bottom) / 2 / height,
                (right - left) / width,
                (bottom - top) / height,
            ]
        elif isinstance(shape, Box | Polygon | Ellipse):
            ring = keyhole(shape) if isinstance(shape, Polygon) else outline(shape)
            values = [part for x, y in ring for part in (x / width, y / height)]
        else:
            continue
        yield " ".join([str(place), *(f"{min(max(value, 0.0), 1.0):.6f}" for value in values)])
