"""COCO detection and segmentation JSON, streamed frame by frame."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import orjson

from annotations.domain.geometry import (
    Box,
    Ellipse,
    Mask,
    Points,
    Polygon,
    Polyline,
    Shape,
    Skeleton,
    Tag,
    area,
    bounds,
)
from annotations.domain.snapshot import LabelSkeleton, PackedFrame, PackedVideo, Snapshot
from annotations.formats.archive import Archive, image_name
from annotations.formats.outline import outline
from annotations.formats.pictures import Pictures
from annotations.formats.runs import polygon_runs
from annotations.formats.unroll import ShownFrame, ShownObject, unroll

SUFFIX = ".json"


def render(
    snapshot: Snapshot,
    frames: Iterator[PackedFrame],
    target: BinaryIO,
    *,
    count_frame: Callable[[], None],
    interpolated: bool = True,
    pictures: Pictures | None = None,
) -> None:
    """Write a snapshot as COCO: one JSON file, or a zip with `annotations.json` and the images.

    Ids are ordinals from 1, so that the same snapshot gives the same bytes. A polygon with holes is written
    as run lengths, because COCO's rings are joined and can cut nothing out. Frames of videos name their video
    and their number in it, from 0; objects of tracks name their track. An annotation without a box is none
    to COCO's readers, so tags of whole frames stand with their image, as `tandem_tags`.
    """
    shown = unroll(frames, interpolated=interpolated)
    if pictures is None:
        write_shown(snapshot, shown, target, count_frame)
        return
    with Archive(target) as archive, tempfile.TemporaryFile() as document:

        def with_images() -> Iterator[ShownFrame]:
            for frame, picture in pictures.along(shown):
                if picture is not None:
                    archive.add(f"images/{image_name(frame)}", picture)
                yield frame

        write_shown(snapshot, with_images(), document, count_frame)
        archive.add_file("annotations.json", document)


def write_shown(
    snapshot: Snapshot,
    frames: Iterator[ShownFrame],
    target: BinaryIO,
    count_frame: Callable[[], None],
) -> None:
    """Write frames as they come."""
    categories = {name: place for place, name in enumerate(snapshot.labels, start=1)}
    templates = {entry.label: entry for entry in snapshot.skeletons}
    head = {"description": "Tandem snapshot", "version": snapshot.digest, "year": snapshot.created_at.year}
    target.write(b'{"info":' + orjson.dumps(head) + b',"licenses":[],"images":[')
    object_id = 0
    videos: dict[str, dict[str, Any]] = {}
    # COCO lists images before annotations; the second list waits in a file, never in memory.
    with tempfile.TemporaryFile() as annotations:
        for image_id, frame in enumerate(frames, start=1):
            image: dict[str, Any] = {
                "id": image_id,
                "file_name": image_name(frame),
                "width": frame.width,
                "height": frame.height,
                "tandem_name": frame.file_name,
                "tandem_frame_id": frame.frame_id,
                "sha256": frame.asset_sha256,
            }
            if frame.video is not None and frame.index is not None:
                video = videos.setdefault(frame.asset_id, _video(len(videos) + 1, frame, frame.video))
                image |= {"video_id": video["id"], "frame_id": frame.index}
            tags = [
                _tag(categories[entry.label], entry)
                for entry in frame.objects
                if isinstance(entry.shape, Tag)
            ]
            if tags:
                image["tandem_tags"] = tags
            target.write((b"," if image_id > 1 else b"") + orjson.dumps(image))
            for entry in frame.objects:
                shape = entry.shape
                if isinstance(shape, Tag):
                    continue
                object_id += 1
                row = _annotation(object_id, image, categories[entry.label], entry, shape)
                if isinstance(shape, Skeleton) and entry.label in templates:
                    row |= _keypoints(shape, len(templates[entry.label].points))
                annotations.write((b"," if object_id > 1 else b"") + orjson.dumps(row))
            count_frame()
        target.write(b'],"annotations":[')
        annotations.seek(0)
        while chunk := annotations.read(1 << 20):
            target.write(chunk)
    rows = [_category(place, name, templates.get(name)) for name, place in categories.items()]
    target.write(b'],"categories":' + orjson.dumps(rows))
    if videos:
        target.write(b',"videos":' + orjson.dumps(list(videos.values())))
    target.write(b"}")


def _video(video_id: int, frame: ShownFrame, video: PackedVideo) -> dict[str, Any]:
    return {
        "id": video_id,
        "name": frame.file_name,
        "width": frame.width,
        "height": frame.height,
        "length": video.frame_count,
        "fps": video.rate,
        "tandem_asset_id": frame.asset_id,
        "sha256": frame.asset_sha256,
    }


def _category(category_id: int, name: str, template: LabelSkeleton | None) -> dict[str, Any]:
    row: dict[str, Any] = {"id": category_id, "name": name, "supercategory": ""}
    if template is not None:
        row["keypoints"] = list(template.points)
        row["skeleton"] = [[start + 1, end + 1] for start, end in template.edges]
    return row


def _tag(category_id: int, entry: ShownObject) -> dict[str, Any]:
    return {
        "category_id": category_id,
        "attributes": entry.attributes,
        "tandem_id": entry.id,
        "tandem_revision": entry.revision,
    }


def _annotation(
    object_id: int, image: dict[str, Any], category_id: int, entry: ShownObject, shape: Shape
) -> dict[str, Any]:
    width, height = image["width"], image["height"]
    row: dict[str, Any] = {
        "id": object_id,
        "image_id": image["id"],
        "category_id": category_id,
        "bbox": _bbox(shape),
        "area": area(shape),
        "iscrowd": 0,
        "segmentation": [],
        "attributes": {
            **entry.attributes,
            "occluded": entry.occluded,
            "z": entry.z,
            **({"group": entry.group} if entry.group else {}),
        },
        "tandem_id": entry.id,
        "tandem_revision": entry.revision,
    }
    if entry.track is not None:
        row["track_id"] = entry.track
    if isinstance(shape, Mask):
        row["segmentation"] = {"size": list(shape.size), "counts": shape.counts}
    elif isinstance(shape, Polygon) and shape.holes:
        # Rings say what is joined, never what is cut out: a polygon with holes is given as its pixels.
        row["segmentation"] = {"size": [height, width], "counts": polygon_runs(shape, width, height)}
    elif isinstance(shape, Polygon | Ellipse) or (isinstance(shape, Box) and shape.rotation):
        row["segmentation"] = [[value for point in outline(shape) for value in point]]
    elif isinstance(shape, Points | Skeleton):
        row |= _keypoints(shape, len(shape.points))
    elif isinstance(shape, Polyline):
        row["tandem_polyline"] = [value for point in shape.points for value in point]
    return row


def _keypoints(shape: Points | Skeleton, count: int) -> dict[str, Any]:
    """Write `count` keypoints, whatever the object has: COCO wants as many as its category names."""
    seen = list(shape.visibility) if isinstance(shape, Skeleton) else []
    triples: list[float] = []
    for place in range(count):
        visible = seen[place] if place < len(seen) else 2
        if place >= len(shape.points) or visible == 0:
            triples += [0, 0, 0]
        else:
            triples += [*shape.points[place], visible]
    return {"keypoints": triples, "num_keypoints": sum(1 for visible in triples[2::3] if visible)}


def _bbox(shape: Shape) -> list[float]:
    if isinstance(shape, Box) and not shape.rotation:
        return [shape.x, shape.y, shape.width, shape.height]
    left, top, right, bottom = bounds(shape)
    return [left, top, right - left, bottom - top]
