"""Take in what a trainer returned: examined like an upload; candidate, training and job in one commit."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from annotations.actions.work_job import LeaseLost
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.domain.snapshot import Snapshot
from annotations.domain.training import Training
from annotations.errors import AlreadyExists, PortalError
from annotations.store import jobs, trainings
from annotations.store.client import Session, duplicates_repeat, transaction
from inference.actions.plan_training import Lesson
from inference.actions.register_model_version import take_in
from inference.errors import TrainingFailed
from inference.manifest import Manifest, parse_manifest_toml
from inference.store import model_versions

MOST_MANIFEST_BYTES, MOST_METRICS_BYTES = 1_000_000, 1_000_000
MOST_METRICS = 200
SUFFIX = "-ft"
LONGEST_NAME = 80


def read_out(
    out: Path, project: Project, training: Training, snapshot: Snapshot, parent: ModelVersion
) -> ModelVersion:
    """Examine and store what lies in a trainer's `out`; return the candidate's row, not yet inserted.

    Raises:
        TrainingFailed: a file is missing or cannot be used; the message says which and why.
        AlreadyExists: the trainer returned a file that the project has already.
    """
    try:
        manifest = parse_manifest_toml(_read(out / "manifest.toml", MOST_MANIFEST_BYTES).decode())
    except (OSError, UnicodeDecodeError) as fault:
        message = "The trainer ended well, but left no out/manifest.toml that can be read."
        raise TrainingFailed(message) from fault
    except PortalError as fault:
        message = f"The trainer's out/manifest.toml cannot be used. {fault.message}"
        raise TrainingFailed(message, fault.fields) from fault
    named = project.label_names() | project.label_map.keys()
    foreign = [label for label in manifest.labels if label and label not in named]
    if foreign:
        message = (
            f"The trainer returned a model with the label “{foreign[0]}”, which the project does not have."
        )
        raise TrainingFailed(message)
    if manifest.is_prompted:
        message = "The trainer returned a model that answers prompts; it cannot predict by itself."
        raise TrainingFailed(message)
    name = _name_after(parent.name)
    ours = {
        "name": name,
        "version": _next_number(project.id, name),
        "licence": parent.licence,
        "sha256": None,
    }
    try:
        taken = take_in(
            project_id=project.id,
            manifest=Manifest.model_validate(manifest.model_copy(update=ours).model_dump()),
            path=out / "model.onnx",
        )
    except AlreadyExists:
        raise
    except PortalError as fault:
        message = f"The trainer's out/model.onnx cannot be used. {fault.message}"
        raise TrainingFailed(message, fault.fields) from fault
    if taken.status == "refused":
        reason = (taken.trial.reason if taken.trial else None) or "It was refused."
        message = f"The trainer's model cannot be used on pictures of the project. {reason}"
        raise TrainingFailed(message)
    lineage = {
        "parent_id": parent.id,
        "training_id": training.id,
        "snapshot_id": snapshot.id,
        "metrics": read_metrics(out / "metrics.json"),
    }
    return taken.model_copy(update=lineage)


def keep_candidate(job: Job, training: Training, version: ModelVersion, lesson: Lesson) -> None:
    """Insert a candidate and end its training and its job, all or nothing.

    Raises:
        LeaseLost: the training was cancelled, or another worker has it; nothing is kept.
    """

    def work(session: Session) -> None:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        with duplicates_repeat():
            is_new = model_versions.add_model_version(version, session=session)
        known = (
            None
            if is_new
            else model_versions.find_same_file(version.project_id, version.sha256, session=session)
        )
        ended = trainings.set_ended(
            training.id,
            "finished",
            reason=same_file(known) if known is not None else None,
            model_version_id=(known or version).id,
            learned=lesson.learned,
            session=session,
        )
        if ended is None:
            raise LeaseLost(job.id)

    transaction(work)


def same_file(known: ModelVersion) -> str:
    """Say that a trainer made nothing new."""
    return f"The trainer returned the very file of {known.name} {known.version}: nothing new came of it."


def read_metrics(path: Path) -> dict[str, float]:
    """Return what a trainer measured, flat: the numbers of its file by their path; none where it has none."""
    try:
        document = orjson.loads(_read(path, MOST_METRICS_BYTES))
    except (OSError, orjson.JSONDecodeError):
        return {}
    found: dict[str, float] = {}
    if isinstance(document, dict):
        _flatten(document, "", found)
    return found


def _flatten(document: Mapping[str, Any], prefix: str, found: dict[str, float]) -> None:
    for name, value in document.items():
        # The database reads a dot or a dollar in a name as its own.
        place = f"{prefix}{name}".replace("$", "_").replace("\0", "_")
        if isinstance(value, dict) and prefix.count("/") < 4:
            _flatten(value, f"{place}/", found)
        elif isinstance(value, bool) or not isinstance(value, int | float) or len(found) >= MOST_METRICS:
            continue
        elif math.isfinite(value):
            found[place.replace(".", "_")[:200]] = float(value)


def _read(path: Path, most_bytes: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as source:
        content = source.read(most_bytes + 1)
    if len(content) > most_bytes:
        message = f"The trainer's out/{path.name} is larger than {most_bytes // 1_000_000} MB."
        raise TrainingFailed(message)
    return content


def _name_after(parent: str) -> str:
    return parent if parent.endswith(SUFFIX) else f"{parent[: LONGEST_NAME - len(SUFFIX)]}{SUFFIX}"


def _next_number(project_id: str, name: str) -> str:
    numbers = [int(number) for number in model_versions.list_numbers(project_id, name) if number.isdecimal()]
    return f"{max(numbers, default=0) + 1:04d}"
