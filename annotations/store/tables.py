"""The tables of the annotations app: collection names are plural nouns of the vocabulary."""

from __future__ import annotations

from annotations.domain.annotation import Annotation
from annotations.domain.answer import Answer
from annotations.domain.asset import Asset, Frame
from annotations.domain.audit import Act, AuditEntry
from annotations.domain.availability import Availability
from annotations.domain.blind import BlindPair, BlindSet
from annotations.domain.correction import Correction
from annotations.domain.evaluation import Evaluation
from annotations.domain.invitation import Invitation
from annotations.domain.issue import Issue
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.notification import Notification
from annotations.domain.panel import Panel
from annotations.domain.prediction import PackedPredictions
from annotations.domain.project import Project
from annotations.domain.promotion import Promotion
from annotations.domain.propagation import Propagation
from annotations.domain.queue import Lease
from annotations.domain.review import Review
from annotations.domain.snapshot import Export, Snapshot
from annotations.domain.suspect import Suspect
from annotations.domain.training import Training
from annotations.domain.truth import Scored, Truth
from annotations.domain.two_factor import TwoFactor
from annotations.domain.upload import Upload
from annotations.domain.work import WorkItem
from annotations.store.table import Table

PROJECTS = Table("projects", Project)
ASSETS = Table("assets", Asset)
FRAMES = Table("frames", Frame)
PREDICTIONS = Table("predictions", PackedPredictions)
ANNOTATIONS = Table("annotations", Annotation)
CORRECTIONS = Table("corrections", Correction)
REVIEWS = Table("reviews", Review)
JOBS = Table("jobs", Job)
SNAPSHOTS = Table("snapshots", Snapshot)
EXPORTS = Table("exports", Export)
MODEL_VERSIONS = Table("model_versions", ModelVersion)
PROPAGATIONS = Table("propagations", Propagation)
PROMOTIONS = Table("promotions", Promotion)
TRAININGS = Table("trainings", Training)
EVALUATIONS = Table("evaluations", Evaluation)
LEASES = Table("leases", Lease)
BLIND_SETS = Table("blind_sets", BlindSet)
BLIND_PAIRS = Table("blind_pairs", BlindPair)
SUSPECTS = Table("suspects", Suspect)
UPLOADS = Table("uploads", Upload)
WORK = Table("work_items", WorkItem)
ISSUES = Table("issues", Issue)
NOTIFICATIONS = Table("notifications", Notification)
AVAILABILITIES = Table("availabilities", Availability)
INVITATIONS = Table("invitations", Invitation)
ANSWERS = Table("answers", Answer)
ANSWER_CORRECTIONS = Table("answer_corrections", Correction)
PANELS = Table("panels", Panel)
TRUTHS = Table("truths", Truth)
SCORES = Table("scores", Scored)
ACTS = Table("acts", Act)
AUDIT = Table("audit", AuditEntry)
TWO_FACTOR = Table("two_factor", TwoFactor)
