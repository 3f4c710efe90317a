"""Freeze a snapshot: one photograph of a project's live objects, packed by frame, named by content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

import orjson

from annotations.actions.work_job import Ending, report_progress
from annotations.domain.actor import Actor
from annotations.domain.ids import new_id
from annotations.domain.job import Job
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.snapshot import (
    LabelQuestions,
    LabelSkeleton,
    PackedFrame,
    Snapshot,
    TriggeredBy,
)
from annotations.errors import InputInvalid, NotFound
from annotations.queries.dataset import count_frames, iterate_frames
from annotations.store import events, projects, snapshots, work
from annotations.store.client import photograph

BATCH = 500


def request_snapshot(
    *,
    project: Project,
    name: str | None,
    actor: Actor,
    trigger: TriggeredBy = "person",
    batch: str | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Snapshot:
    """Ask for a snapshot, of everything or of what was given under one name; a worker freezes it.

    Raises:
        InputInvalid: nothing was given under this name.
    """
    now = clock()
    if batch is not None and not work.list_batch_assets(project.id, batch):
        message = f"There is no batch “{batch}”: give work under this name first."
        raise InputInvalid(message, {"batch": "unknown"})
    return snapshots.add_snapshot(
        Snapshot(
            id=new_id("snp"),
            project_id=project.id,
            name=name or batch or f"{now:%Y-%m-%d %H:%M:%S}",
            status="queued",
            trigger=trigger,
            batch=batch,
            actor=actor,
            created_at=now,
        )
    )


def freeze_job(job: Job) -> Ending:
    """Freeze the snapshot of a job."""
    freeze_snapshot(
        job.subject.snapshot_id or "", progress=lambda done, total: report_progress(job, done, total)
    )
    return Ending("finished")


def freeze_snapshot(
    snapshot_id: str,
    *,
    progress: Callable[[int, int], None],
    clock: Callable[[], datetime] = utc_now,
) -> Snapshot:
    """Freeze a snapshot unless it is frozen; frozen twice at once, the first one to finish stands.

    Raises:
        NotFound: the snapshot or its project is gone.
    """
    snapshot = snapshots.find_snapshot(snapshot_id)
    project = projects.find_project(snapshot.project_id) if snapshot else None
    if snapshot is None or project is None:
        message = "The snapshot or its project is gone."
        raise NotFound(message)
    if snapshot.status == "finished":
        return snapshot
    seq = events.read_seq(project.id)
    labels = [label.name for label in project.labels]
    skeletons, questions = _skeletons(project), _questions(project)
    whole = hashlib.sha256(orjson.dumps(labels))
    if skeletons:
        whole.update(orjson.dumps([entry.model_dump() for entry in skeletons]))
    if questions:
        whole.update(orjson.dumps([entry.model_dump() for entry in questions]))
    digests: list[str] = []
    object_count = reel_parts = extent = 0
    unrolled = ""
    with photograph() as session:
        chosen = None
        if snapshot.batch is not None:
            chosen = work.list_batch_assets(project.id, snapshot.batch, session=session)
        total = count_frames(project.id, among=chosen, session=session)
        # What people did with the frames is frozen for trainings only: other digests stay as they are.
        marked = snapshot.trigger == "training"
        for batch in _batches(iterate_frames(project, session=session, marked=marked, among=chosen)):
            named = {frame_digest(frame): frame for frame in batch}
            snapshots.add_packed_frames(named)
            for digest, frame in named.items():
                whole.update(digest.encode())
                digests.append(digest)
                object_count += len(frame.objects)
                extent += frame.video is None
                if frame.video is not None:
                    reel_parts += 1
                    if frame.objects and frame.asset_id != unrolled:
                        extent, unrolled = extent + frame.video.frame_count, frame.asset_id
            progress(len(digests) - reel_parts, total)
    snapshots.replace_members(snapshot.id, digests)
    frozen = snapshots.set_snapshot(
        snapshot.id,
        {
            "status": "finished",
            "digest": whole.hexdigest(),
            "frame_count": len(digests) - reel_parts,
            "annotation_count": object_count,
            "seq": seq,
            "labels": labels,
            "skeletons": [entry.model_dump() for entry in skeletons],
            "questions": [entry.model_dump() for entry in questions],
            "extent": extent,
            "finished_at": clock(),
        },
    )
    return frozen or freeze_snapshot(snapshot.id, progress=progress, clock=clock)


def frame_digest(frame: PackedFrame) -> str:
    """Name a packed frame by its content; what nobody said of an object leaves no trace in it."""
    return hashlib.sha256(
        orjson.dumps(frame.model_dump(exclude_defaults=True), option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


def _skeletons(project: Project) -> list[LabelSkeleton]:
    return [
        LabelSkeleton(label=label.name, points=label.skeleton.points, edges=label.skeleton.edges)
        for label in project.labels
        if label.skeleton
    ]


def _questions(project: Project) -> list[LabelQuestions]:
    return [
        LabelQuestions(label=label.name, attributes=label.attributes)
        for label in project.labels
        if label.attributes
    ]


def _batches(frames: Iterator[PackedFrame]) -> Iterator[list[PackedFrame]]:
    batch: list[PackedFrame] = []
    for frame in frames:
        batch.append(frame)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
