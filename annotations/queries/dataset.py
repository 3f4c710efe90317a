"""Read a project's live objects frame by frame, in an order that never depends on chance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from annotations.domain.annotation import Annotation
from annotations.domain.project import Project
from annotations.domain.snapshot import PackedFrame, PackedObject
from annotations.store.client import Session
from annotations.store.codec import from_document, key
from annotations.store.tables import ANNOTATIONS, ASSETS, FRAMES

PAGE = 500


def count_frames(project_id: str, *, session: Session) -> int:
    """Count the frames of a project."""
    return FRAMES.collection.count_documents({"project_id": project_id}, session=session)


def iterate_frames(project: Project, *, session: Session) -> Iterator[PackedFrame]:
    """Yield every frame of a project with its live objects, by id, as the session's photograph shows them.

    Of an object's answers only those to what its label asks for come along.
    """
    project_id, last = project.id, ""
    asked = {label.name: {ask.name for ask in label.attributes} for label in project.labels}
    while True:
        frames = FRAMES.page({"project_id": project_id, "_id": {"$gt": last}}, limit=PAGE, session=session)
        if not frames:
            return
        last = frames[-1].id
        frame_ids = [frame.id for frame in frames]
        rows = ANNOTATIONS.collection.find(
            {"project_id": project_id, "frame_id": {"$in": frame_ids}, "removed": False}, session=session
        ).sort([("frame_id", 1), ("_id", 1)])
        live = (from_document(Annotation, row) for row in rows)
        objects = {
            frame_id: list(group) for frame_id, group in groupby(live, key=lambda found: found.frame_id)
        }
        asset_ids = [frame.asset_id for frame in frames]
        owners = {
            asset.id: asset for asset in ASSETS.page({"_id": {"$in": _keys(asset_ids)}}, session=session)
        }
        for frame in frames:
            owner = owners[frame.asset_id]
            yield PackedFrame(
                frame_id=frame.id,
                asset_id=frame.asset_id,
                asset_sha256=owner.sha256 or "",
                file_name=owner.name,
                width=frame.width,
                height=frame.height,
                rendition=frame.rendition,
                objects=[_packed(found, asked) for found in objects.get(frame.id, [])],
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
