"""Take in the tracks of a file: all of it is read and judged, then written through the ledger in parts."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.actions.change_project import change_project
from annotations.actions.correct_frame import correct_frame
from annotations.actions.create_project import LabelRequest, label_set
from annotations.actions.fit_imported import Fitted, fit_imported, missing_labels
from annotations.actions.request_import import FOLDER
from annotations.actions.work_job import Ending, report_progress
from annotations.domain.job import Job
from annotations.domain.project import Project
from annotations.errors import NotFound, TracksInvalid
from annotations.formats.parcel import Parcel
from annotations.formats.readers import READERS
from annotations.store import assets, files, projects

MOST_AT_ONCE, MOST_WEIGHT = 100, 3_000
"""Objects and keyframes of one transaction, which the database ends after seconds."""


def import_tracks(job: Job) -> Ending:
    """Import the file of a job. Done again after a crash, what was added already is found in the ledger.

    Raises:
        TracksInvalid, LabelUnknown: nothing was written.
        LeaseLost: the job was cancelled; what was written stays.
    """
    source = job.subject.source
    asset = assets.find_asset(job.subject.asset_id or "")
    project = projects.find_project(job.project_id)
    if source is None or asset is None or project is None:
        message = "The video or its project is gone."
        raise NotFound(message)
    with files.open_local(files.name_by_content(FOLDER, source.sha256)) as opened:
        read = READERS[source.format](Parcel(opened, source.name), asset)
    if not read.tracks:
        message = "There are no tracks in the file."
        raise TracksInvalid(message)
    wanted = missing_labels(read, project) if source.create_labels else []
    project = project if not wanted else _with_labels(project, wanted)
    # What does not fit is found before a label is created.
    fitted = fit_imported(read, project=project, asset=asset, job=job)
    if wanted:
        project = change_project(project=project, labels=_requests(project))
    done = 0
    report_progress(job, 0, len(fitted))
    for part in _parts(fitted):
        frame = assets.find_frame(part[0].frame_id)
        if frame is None:
            message = "A frame of the video is gone."
            raise NotFound(message)
        correct_frame(
            frame=frame,
            project=project,
            requests=[entry.request for entry in part],
            actor=source.actor,
            imported_by=job.id,
        )
        done += len(part)
        report_progress(job, done, len(fitted))
    return Ending("finished", " ".join(read.notes) or None)


def _with_labels(project: Project, wanted: list[LabelRequest]) -> Project:
    """Return the project as it will be."""
    labels = label_set([*_requests(project), *wanted], project.labels)
    return project.model_copy(update={"labels": labels})


def _requests(project: Project) -> list[LabelRequest]:
    return [
        LabelRequest(
            name=label.name,
            color=label.color,
            shape=label.shape,
            attributes=label.attributes,
            skeleton=label.skeleton,
        )
        for label in project.labels
    ]


def _parts(fitted: list[Fitted]) -> Iterator[list[Fitted]]:
    """Cut into lists of one frame each that one transaction can hold."""
    part: list[Fitted] = []
    weight = 0
    for entry in fitted:
        full = len(part) == MOST_AT_ONCE or weight + entry.weight > MOST_WEIGHT
        if part and (full or part[0].frame_id != entry.frame_id):
            yield part
            part, weight = [], 0
        part.append(entry)
        weight += entry.weight
    if part:
        yield part
