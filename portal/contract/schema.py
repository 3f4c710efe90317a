"""Everything that goes over the wire, as one JSON schema."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from annotations.actions.assign_work import Assigned
from annotations.actions.skip_duplicates import Skipped
from annotations.domain import events
from annotations.domain.availability import Hours
from annotations.domain.correction import CorrectionRequest
from annotations.domain.learning import Learning
from annotations.domain.propagation import PropagationView
from annotations.domain.views import VideoView
from annotations.domain.work_days import Console
from annotations.http import bodies
from annotations.http.account import AccountAnswer, SessionsAnswer, TokenMade, TokenOptions, TokensAnswer
from annotations.http.administration import (
    AccountsAnswer,
    ProjectLinesAnswer,
    ResetLinkAnswer,
    VersionLinesAnswer,
)
from annotations.http.answers import AnswersAnswer, AnswersBody
from annotations.http.audit import ActsAnswer, AuditAnswer, LedgerAnswer
from annotations.http.availability import AwayWorkAnswer, HoursView
from annotations.http.duplicates import DuplicateCounts, DuplicatesAnswer, KeepManyBody, RestoreManyBody
from annotations.http.invitations import (
    AcceptBody,
    AcceptedAnswer,
    InvitationLook,
    InvitationsAnswer,
    InviteBody,
    InvitedAnswer,
    TokenBody,
)
from annotations.http.issues import CommentBody, CommentChange, IssueBody, IssueChange, IssuesAnswer
from annotations.http.members import MemberBody, MembersAnswer, RemovedAnswer, RoleBody
from annotations.http.my_work import WorkEverywhere
from annotations.http.notifications import NotificationsAnswer, ReadAnswer, ReadBody
from annotations.http.passwords import NewPasswordBody, ResetAnswer, ResetBody
from annotations.http.quality import (
    ConsensusAnswer,
    MergeBody,
    PanelsAnswer,
    QualityAnswer,
    ScoresAnswer,
    TruthsAnswer,
    UnmergeAnswer,
)
from annotations.http.queue import LeaseView, NextAnswer, NextBody, QueueAnswer
from annotations.http.two_factor import RecoveryAnswer
from annotations.http.work import (
    AssignBody,
    BatchesAnswer,
    FrameWork,
    HandOverBody,
    MyWorkAnswer,
    NextReviewAnswer,
    NextReviewBody,
    RestoreBody,
    VersionsAnswer,
    WorkAnswer,
)
from annotations.queries.administration import Storage
from annotations.queries.suspects import SuspectCounts
from annotations.two_factor import Begun
from annotations.ws import protocol
from inference.actions.hold_out import HoldoutMoved
from inference.http.evaluations import BlindAnswer, DifferencesAnswer, EvaluationsAnswer, VoteAnswer, VoteBody
from inference.http.model_versions import ModelVersionsAnswer
from inference.http.predictions import PredictionBody
from inference.http.prompts import PromptAnswer, PromptBody
from inference.http.propagations import PropagationBody, PropagationsAnswer
from inference.http.suspects import SuspectsAnswer
from inference.http.trainings import (
    HoldoutAnswer,
    HoldoutBody,
    TrainersAnswer,
    TrainingAnswer,
    TrainingBody,
    TrainingLogAnswer,
    TrainingPlanView,
    TrainingsAnswer,
    TriggerPreviewAnswer,
)
from inference.queries.similar import Similar

# What clients send is described as it is read, what they get as it is written.
SENT: tuple[type[BaseModel], ...] = (
    CorrectionRequest,
    protocol.Ping,
    protocol.Resume,
    protocol.Presence,
    protocol.Pointer,
    protocol.Selection,
    PromptBody,
    PredictionBody,
    PropagationBody,
    NextBody,
    TrainingBody,
    HoldoutBody,
    AnswersBody,
    KeepManyBody,
    RestoreManyBody,
    VoteBody,
    IssueBody,
    IssueChange,
    CommentBody,
    CommentChange,
    ReadBody,
    TokenOptions,
    NextReviewBody,
    AssignBody,
    RestoreBody,
    HandOverBody,
    MergeBody,
    MemberBody,
    RoleBody,
    InviteBody,
    TokenBody,
    AcceptBody,
    ResetBody,
    NewPasswordBody,
    Hours,
)
RECEIVED: tuple[type[BaseModel], ...] = (
    bodies.MeAnswer,
    bodies.ProjectsAnswer,
    MembersAnswer,
    RemovedAnswer,
    InvitationsAnswer,
    InvitedAnswer,
    InvitationLook,
    AcceptedAnswer,
    ResetAnswer,
    HoursView,
    AwayWorkAnswer,
    WorkEverywhere,
    BatchesAnswer,
    bodies.AssetsAnswer,
    bodies.FramesAnswer,
    bodies.UploadsAnswer,
    bodies.FrameStateView,
    bodies.CorrectionsAnswer,
    bodies.AnnotationsAnswer,
    bodies.HistoryAnswer,
    bodies.SnapshotsAnswer,
    bodies.ExportsAnswer,
    bodies.JobsAnswer,
    bodies.EventsAnswer,
    bodies.ErrorAnswer,
    NextAnswer,
    LeaseView,
    QueueAnswer,
    DuplicatesAnswer,
    DuplicateCounts,
    Skipped,
    AnswersAnswer,
    Similar,
    SuspectsAnswer,
    SuspectCounts,
    ModelVersionsAnswer,
    EvaluationsAnswer,
    DifferencesAnswer,
    BlindAnswer,
    VoteAnswer,
    PromptAnswer,
    bodies.ReviewAnswer,
    VideoView,
    Learning,
    PropagationView,
    PropagationsAnswer,
    TrainingsAnswer,
    TrainingAnswer,
    TrainingLogAnswer,
    TrainingPlanView,
    TrainersAnswer,
    TriggerPreviewAnswer,
    HoldoutAnswer,
    HoldoutMoved,
    IssuesAnswer,
    NotificationsAnswer,
    ReadAnswer,
    AccountAnswer,
    SessionsAnswer,
    TokensAnswer,
    TokenMade,
    Begun,
    RecoveryAnswer,
    NextReviewAnswer,
    FrameWork,
    VersionsAnswer,
    WorkAnswer,
    MyWorkAnswer,
    Assigned,
    QualityAnswer,
    PanelsAnswer,
    ConsensusAnswer,
    UnmergeAnswer,
    TruthsAnswer,
    ScoresAnswer,
    AccountsAnswer,
    ProjectLinesAnswer,
    VersionLinesAnswer,
    ResetLinkAnswer,
    Storage,
    AuditAnswer,
    ActsAnswer,
    LedgerAnswer,
    Console,
    protocol.Person,
    protocol.Told,
    protocol.OperationsHistory,
    protocol.OperationsNow,
    events.AssetUploaded,
    events.AssetReady,
    events.AssetFailed,
    events.AssetChanged,
    events.PredictionsRecorded,
    events.AnnotationCorrected,
    events.FrameReviewed,
    events.SnapshotFrozen,
    events.ExportQueued,
    events.ExportFinished,
    events.ExportFailed,
    events.JobProgressed,
    events.PropagationProgressed,
    events.ModelVersionRegistered,
    events.ModelVersionPromoted,
    events.TrainingProgressed,
    events.ModelVersionJudged,
    events.QualityChanged,
    events.ProjectChanged,
    events.IssueChanged,
    events.WorkChanged,
)


def wire_schema() -> dict[str, Any]:
    """Return the definitions of all wire records by name."""
    pairs: list[tuple[type[BaseModel], Any]] = [(model, "validation") for model in SENT]
    pairs += [(model, "serialization") for model in RECEIVED]
    _names, schema = models_json_schema(pairs)
    definitions: dict[str, Any] = schema["$defs"]
    return dict(sorted(definitions.items()))
