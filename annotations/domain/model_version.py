"""A model version: one ONNX file with its manifest; promotion is separate."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from annotations.domain.record import Record

PROMPT_TASK = "segmentation prompt"
"""The task of a version that answers where a person points, rather than speaking by itself."""

ModelStatus = Literal["candidate", "champion", "archived", "refused"]


class Thresholds(Record):
    """`floor` is the lowest score kept in the store, `show` where the slider starts."""

    floor: float
    show: float


class TrialFrame(Record):
    """What a version said of one picture of the project before it could be chosen, and how long it took."""

    frame_id: str
    predictions: int
    seconds: float


class Trial(Record):
    """How a version's file fared on pictures of its project; with a `reason` it was refused.

    `memory_bytes` is the most that the whole trial took, the runtime included.
    """

    frames: list[TrialFrame] = Field(default_factory=list)
    memory_bytes: int = 0
    reason: str | None = None
    notes: list[str] = Field(default_factory=list)


class ModelVersion(Record):
    """What the canvas and the console show of a version; None as project means every project may use it."""

    id: str
    project_id: str | None
    name: str
    version: str
    title: str
    task: str
    labels: list[str]
    status: ModelStatus
    thresholds: Thresholds
    licence: str
    sha256: str
    manifest: str
    storage_name: str
    parent_id: str | None = None
    training_id: str | None = None
    snapshot_id: str | None = None
    metrics: dict[str, float] = Field(default_factory=dict)
    """What its trainer measured; the gate's figures are in its evaluations."""
    trial: Trial | None = None
    created_at: datetime
