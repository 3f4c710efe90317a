"""Read a project's live objects frame by frame, in an order that never depends on chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson

from annotations.domain.annotation import Annotation
from annotations.domain.asset import Asset
from annotations.domain.geometry import Shape, Track
from annotations.domain.project import Project
from annotations.domain.snapshot import PackedFrame, PackedObject, PackedVideo
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.store.client import Session
from annotations.store.codec import from_document, key
from annotations.store.corrections import LOOKED_AT
from annotations.store.tables import ANNOTATIONS, ASSETS, CORRECTIONS, FRAMES, REVIEWS

PAGE = 500
REEL_BYTES = 2_000_000
"""Length from which on a further track begins another part of its reel: one row holds 16 MB at most."""


def count_frames(project_id: str, *, among: list[str] | None = None, session: Session) -> int:
    """Count the frames of a project, or of some of its assets."""
    # A reel has no pixels of its own: its tracks are told on the frames.
    return FRAMES.collection.count_documents(_of(project_id, among) | {"index": {"$gte": 0}}, session=session)


def _of(project_id: str, among: list[str] | None) -> dict[str, Any]:
    return {"project_id": project_id} | ({} if among is None else {"asset_id": {"$in": among}})


def iterate_frames(
    project: Project, *, session: Session, marked: bool = False, among: list[str] | None = None
) -> Iterator[PackedFrame]:
    """Yield every frame of a project with its live objects, by id, as the session's photograph shows them.

    Of an object's answers only those to what its label asks for come along. Of a video its reel comes first,
    with the tracks, then its frames that have a row: those that were extracted, predicted or corrected.
    With `marked` each frame tells its last verdict, and whether a person has changed anything on it other
    than in passing. With `among` only the frames of these assets come.
    """
    last = ""
    unrolled = ""
    asked = {label.name: {ask.name for ask in label.attributes} for label in project.labels}
    while True:
        further = _of(project.id, among) | {"_id": {"$gt": last}}
        frames = FRAMES.page(further, limit=PAGE, session=session)
        if not frames:
            return
        last = frames[-1].id
        asset_ids = [frame.asset_id for frame in frames]
        owners = {
            asset.id: asset for asset in ASSETS.page({"_id": {"$in": _keys(asset_ids)}}, session=session)
        }
        still_ids = [frame.id for frame in frames if frame.index != REEL_INDEX]
        objects = {
            frame_id: list(group)
            for frame_id, group in groupby(
                _live(project.id, {"$in": still_ids}, session), key=lambda found: found.frame_id
            )
        }
        said = _marks(still_ids, session) if marked else {}
        for frame in frames:
            owner = owners[frame.asset_id]
            if owner.video is not None and owner.id != unrolled:
                unrolled = owner.id
                marks = _marks([video_frame_id(owner.id, REEL_INDEX)], session) if marked else {}
                yield from (
                    part.model_copy(update=marks.get(part.frame_id, {}))
                    for part in _reel(owner, asked, session)
                )
            if frame.index == REEL_INDEX:
                continue
            yield PackedFrame(
                frame_id=frame.id,
                asset_id=frame.asset_id,
                asset_sha256=owner.sha256 or "",
                file_name=owner.name,
                width=frame.width,
                height=frame.height,
                rendition=frame.rendition,
                objects=[_packed(found, asked) for found in objects.get(frame.id, [])],
                index=frame.index if owner.video is not None else None,
                **said.get(frame.id, {}),
            )


def _marks(frame_ids: list[str], session: Session) -> dict[str, dict[str, Any]]:
    """Return what people did with frames: whether they were looked at and changed, and the last verdict."""
    marks: dict[str, dict[str, Any]] = {}
    here = {"frame_id": {"$in": frame_ids}}
    for row in CORRECTIONS.collection.aggregate(
        [{"$match": here | LOOKED_AT}, {"$group": {"_id": "$frame_id"}}], session=session
    ):
        marks[row["_id"]] = {"touched": True}
    stages: list[dict[str, Any]] = [
        {"$match": here},
        {"$sort": {"frame_id": 1, "created_at": -1}},
        {"$group": {"_id": "$frame_id", "verdict": {"$first": "$verdict"}}},
    ]
    for row in REVIEWS.collection.aggregate(stages, session=session):
        marks[row["_id"]] = {**marks.get(row["_id"], {}), "verdict": row["verdict"]}
    return marks


def _live(project_id: str, frame_id: object, session: Session) -> Iterator[Annotation]:
    rows = ANNOTATIONS.collection.find(
        {"project_id": project_id, "frame_id": frame_id, "removed": False}, session=session
    ).sort([("frame_id", 1), ("_id", 1)])
    return (from_document(Annotation, row) for row in rows)


def _reel(owner: Asset, asked: dict[str, set[str]], session: Session) -> Iterator[PackedFrame]:
    """Yield the parts of a video's reel: at least one, so that the video is told of."""
    if owner.video is None:
        return
    reel = PackedFrame(
        frame_id=video_frame_id(owner.id, REEL_INDEX),
        asset_id=owner.id,
        asset_sha256=owner.sha256 or "",
        file_name=owner.name,
        width=owner.width or 0,
        height=owner.height or 0,
        rendition="",
        objects=[],
        index=REEL_INDEX,
        video=PackedVideo(frame_count=owner.video.frame_count, rate=owner.video.rate),
    )
    tracks = (_packed(found, asked) for found in _live(owner.project_id, reel.frame_id, session))
    parts = _parts(tracks)
    yield reel.model_copy(update={"objects": next(parts, [])})
    for part in parts:
        yield reel.model_copy(update={"objects": part})


def _parts(tracks: Iterable[PackedObject]) -> Iterator[list[PackedObject]]:
    part: list[PackedObject] = []
    length = 0
    for track in tracks:
        size = len(orjson.dumps(track.shape))
        if part and length + size > REEL_BYTES:
            yield part
            part, length = [], 0
        part.append(track)
        length += size
    if part:
        yield part


def _keys(asset_ids: list[str]) -> list[object]:
    return [key(asset_id) for asset_id in asset_ids]


def _packed(annotation: Annotation, asked: dict[str, set[str]]) -> PackedObject:
    wanted = asked.get(annotation.label, set())
    return PackedObject(
        id=annotation.id,
        revision=annotation.revision,
        label=annotation.label,
        shape=_answering(annotation.shape, wanted).model_dump(),
        attributes={name: value for name, value in annotation.attributes.items() if name in wanted},
        occluded=annotation.occluded,
        z=annotation.z,
        group=annotation.group,
    )


def _answering(shape: Shape, wanted: set[str]) -> Shape:
    """Leave only the answers at keyframes that are asked for."""
    if not isinstance(shape, Track) or all(entry.attributes.keys() <= wanted for entry in shape.keyframes):
        return shape
    kept = [
        entry.model_copy(
            update={"attributes": {name: said for name, said in entry.attributes.items() if name in wanted}}
        )
        for entry in shape.keyframes
    ]
    return shape.model_copy(update={"keyframes": kept})
