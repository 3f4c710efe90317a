"""Read a project's live objects frame by frame, in an order that never depends on chance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from annotations.domain.annotation import Annotation
from annotations.domain.geometry import Track
from annotations.domain.interpolation import place_at
from annotations.domain.project import Project
from annotations.domain.snapshot import PackedFrame, PackedObject
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.store.client import Session
from annotations.store.codec import from_document, key
from annotations.store.tables import ANNOTATIONS, ASSETS, FRAMES

PAGE = 500


def count_frames(project_id: str, *, session: Session) -> int:
    """Count the frames of a project."""
    return FRAMES.collection.count_documents(_still(project_id), session=session)


def iterate_frames(project: Project, *, session: Session) -> Iterator[PackedFrame]:
    """Yield every frame of a project with its live objects, by id, as the session's photograph shows them.

    Of an object's answers only those to what its label asks for come along. A track of a video is an object
    on each of its frames that has a row: those that were extracted, predicted or corrected.
    """
    project_id, last = project.id, ""
    asked = {label.name: {ask.name for ask in label.attributes} for label in project.labels}
    while True:
        frames = FRAMES.page({**_still(project_id), "_id": {"$gt": last}}, limit=PAGE, session=session)
        if not frames:
            return
        last = frames[-1].id
        asset_ids = [frame.asset_id for frame in frames]
        owners = {
            asset.id: asset for asset in ASSETS.page({"_id": {"$in": _keys(asset_ids)}}, session=session)
        }
        reels = {asset.id: video_frame_id(asset.id, REEL_INDEX) for asset in owners.values() if asset.video}
        frame_ids = [*(frame.id for frame in frames), *reels.values()]
        rows = ANNOTATIONS.collection.find(
            {"project_id": project_id, "frame_id": {"$in": frame_ids}, "removed": False}, session=session
        ).sort([("frame_id", 1), ("_id", 1)])
        live = (from_document(Annotation, row) for row in rows)
        objects = {
            frame_id: list(group) for frame_id, group in groupby(live, key=lambda found: found.frame_id)
        }
        for frame in frames:
            owner = owners[frame.asset_id]
            tracks = objects.get(reels.get(owner.id, ""), [])
            standing = [*objects.get(frame.id, []), *_placed(tracks, frame.index)]
            yield PackedFrame(
                frame_id=frame.id,
                asset_id=frame.asset_id,
                asset_sha256=owner.sha256 or "",
                file_name=owner.name,
                width=frame.width,
                height=frame.height,
                rendition=frame.rendition,
                objects=[_packed(found, asked) for found in standing],
            )


def _still(project_id: str) -> dict[str, object]:
    # A reel has no pixels of its own: its tracks are told on the frames.
    return {"project_id": project_id, "index": {"$gte": 0}}


def _placed(tracks: list[Annotation], index: int) -> Iterator[Annotation]:
    for entry in tracks:
        placed = place_at(entry.shape, index) if isinstance(entry.shape, Track) else None
        if placed is not None:
            yield entry.model_copy(
                update={
                    "shape": placed.shape,
                    "occluded": placed.occluded,
                    "attributes": {**entry.attributes, **placed.attributes},
                }
            )


def _keys(asset_ids: list[str]) -> list[object]:
    return [key(asset_id) for asset_id in asset_ids]


def _packed(annotation: Annotation, asked: dict[str, set[str]]) -> PackedObject:
    wanted = asked.get(annotation.label, set())
    return PackedObject(
        id=annotation.id,
        revision=annotation.revision,
        label=annotation.label,
        shape=annotation.shape.model_dump(),
        attributes={name: value for name, value in annotation.attributes.items() if name in wanted},
        occluded=annotation.occluded,
        z=annotation.z,
        group=annotation.group,
    )
