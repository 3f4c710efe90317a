"""Look at what a training would learn from: the frames that people vouch for, but for those held out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from annotations.domain.geometry import Tag
from annotations.domain.project import Project
from annotations.domain.snapshot import PackedFrame
from annotations.domain.split import Split, draw_splits
from annotations.domain.training import TrainingCounts, TrainingPolicy
from annotations.formats.unroll import ShownFrame, ShownObject
from annotations.queries.dataset import iterate_frames
from annotations.queries.learnable import iterate_learnable
from annotations.store import trainings
from annotations.store.client import photograph
from inference.store.splits import read_splits
from inference.trainers.table import AUTO, Trainer, TrainerTask

NO_OBJECTS = (
    "There is nothing to learn from yet: no frame outside the holdout has an object that a person has drawn, "
    "changed or approved."
)
NOTHING_NEW = "There is nothing new to learn: the last training has learned from exactly these frames."


@dataclass
class Lesson:
    """What a training learns from; `learned` names its content and the way it is learned."""

    task: TrainerTask
    labels: list[str]
    counts: TrainingCounts
    learned: str


@dataclass
class _Part:
    frames: int = 0
    boxes: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    digests: list[bytes] = field(default_factory=list)


def plan_lesson(project: Project, policy: TrainingPolicy, trainers: Iterable[Trainer]) -> tuple[Lesson, str]:
    """Look at a project as it is now; nothing is kept.

    Returns:
        The lesson, and why it would be in vain, empty when it would not.
    """
    with photograph() as session:
        frames = iterate_frames(project, session=session, marked=True)
        shown = list(_short(iterate_learnable(frames, policy.frames)))
    splits = read_splits(project.id)
    new = {asset_id for asset_id, *_ in shown} - splits.keys()
    held_out = sum(1 for split in splits.values() if split == "holdout")
    splits |= draw_splits(new, known=len(splits), held_out=held_out, holdout_share=policy.holdout_share)
    lesson = _lesson(project, policy, shown, splits, trainers)
    return lesson, why_in_vain(project.id, lesson)


def read_lesson(
    project: Project,
    policy: TrainingPolicy,
    frames: Iterator[PackedFrame],
    splits: Mapping[str, Split],
    trainers: Iterable[Trainer],
) -> Lesson:
    """Count what a frozen project teaches."""
    return _lesson(project, policy, _short(iterate_learnable(frames, policy.frames)), splits, trainers)


def why_in_vain(project_id: str, lesson: Lesson) -> str:
    """Return why a lesson teaches nothing, empty when it does."""
    if not lesson.counts.objects:
        return NO_OBJECTS
    last = trainings.find_last_finished(project_id)
    return NOTHING_NEW if last is not None and last.learned == lesson.learned else ""


def fits_task(entry: ShownObject, task: TrainerTask) -> bool:
    """Tell whether an object is of the kind that a task learns: whole-frame labels, or everything else."""
    return isinstance(entry.shape, Tag) == (task == "classification")


_Short = tuple[str, list[tuple[str, bool]], bytes]


def _short(frames: Iterator[ShownFrame]) -> Iterator[_Short]:
    """Yield of each frame its asset, labels (and whether each is a tag), and the digest of what is on it."""
    for frame in frames:
        objects = [(entry.label, isinstance(entry.shape, Tag)) for entry in frame.objects]
        said = sorted(orjson.dumps([entry.label, entry.shape.model_dump()]) for entry in frame.objects)
        content = orjson.dumps([frame.asset_sha256, frame.frame_id]) + b"".join(said)
        yield frame.asset_id, objects, hashlib.sha256(content).digest()


def _lesson(
    project: Project,
    policy: TrainingPolicy,
    frames: Iterable[_Short],
    splits: Mapping[str, Split],
    trainers: Iterable[Trainer],
) -> Lesson:
    train, holdout_frames = _Part(), 0
    for asset_id, objects, digest in frames:
        if splits.get(asset_id) != "train":
            holdout_frames += 1
            continue
        train.frames += 1
        train.digests.append(digest)
        for label, is_tag in objects:
            (train.tags if is_tag else train.boxes)[label] += 1
    task = _task(policy.trainer, train, trainers)
    counted = train.tags if task == "classification" else train.boxes
    labels = [label.name for label in project.labels if counted[label.name]]
    by_label = {label: counted[label] for label in labels}
    way = [policy.trainer, policy.seed, policy.minutes, task, labels]
    whole = hashlib.sha256(orjson.dumps(way))
    for digest in sorted(train.digests):
        whole.update(digest)
    counts = TrainingCounts(
        frames=train.frames,
        objects=sum(by_label.values()),
        holdout_frames=holdout_frames,
        by_label=by_label,
    )
    return Lesson(task, labels, counts, whole.hexdigest())


def _task(name: str, train: _Part, trainers: Iterable[Trainer]) -> TrainerTask:
    able: tuple[TrainerTask, ...] = ("detection", "classification")
    if name != AUTO:
        able = next((trainer.tasks for trainer in trainers if trainer.name == name), able)
    wanted: TrainerTask = "classification" if train.tags and not train.boxes else "detection"
    return wanted if wanted in able else able[0]
