"""Fit what a file of tracks says to a project and a video: faults are found before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from annotations.actions.create_project import LabelRequest
from annotations.domain.asset import Asset
from annotations.domain.attribute import Value
from annotations.domain.changes import Changes
from annotations.domain.correction import CorrectionRequest
from annotations.domain.geometry import Keyframe, Mask, Skeleton, Track, clip_shape, shape_fault
from annotations.domain.incoming import ReadMoment, ReadTrack, ReadTracks
from annotations.domain.job import Job
from annotations.domain.label import Label, SkeletonTemplate
from annotations.domain.name import Name
from annotations.domain.project import Project
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.errors import LabelUnknown, TracksInvalid
from annotations.formats.cvat_labels import read_answer

_NAME: TypeAdapter[str] = TypeAdapter(Name)


@dataclass(frozen=True)
class Fitted:
    """A correction to be made of one frame; `weight` counts what it says."""

    frame_id: str
    request: CorrectionRequest
    weight: int


def missing_labels(read: ReadTracks, project: Project) -> list[LabelRequest]:
    """Return the labels that objects of the file carry and the project lacks, as the file defines them.

    Raises:
        TracksInvalid: such a label cannot be one of a project.
    """
    known = _Known(project)
    defined = {label.name: label for label in read.labels}
    missing: dict[str, LabelRequest] = {}
    for track in read.tracks:
        folded = track.label.casefold()
        if folded in missing or known.find(track.label) is not None:
            continue
        definition = defined.get(track.label)
        try:
            missing[folded] = LabelRequest(
                name=_NAME.validate_python(track.label),
                attributes=definition.attributes if definition else (),
                skeleton=SkeletonTemplate(points=definition.points)
                if definition and definition.points
                else None,
            )
        except ValidationError as fault:
            message = f"Line {track.line}: “{track.label[:100]}” cannot be the name of a label."
            raise TracksInvalid(message) from fault
    return list(missing.values())


def fit_imported(read: ReadTracks, *, project: Project, asset: Asset, job: Job) -> list[Fitted]:
    """Return what has to be added, the same for each attempt of a job.

    Raises:
        LabelUnknown: the project lacks labels.
        TracksInvalid: an object does not fit the video or its label; the message names the line.
    """
    missing = [label.name for label in missing_labels(read, project)]
    if missing:
        shown = ", ".join(f"“{name}”" for name in missing[:20]) + (", …" if len(missing) > 20 else "")
        message = f"The project has no label {shown}. Add it, or let the import create what is missing."
        raise LabelUnknown(message, {"labels": shown})
    known = _Known(project)
    fitted: list[Fitted] = []
    for track in read.tracks:
        label = known.find(track.label)
        if label is None:
            continue
        _check(track, label, asset)
        if isinstance(track.moments[0].shape, Mask):
            fitted += _stills(track, label, asset, job, len(fitted))
        else:
            fitted.append(_track(track, label, asset, job, len(fitted)))
    return fitted


class _Known:
    """The labels of a project by their names; a difference of case alone is none."""

    def __init__(self, project: Project) -> None:
        self._exact = {label.name: label for label in project.labels}
        self._folded = {label.name.casefold(): label for label in project.labels}

    def find(self, name: str) -> Label | None:
        return self._exact.get(name) or self._folded.get(name.casefold())


def _check(track: ReadTrack, label: Label, asset: Asset) -> None:
    kind = track.moments[0].shape.type
    for moment in track.moments:
        shape = moment.shape
        if shape.type != kind:
            message = f"Line {moment.line}: the shapes of a track are of one type, this is a {shape.type}."
            raise TracksInvalid(message)
        reason = shape_fault(_clipped(moment, asset), asset.width or 0, asset.height or 0)
        if reason is None and isinstance(shape, Skeleton):
            reason = label.skeleton_fault(shape)
        if reason is not None:
            message = f"Line {moment.line}: {reason}."
            raise TracksInvalid(message)


def _clipped(moment: ReadMoment, asset: Asset) -> Any:
    return clip_shape(moment.shape, asset.width or 0, asset.height or 0)


def _track(track: ReadTrack, label: Label, asset: Asset, job: Job, place: int) -> Fitted:
    held: dict[str, Value] = {}
    keyframes: list[Keyframe] = []
    said: dict[str, Value] = {}
    for moment in track.moments:
        answers = _answers(moment, label)
        mutable = {name for name in answers if _is_mutable(label, name)}
        said = {**{name: answers[name] for name in sorted(answers.keys() - mutable)}, **said}
        changed = {name: answers[name] for name in sorted(mutable) if answers[name] != held.get(name)}
        held |= changed
        keyframes.append(
            Keyframe(
                frame=moment.frame,
                shape=_clipped(moment, asset),
                outside=moment.outside,
                occluded=moment.occluded,
                attributes=changed,
            )
        )
    reel = video_frame_id(asset.id, REEL_INDEX)
    request = _request(track, label, job, place, shape=Track(keyframes=keyframes), said=said)
    return Fitted(reel, request, len(keyframes))


def _stills(track: ReadTrack, label: Label, asset: Asset, job: Job, place: int) -> Iterable[Fitted]:
    """Put masks on their frames: nothing lies between two of them."""
    shown = [moment for moment in track.moments if not moment.outside]
    for number, moment in enumerate(shown):
        request = _request(
            track,
            label,
            job,
            place + number,
            shape=moment.shape,
            said=_answers(moment, label),
            occluded=moment.occluded,
        )
        yield Fitted(video_frame_id(asset.id, moment.frame), request, 1)


def _request(
    track: ReadTrack,
    label: Label,
    job: Job,
    place: int,
    *,
    shape: object,
    said: dict[str, Value],
    occluded: bool = False,
) -> CorrectionRequest:
    """Name the correction and its object by the job and the place in the file: a repeat changes nothing."""
    changes: dict[str, Any] = {"attributes": said} if said else {}
    changes |= {"occluded": True} if occluded else {}
    changes |= {"z": track.z} if track.z else {}
    changes |= {"group": track.group} if track.group else {}
    job_part = hashlib.sha256(job.id.encode()).hexdigest()[:8]
    made = int(job.created_at.timestamp() * 1_000)
    try:
        return CorrectionRequest.model_validate(
            {
                "mutation_id": f"{job.id}-{place}",
                "kind": "add",
                "annotation_id": f"ann_{made:012x}{job_part}{place:012x}",
                "label": label.name,
                "shape": shape,
                "changes": Changes.model_validate(changes) if changes else None,
            }
        )
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the track"
        message = f"Line {track.line}: {where}: {first['msg']}."
        raise TracksInvalid(message) from fault


def _is_mutable(label: Label, name: str) -> bool:
    definition = label.attribute(name)
    return definition is not None and definition.mutable


def _answers(moment: ReadMoment, label: Label) -> dict[str, Value]:
    answers: dict[str, Value] = {}
    for name, text in moment.answers.items():
        if not text:
            continue
        definition = label.attribute(name)
        if definition is None:
            message = f"Line {moment.line}: “{name[:100]}” is no attribute of the label “{label.name}”."
            raise TracksInvalid(message)
        try:
            answers[name] = read_answer(definition.type, text)
            reason = definition.fault(answers[name])
        except ValueError:
            reason = "is a number" if definition.type == "number" else "is either true or false"
        if reason:
            message = f"Line {moment.line}: “{name}” {reason}; the file says “{text[:40]}”."
            raise TracksInvalid(message)
    return answers
