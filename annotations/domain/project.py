"""A project: a label set, its people, and what happens by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from annotations.domain.costs import Costs
from annotations.domain.evaluation import GatePolicy
from annotations.domain.label import Label
from annotations.domain.name import Name
from annotations.domain.quality import QualityPolicy
from annotations.domain.queue import QueuePolicy
from annotations.domain.record import Record
from annotations.domain.rules import RulesPolicy
from annotations.domain.training import TrainingPolicy
from annotations.domain.work import ReviewPolicy

Role = Literal["manager", "reviewer", "annotator", "guest"]
ExportFormat = Literal["coco", "yolo", "mot", "cvat_video"]
ROLE_RANKS: dict[Role, int] = {"guest": 0, "annotator": 1, "reviewer": 2, "manager": 3}
Every = Annotated[int, Field(ge=1, le=1_000_000)]


class ExportTrigger(Record):
    """When an export is queued: after N corrections, on a cron schedule, or both."""

    every_corrections: Every | None = None
    formats: Annotated[tuple[ExportFormat, ...], Field(min_length=1, max_length=4)] = ("coco",)
    cron: Annotated[str, Field(max_length=100)] | None = None
    timezone: Annotated[str, Field(max_length=64)] = "UTC"
    next_run: datetime | None = None
    last_run: datetime | None = None


class TrainingTrigger(Record):
    """When a training is queued: after N corrections, on a cron schedule, or when people accept too little.

    `acceptance_below` is the share of the champion's predictions that people accept unchanged, over their
    last `acceptance_window` answers.
    """

    every_corrections: Every | None = None
    cron: Annotated[str, Field(max_length=100)] | None = None
    timezone: Annotated[str, Field(max_length=64)] = "UTC"
    acceptance_below: Annotated[float, Field(gt=0, lt=1)] | None = None
    acceptance_window: Annotated[int, Field(ge=10, le=100_000)] = 200
    next_run: datetime | None = None
    last_run: datetime | None = None


class Triggers(Record):
    """A project's trigger policy."""

    export: ExportTrigger = Field(default_factory=ExportTrigger)
    training: TrainingTrigger = Field(default_factory=TrainingTrigger)


class VideoPolicy(Record):
    """Which frames of a video are predicted by themselves: its key frames, or every `step`-th as well."""

    predict: Literal["keys", "every"] = "keys"
    step: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1


class Counts(Record):
    """What a project holds; kept by the relay, so it may trail a save by milliseconds."""

    assets: int = 0
    ready: int = 0
    failed: int = 0
    pending: int = 0
    annotations: int = 0
    corrections: int = 0


class Project(Record):
    """A label set with its assets and its people."""

    id: str
    name: Name
    labels: list[Label]
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    triggers: Triggers = Field(default_factory=Triggers)
    video: VideoPolicy = Field(default_factory=VideoPolicy)
    training: TrainingPolicy = Field(default_factory=TrainingPolicy)
    gate: GatePolicy = Field(default_factory=GatePolicy)
    queue: QueuePolicy = Field(default_factory=QueuePolicy)
    review: ReviewPolicy = Field(default_factory=ReviewPolicy)
    quality: QualityPolicy = Field(default_factory=QualityPolicy)
    rules: RulesPolicy = Field(default_factory=RulesPolicy)
    label_map: dict[str, str | None] = Field(default_factory=dict)
    """What a label of a model is called here; None leaves such predictions out."""
    costs: Costs = Field(default_factory=Costs)
    champion_id: str | None = None
    created_at: datetime
    changed_at: datetime | None = None

    def label_names(self) -> set[str]:
        """Return the names an annotation of this project may carry."""
        return {label.name for label in self.labels}
