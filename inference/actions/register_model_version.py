"""Take a model file in: tried in a child process first, stored by content, then a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from annotations.domain.ids import new_id
from annotations.domain.model_version import ModelStatus, ModelVersion, Thresholds
from annotations.domain.record import utc_now
from annotations.errors import AlreadyExists
from annotations.store import files
from inference.actions.try_on_frames import judge_trial, read_samples
from inference.manifest import Manifest
from inference.runtime.trial import examine
from inference.store import model_versions


def register_model_version(
    *,
    project_id: str | None,
    manifest: Manifest,
    path: Path,
    decoder_path: Path | None = None,
    status: ModelStatus = "candidate",
    clock: Callable[[], datetime] = utc_now,
) -> ModelVersion:
    """Register a version for a project, or for all when `project_id` is None; otherwise as `take_in`.

    Raises:
        ModelFileInvalid: the file is not a usable ONNX graph of this manifest.
        AlreadyExists: the project has this very file.
    """
    version = take_in(
        project_id=project_id,
        manifest=manifest,
        path=path,
        decoder_path=decoder_path,
        status=status,
        clock=clock,
    )
    if not model_versions.add_model_version(version):
        message = "This file is being registered by somebody else right now."
        raise AlreadyExists(message, {"model": "registered before"})
    return version


def take_in(
    *,
    project_id: str | None,
    manifest: Manifest,
    path: Path,
    decoder_path: Path | None = None,
    status: ModelStatus = "candidate",
    clock: Callable[[], datetime] = utc_now,
) -> ModelVersion:
    """Try a model file, store it, and return the row to insert.

    It is tried on pictures of the project. A sound file that cannot be used on them is kept as a refused
    version, with the reason.

    Args:
        project_id: Whose it is.
        manifest: What its owner says of it.
        path: The ONNX file.
        decoder_path: The second file of an encoder and decoder pair.
        status: What it starts as.
        clock: Tells the time.

    Raises:
        ModelFileInvalid: the file is not a usable ONNX graph of this manifest.
        AlreadyExists: the project has this very file.
    """
    samples = read_samples(project_id) if project_id is not None and not manifest.is_prompted else {}
    report = examine(path, manifest, decoder_path=decoder_path, samples=list(samples.values()))
    known = model_versions.find_same_file(project_id, report.sha256)
    if known is not None:
        refused = f" It was refused: {known.trial.reason}" if known.trial and known.trial.reason else ""
        message = f"This file is registered already as {known.name} {known.version}.{refused}"
        raise AlreadyExists(message, {"model": "registered before"})
    with path.open("rb") as source:
        name = files.save_by_content("models", source, sha256=report.sha256, suffix=".onnx")
    complete = manifest.model_copy(update={"sha256": report.sha256})
    if decoder_path is not None and report.decoder_sha256 is not None:
        with decoder_path.open("rb") as source:
            files.save_by_content("models", source, sha256=report.decoder_sha256, suffix=".onnx")
        decoder = manifest.decoder.model_copy(update={"sha256": report.decoder_sha256})
        complete = complete.model_copy(update={"decoder": decoder})
    return ModelVersion(
        id=new_id("mdl"),
        project_id=project_id,
        name=manifest.name,
        version=manifest.version,
        title=manifest.title,
        task=manifest.task,
        labels=[label for label in manifest.labels if label],
        status="refused" if report.fault else status,
        thresholds=Thresholds(floor=manifest.thresholds.floor, show=manifest.thresholds.show),
        licence=manifest.licence,
        sha256=report.sha256,
        manifest=complete.model_dump_json(),
        storage_name=name,
        trial=judge_trial(report, list(samples)) if samples else None,
        created_at=clock(),
    )
