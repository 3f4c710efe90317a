"""Request bodies and list answers of the HTTP API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from annotations.actions.correct_frame import CorrectionResult
from annotations.domain.actor import Actor
from annotations.domain.asset import Verdict
from annotations.domain.correction import CorrectionRequest, Kind
from annotations.domain.evaluation import GatePolicy
from annotations.domain.events import ModelVersionShort
from annotations.domain.label import Attributes, Colour, Label, SkeletonTemplate, SuggestedShape
from annotations.domain.name import Name
from annotations.domain.prediction import Prediction
from annotations.domain.project import (
    Counts,
    ExportFormat,
    ExportTrigger,
    Role,
    TrainingTrigger,
    Triggers,
    VideoPolicy,
)
from annotations.domain.quality import QualityPolicy
from annotations.domain.quality_counts import TruthScore
from annotations.domain.queue import QueuePolicy
from annotations.domain.record import Record
from annotations.domain.review import Review
from annotations.domain.rules import RulesPolicy
from annotations.domain.training import TrainingPolicy
from annotations.domain.views import (
    AnnotationView,
    AssetView,
    ExportView,
    FrameView,
    JobView,
    ModelVersionView,
    SnapshotView,
    UploadView,
)
from annotations.domain.work import ReviewPolicy

ModelLabel = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


class Page(Record):
    """A stretch of a list: the cursor of the page before, and how many."""

    after: Annotated[str, Field(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class LearningPeriod(Record):
    """How many days back the learning page looks."""

    days: Annotated[int, Field(ge=1, le=366)] = 30


class FramesPage(Record):
    """A stretch of an asset's frames, after an index."""

    after: Annotated[int, Field(ge=-1, le=10_000_000)] = -1
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    keys: bool = False


class EventsPage(Record):
    """A stretch of the numbered log."""

    after: Annotated[int, Field(ge=0, le=2**53)] = 0
    limit: Annotated[int, Field(ge=1, le=2000)] = 500


class Credentials(Record):
    """A name and a password."""

    username: Annotated[str, Field(min_length=1, max_length=150)]
    password: Annotated[str, Field(min_length=1, max_length=4096)]


class TokenAnswer(Record):
    """A fresh API token; it is shown once."""

    token: str


class Me(Record):
    """Who is signed in."""

    id: str
    name: str
    is_admin: bool


class MeAnswer(Record):
    """Who is signed in, and the CSRF token for the next unsafe call."""

    user: Me
    csrf_token: str


class LabelBody(Record):
    """A label of a new or changed project."""

    name: Name
    color: Colour | None = None
    shape: SuggestedShape = "any"
    attributes: Attributes = ()
    skeleton: SkeletonTemplate | None = None


class ProjectBody(Record):
    """A new project."""

    name: Name
    labels: list[LabelBody] = Field(default_factory=list, max_length=5_000)


class ProjectChanges(Record):
    """What of a project changes; what is left out stays."""

    name: Name | None = None
    labels: Annotated[list[LabelBody], Field(max_length=5_000)] | None = None
    threshold: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    triggers: TriggersBody | None = None
    video: VideoPolicy | None = None
    training: TrainingPolicy | None = None
    gate: GatePolicy | None = None
    queue: QueuePolicy | None = None
    review: ReviewPolicy | None = None
    quality: QualityPolicy | None = None
    rules: RulesPolicy | None = None
    label_map: Annotated[dict[ModelLabel, Name | None], Field(max_length=20_000)] | None = None


class ExportTriggerBody(Record):
    """When an export is queued by itself."""

    every_corrections: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    formats: Annotated[tuple[ExportFormat, ...], Field(min_length=1, max_length=4)] = ("coco",)
    cron: Annotated[str, Field(max_length=100)] | None = None
    timezone: Annotated[str, Field(max_length=64)] = "UTC"
    next_run: datetime | None = None
    last_run: datetime | None = None


class TriggersBody(Record):
    """A trigger policy; `next_run` and `last_run` are read-only and ignored."""

    export: ExportTriggerBody = Field(default_factory=ExportTriggerBody)
    training: TrainingTrigger = Field(default_factory=TrainingTrigger)

    def as_triggers(self) -> Triggers:
        """Return the policy without what only the server may set."""
        given = self.export.model_dump(exclude={"next_run", "last_run"})
        training = self.training.model_copy(update={"next_run": None, "last_run": None})
        return Triggers(export=ExportTrigger(**given), training=training)


class ProjectView(Record):
    """A project as the interface shows it."""

    id: str
    name: str
    labels: list[Label]
    threshold: float | None
    triggers: Triggers
    video: VideoPolicy
    training: TrainingPolicy
    gate: GatePolicy
    queue: QueuePolicy
    review: ReviewPolicy
    quality: QualityPolicy
    rules: RulesPolicy
    label_map: dict[str, str | None]
    my_role: Role
    counts: Counts
    champion: ModelVersionView | None
    seq: int
    created_at: datetime


class ProjectsAnswer(Record):
    """Projects and the cursor of the next page."""

    projects: list[ProjectView]
    next: str | None


class AssetsAnswer(Record):
    """Assets and the cursor of the next page."""

    assets: list[AssetView]
    next: str | None = None


class UploadsAnswer(Record):
    """A person's unfinished uploads into a project."""

    uploads: list[UploadView]


class FramesAnswer(Record):
    """Frames and the cursor of the next page."""

    frames: list[FrameView]
    next: str | None


class ReviewAnswer(Review):
    """A verdict that was recorded; one of the caller's own answer may come with how it went."""

    independent: bool = False
    feedback: TruthScore | None = None


class FrameStateView(Record):
    """Everything about one frame, true at `seq`.

    `layer_version_id` names the version whose predictions are the frame's: the champion of when people first
    touched it (`pinned_version_id`), else the present one, else who spoke last (`model_version`). What other
    versions said stands beside them, to be compared.
    """

    frame: FrameView
    seq: int
    annotations: list[AnnotationView]
    predictions: list[Prediction]
    model_version: ModelVersionView | None
    model_versions: list[ModelVersionShort]
    pinned_version_id: str | None
    layer_version_id: str | None
    independent: bool = False
    """Whether it is the caller's own answer: what others say of the frame is not shown."""
    is_truth: bool = False
    """Whether its objects are known truth; told to reviewers only."""


class AnnotationsPage(Page):
    """A stretch of a frame's objects, those that stand or those that were removed."""

    removed: bool = False


class AnnotationsAnswer(Record):
    """Objects and the cursor of the next page."""

    annotations: list[AnnotationView]
    next: str | None


class HistoryPage(Record):
    """A stretch of an object's history, older than a number."""

    after: Annotated[int, Field(ge=1, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PromptedView(Record):
    """The model version that found the shape where a person pointed, and how sure it was."""

    model_version: ModelVersionShort
    score: float


class RevisionView(Record):
    """One change of an object: what it was before and is after; null where it does not stand."""

    seq: int
    kind: Kind
    actor: Actor
    at: datetime
    time_spent_ms: int | None
    before: AnnotationView | None
    after: AnnotationView | None
    prompted: PromptedView | None = None


class HistoryAnswer(Record):
    """An object's changes, newest first, and the time that all of them took together."""

    revisions: list[RevisionView]
    time_spent_ms: int
    next: str | None


class CorrectionsBody(Record):
    """Corrections of one frame, applied in order."""

    corrections: list[CorrectionRequest] = Field(min_length=1, max_length=1_000)


class CorrectionsAnswer(Record):
    """One answer per correction."""

    seq: int
    results: list[CorrectionResult]


class ReviewBody(Record):
    """A verdict. Submitting and skipping is for who annotates; a skip needs its reason as the comment."""

    verdict: Verdict
    comment: Annotated[str, Field(max_length=4_000)] | None = None


class SnapshotBody(Record):
    """A new snapshot, of everything or of one batch of the work."""

    name: Name | None = None
    batch: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class SnapshotsAnswer(Record):
    """Snapshots, newest first."""

    snapshots: list[SnapshotView]
    next: str | None


class ExportBody(Record):
    """A new export; an unknown format is answered with the list of known ones."""

    format: Annotated[str, Field(max_length=40)]
    include_images: bool = False
    interpolated: Annotated[bool, Field(strict=True)] = True


class ExportsAnswer(Record):
    """Exports, newest first."""

    exports: list[ExportView]
    next: str | None


class JobsAnswer(Record):
    """Jobs, newest first."""

    jobs: list[JobView]
    next: str | None


class EventsAnswer(Record):
    """A stretch of the numbered log. When `continuity` is lost, load the state anew and go on from `seq`."""

    events: list[dict[str, Any]]
    seq: int
    continuity: Literal["kept", "lost"]


class ErrorAnswer(Record):
    """The form of every error."""

    code: str
    message: str
    fields: dict[str, str]


ProjectChanges.model_rebuild()
