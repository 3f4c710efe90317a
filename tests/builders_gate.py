"""A project at the gate: held-out frames with known objects, and small models that are right or wrong."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np

from annotations.actions.freeze_snapshot import frame_digest
from annotations.domain.actor import SYSTEM
from annotations.domain.asset import Frame
from annotations.domain.blind import BlindSet, BlindShape, HeldShape
from annotations.domain.evaluation import Evaluation, Interval, Report
from annotations.domain.geometry import Box, Tag
from annotations.domain.ids import new_id
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.snapshot import PackedFrame, PackedObject, Snapshot
from annotations.domain.split import Split
from annotations.store import files, snapshots
from annotations.store.tables import ASSETS, BLIND_SETS, EVALUATIONS
from inference.actions.make_blind_sets import set_id
from inference.store.splits import add_splits
from tests.builders import a_model_version
from tests.builders_onnx import answering_model, manifest, picture
from tests.stored_pictures import a_stored_frame

WIDTH, HEIGHT = 64, 48
RIGHT, WRONG = (0.1, 0.1, 0.5, 0.5), (0.6, 0.6, 0.9, 0.9)
"""Boxes as top, left, bottom, right of the picture: where the object of every frame is, and where none is."""


def box_at(place: tuple[float, float, float, float] = RIGHT) -> Box:
    """Return a place as a box in pixels."""
    top, left, bottom, right = place
    return Box(x=left * WIDTH, y=top * HEIGHT, width=(right - left) * WIDTH, height=(bottom - top) * HEIGHT)


def a_stored_model(
    project: Project | None,
    *,
    places: Sequence[tuple[float, float, float, float]] = (RIGHT,),
    scores: Sequence[Sequence[float]] = ((0.9, 0.0),),
    labels: Sequence[str] = ("cat", "dog"),
    **changes: Any,
) -> ModelVersion:
    """Insert a detector that says the same of every picture, with its file."""
    content = answering_model({"scores": np.array(scores, np.float32), "boxes": np.array(places, np.float32)})
    return _stored(project, content, manifest(labels=list(labels)), labels, **changes)


def a_stored_tagger(project: Project | None, *scores: float, **changes: Any) -> ModelVersion:
    """Insert a classifier that says the same of every picture, with its file."""
    content = answering_model({"tags": np.array(scores, np.float32)})
    decoder = {"kind": "classification", "output": "tags", "activation": "none"}
    told = manifest(task="classification", decoder=decoder)
    return _stored(project, content, told, ("cat", "dog"), task="classification", **changes)


def _stored(
    project: Project | None, content: bytes, told: Any, labels: Sequence[str], **changes: Any
) -> ModelVersion:
    sha256 = hashlib.sha256(content).hexdigest()
    name = files.save_by_content("models", BytesIO(content), sha256=sha256, suffix=".onnx")
    complete = told.model_copy(update={"sha256": sha256})
    own = {"labels": list(labels), "manifest": complete.model_dump_json(), "storage_name": name}
    return a_model_version(project, **{**own, **changes})


def some_frames(project: Project, count: int) -> list[Frame]:
    """Insert frames whose pixels are stored, each of another grey."""
    return [a_stored_frame(project, picture(WIDTH, HEIGHT, 20 + number * 7 % 230)) for number in range(count)]


def a_frozen(
    project: Project,
    frames: Sequence[Frame],
    *,
    objects: Sequence[tuple[str, Box | Tag]] = (("cat", box_at()),),
    split: Split = "holdout",
    **changes: Any,
) -> Snapshot:
    """Freeze frames with the same objects on each, as a training does, their files all of one part."""
    packed = [
        PackedFrame(
            frame_id=frame.id,
            asset_id=frame.asset_id,
            asset_sha256=hashlib.sha256(frame.rendition.encode()).hexdigest(),
            file_name="a.png",
            width=frame.width,
            height=frame.height,
            rendition=frame.rendition,
            objects=[
                PackedObject(id=new_id("ann"), revision=1, label=label, shape=shape.model_dump())
                for label, shape in objects
            ],
            **{"touched": True, **changes},
        )
        for frame in frames
    ]
    named = {frame_digest(frame): frame for frame in packed}
    snapshots.add_packed_frames(named)
    made = Snapshot(
        id=new_id("snp"),
        project_id=project.id,
        name="frozen",
        status="finished",
        digest=hashlib.sha256("".join(named).encode()).hexdigest(),
        frame_count=len(packed),
        labels=[label.name for label in project.labels],
        trigger="training",
        actor=SYSTEM,
        created_at=utc_now(),
    )
    snapshots.replace_members(made.id, list(named))
    add_splits(project.id, {frame.asset_id: split for frame in frames})
    assert ASSETS.count({"_id": {"$in": [frame.asset_id for frame in frames]}}) == len(set(named))
    return snapshots.add_snapshot(made)


def an_evaluation(
    project: Project, candidate: ModelVersion, *, own: float = 0.6, before: float = 0.5, **changes: Any
) -> Evaluation:
    """Insert an evaluation that was measured: 20 frames, AP50 as given."""
    row = Evaluation(
        id=new_id("evl"),
        project_id=project.id,
        candidate_id=candidate.id,
        champion_id=project.champion_id,
        policy=project.gate,
        status="finished",
        frame_count=20,
        candidate=_report(candidate.id, own),
        champion=_report(project.champion_id or "", before),
        better_share=0.9 if own > before else 0.1,
        verdict="promote" if own > before else "keep",
        reasons=["As it was measured."],
        actor=SYSTEM,
        created_at=utc_now(),
    )
    return EVALUATIONS.insert(row.model_copy(update=changes))


def _report(version_id: str, ap50: float) -> Report:
    measured = Interval(value=ap50, low=ap50 - 0.1, high=ap50 + 0.1)
    return Report(model_version_id=version_id, knows=["cat", "dog"], ap50=measured)


def a_blind_set(row: Evaluation, frame: Frame, place: int = 0, *, times: int = 1) -> BlindSet:
    """Insert a frame to compare: the candidate says “dog”, the champion “cat”, and “dog” is right."""
    said = {
        side: [BlindShape(label=label, score=0.9, shape=box_at())] * times
        for side, label in (("candidate", "dog"), ("champion", "cat"))
    }
    return BLIND_SETS.insert(
        BlindSet(
            id=set_id(row.id, frame.id),
            project_id=row.project_id,
            evaluation_id=row.id,
            frame_id=frame.id,
            asset_id=frame.asset_id,
            width=frame.width,
            height=frame.height,
            place=place,
            people=[HeldShape(label="dog", shape=box_at())],
            created_at=utc_now(),
            **said,
        )
    )
