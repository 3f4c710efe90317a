"""A job: one long act, kept as a row that survives every process."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from annotations.domain.incoming import ImportSource
from annotations.domain.record import Record
from annotations.domain.region import Region

JobKind = Literal[
    "ingest", "predict", "snapshot", "export", "train", "extract", "scenes", "scan", "link", "propagate",
    "import", "evaluate", "repredict", "embed", "mine", "weigh",
]  # fmt: skip
JobStatus = Literal["queued", "running", "finished", "failed", "cancelled", "quarantined", "blocked"]
Queue = Literal["interactive", "bulk", "video", "export", "training"]

QUEUES: tuple[Queue, ...] = ("interactive", "bulk", "video", "export", "training")
MAX_ATTEMPTS = 3
LEASE_SECONDS = 15
LEGAL: dict[JobStatus, frozenset[JobStatus]] = {
    "queued": frozenset({"running", "cancelled", "quarantined"}),
    "running": frozenset({"queued", "finished", "failed", "cancelled", "quarantined", "blocked"}),
    "finished": frozenset(),
    "failed": frozenset({"queued"}),
    "cancelled": frozenset({"queued"}),
    "quarantined": frozenset({"queued"}),
    "blocked": frozenset({"queued"}),
}


class Progress(Record):
    """How far a job is."""

    done: int
    total: int


class FrameSpan(Record):
    """Frames of a video: the key frames, or every `step`-th, from `first` to `last`."""

    frames: Literal["keys", "every"]
    step: int = 1
    first: int = 0
    last: int


class Subject(Record):
    """What a job is about: perhaps a region of a frame, a span of frames, or a file to import."""

    asset_id: str | None = None
    frame_id: str | None = None
    snapshot_id: str | None = None
    export_id: str | None = None
    model_version_id: str | None = None
    promotion_id: str | None = None
    propagation_id: str | None = None
    training_id: str | None = None
    evaluation_id: str | None = None
    region: Region | None = None
    span: FrameSpan | None = None
    source: ImportSource | None = None


class Job(Record):
    """One long act. `fence` grows with each claim: a late worker's fence no longer fits.

    `place` is where a long job goes on, in words of its own.
    """

    id: str
    project_id: str
    kind: JobKind
    queue: Queue
    status: JobStatus = "queued"
    subject: Subject
    dedupe: str
    attempts: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    progress: Progress | None = None
    place: str | None = None
    reason: str | None = None
    hinted_at: datetime
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    notes: list[str] = Field(default_factory=list)


class JobHint(Record):
    """What is put on the wire for the workers: a kind, a queue and an id, never content."""

    kind: JobKind
    queue: Queue
    job_id: str
