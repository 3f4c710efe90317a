"""Take back what an import added: each object is removed through the ledger, and history keeps it."""

from __future__ import annotations

from itertools import groupby
from uuid import uuid4

from annotations.actions.correct_frame import correct_frame
from annotations.domain.actor import Actor
from annotations.domain.correction import CorrectionRequest
from annotations.domain.job import Job
from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.domain.video import REEL_INDEX, video_frame_id
from annotations.errors import StateConflict
from annotations.store import annotations as objects
from annotations.store import assets

MOST = 300
"""Objects of one call: it is answered within seconds, and repeated while some are left."""
AT_ONCE = 100


class TakenBack(Record):
    """What a call did: objects removed, those that a person changed since, which stay, and what is left."""

    removed: int
    kept: int
    left: int


def take_back_import(*, job: Job, project: Project, actor: Actor) -> TakenBack:
    """Remove up to `MOST` objects of an import that nobody has changed; to be repeated while some are left.

    Raises:
        StateConflict: the job is no import, or still writes.
    """
    if job.kind != "import" or job.subject.asset_id is None:
        message = "Only an import can be taken back."
        raise StateConflict(message)
    if job.status in {"queued", "running"}:
        message = "The import is still going on. Stop it first."
        raise StateConflict(message)
    ends = video_frame_id(job.subject.asset_id, 0), video_frame_id(job.subject.asset_id, REEL_INDEX)
    found = objects.list_imported(job.id, *ends, limit=MOST)
    removed = 0
    for frame_id, standing in groupby(found, key=lambda entry: entry.frame_id):
        frame = assets.find_frame(frame_id)
        waiting = list(standing)
        while frame is not None and waiting:
            part, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            requests = [
                CorrectionRequest(
                    mutation_id=uuid4().hex, kind="remove", annotation_id=entry.id, revision=entry.revision
                )
                for entry in part
            ]
            outcome = correct_frame(frame=frame, project=project, requests=requests, actor=actor)
            removed += sum(result.status == "applied" for result in outcome.results)
    untouched, changed = objects.count_imported(job.id, *ends)
    return TakenBack(removed=removed, kept=changed, left=untouched)
