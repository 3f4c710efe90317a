"""Do one training: freeze, draw, write the folder, let the trainer work, take in what it returns."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

from annotations.actions.freeze_snapshot import freeze_snapshot, request_snapshot
from annotations.actions.work_job import Ending, LeaseLost
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.domain.snapshot import Snapshot
from annotations.domain.split import Split, draw_splits
from annotations.domain.training import Training
from annotations.errors import AlreadyExists, NotFound
from annotations.queries.learnable import iterate_learnable
from annotations.store import jobs, projects, snapshots, trainings
from annotations.store.client import Session, transaction
from annotations.store.model_versions import find_default_model_version, find_model_version
from inference.actions.keep_candidate import keep_candidate, read_out
from inference.actions.plan_training import read_lesson, why_in_vain
from inference.actions.record_training import FLUSH_SECONDS, TrainingRecorder
from inference.actions.request_training import NO_PARENT, choose_trainer
from inference.actions.write_training_folder import (
    ORIGIN,
    OUT,
    PARENT,
    drop_old_folders,
    folder_of,
    hold_folder,
    write_folder,
)
from inference.errors import TrainingFailed
from inference.store.splits import add_splits, read_splits
from inference.trainers.child import ChildLimits, TrainerChild
from inference.trainers.lines import read_line
from inference.trainers.table import Trainer, list_trainers

REFUSED, STOPPED, KILLED = 3, 128 + 15, 128 + 9
OVERTIME_SHARE, OVERTIME_SECONDS = 0.5, 60.0
"""What a trainer may take beyond its minutes before it is stopped: it has to start and to write as well."""


class TrainerKilled(RuntimeError):
    """The trainer was ended by a signal that we did not send: counted like a crash of the worker."""


def train(job: Job) -> Ending | None:
    """Work on the training of a job; candidate, training and job end in one transaction.

    An attempt that was killed is gone on with in the same folder.

    Raises:
        LeaseLost: the training was cancelled, or another worker has it.
        TrainerKilled: the trainer was killed, perhaps for want of memory.
    """
    training = trainings.set_running(job.subject.training_id or "")
    if training is None:
        return Ending("failed", "Its training is over, or another training of the project has begun.")
    project = projects.find_project(training.project_id)
    if project is None:
        return Ending("failed", "The project is gone.")
    recorder = TrainingRecorder(job, training)
    folder = folder_of(training)
    try:
        with hold_folder(folder) as lock:
            return _train(job, training, project, recorder, folder, lock)
    except BlockingIOError:
        # What the last attempt started is still ending: this place is given back, and the sweep comes again.
        return Ending("queued")
    except AlreadyExists as fault:
        _end(job, training, f"Nothing new came of it. {fault.message}")
        return None
    finally:
        drop_old_folders(training)


def _train(
    job: Job,
    training: Training,
    project: Project,
    recorder: TrainingRecorder,
    folder: Path,
    lock: int,
) -> Ending | None:
    trainers = list_trainers(settings.TRAINERS_FILE)
    recorder.show_stage("freezing", 0, 0)
    snapshot = _frozen(training, project, recorder)
    splits = _drawn(training, project, snapshot)
    frames = snapshots.list_packed_frames(snapshot.id)
    lesson = read_lesson(project, training.policy, frames, splits, trainers)
    trainings.set_training(training.id, {"counts": lesson.counts.model_dump()})
    if vain := why_in_vain(project.id, lesson):
        _end(job, training, vain)
        return None
    trainer = choose_trainer(training.policy.trainer, lesson.task, trainers)
    missing = trainer.why_missing() if trainer is not None else "The trainer is no longer there."
    if trainer is None or missing:
        return Ending("blocked", missing)
    models = _models(training)
    learned = (
        frame
        for frame in iterate_learnable(snapshots.list_packed_frames(snapshot.id), training.policy.frames)
        if splits.get(frame.asset_id) == "train"
    )
    write_folder(
        folder,
        training,
        lesson,
        snapshot,
        learned,
        models,
        trainer_settings=trainer.settings,
        progress=lambda done, total: recorder.show_stage("pictures", done, total),
    )
    _run(trainer, training, folder, recorder, lock)
    recorder.show_stage("examining", 0, 0)
    version = read_out(folder / OUT, project, training, snapshot, models[PARENT])
    recorder.flush(now=True)
    keep_candidate(job, training, version, lesson)
    return None


def _frozen(training: Training, project: Project, recorder: TrainingRecorder) -> Snapshot:
    snapshot_id = training.snapshot_id
    if snapshot_id is None:
        name = f"training {training.created_at:%Y-%m-%d %H:%M:%S}"
        made = request_snapshot(project=project, name=name, actor=training.actor, trigger="training")
        snapshot_id = made.id
        trainings.set_training(training.id, {"snapshot_id": snapshot_id})
    return freeze_snapshot(
        snapshot_id, progress=lambda done, total: recorder.show_stage("freezing", done, total)
    )


def _drawn(training: Training, project: Project, snapshot: Snapshot) -> dict[str, Split]:
    """Draw which new files are held out, once and for ever; a file keeps its part through all trainings."""
    frames = iterate_learnable(snapshots.list_packed_frames(snapshot.id), training.policy.frames)
    splits = read_splits(project.id)
    new = {frame.asset_id for frame in frames} - splits.keys()
    held_out = sum(1 for split in splits.values() if split == "holdout")
    share = training.policy.holdout_share
    drawn = draw_splits(new, known=len(splits), held_out=held_out, holdout_share=share)
    return add_splits(project.id, drawn)


def _models(training: Training) -> dict[str, ModelVersion]:
    """Return the version to start from, and the one that all descend from where it is there."""
    origin = find_default_model_version()
    parent = (find_model_version(training.parent_id) if training.parent_id else None) or origin
    if parent is None:
        raise NotFound(NO_PARENT)
    return {PARENT: parent, **({ORIGIN: origin} if origin is not None else {})}


def _run(trainer: Trainer, training: Training, folder: Path, recorder: TrainingRecorder, lock: int) -> None:
    """Let the trainer work until it ends.

    Raises:
        LeaseLost: the training was cancelled, or another worker has it; the trainer was stopped.
        TrainingFailed: it refused, failed or took too long.
        TrainerKilled: it was ended by a signal.
    """
    seconds = training.policy.minutes * 60
    longest = seconds * (1 + OVERTIME_SHARE) + OVERTIME_SECONDS
    threads = settings.ORT_THREADS
    limits = ChildLimits(cpu_seconds=int(longest * (threads + 1)) + 1)
    recorder.log(f"{trainer.title} begins")
    recorder.flush(now=True)
    deadline = time.monotonic() + longest
    with TrainerChild(trainer, folder, limits, threads=threads, held=(lock,)) as child:
        while not child.is_over:
            lines, left_out = child.read(FLUSH_SECONDS)
            for line in lines:
                recorder.note(read_line(line))
            recorder.leave_out(left_out)
            recorder.flush()
            if time.monotonic() > deadline:
                message = f"It was stopped: it took longer than {longest / 60:.1f} minutes."
                raise TrainingFailed(message)
        code = child.wait()
    recorder.flush(now=True)
    _judge(code, recorder)


def _judge(code: int, recorder: TrainingRecorder) -> None:
    if code == 0:
        return
    last = " ".join(recorder.last_lines[-1:])
    if code == REFUSED:
        message = recorder.refusal or f"The trainer refused. {last}".strip()
        raise TrainingFailed(message)
    if code > 128:
        how = "was stopped from outside" if code == STOPPED else f"was ended by signal {code - 128}"
        more = ", perhaps for want of memory" if code == KILLED else ""
        message = f"The trainer {how}{more}. {last}".strip()
        raise TrainerKilled(message)
    message = f"The trainer failed with exit code {code}. {last}".strip()
    raise TrainingFailed(message)


def _end(job: Job, training: Training, reason: str) -> None:
    """End a training that brought nothing new, with a reason instead of a candidate."""

    def work(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        trainings.set_ended(training.id, "finished", reason=reason, session=session)

    transaction(work)
