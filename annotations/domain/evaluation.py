"""Evaluations: a candidate and the champion measured on the same frames, and what the gate says of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from annotations.domain.actor import Actor
from annotations.domain.job import JobStatus, Progress
from annotations.domain.name import Name
from annotations.domain.record import Record

Metric = Literal["ap50", "ap", "accuracy"]
GateVerdict = Literal["promote", "keep", "undecided"]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class GatePolicy(Record):
    """When a candidate takes the champion's place.

    It has to be better by more than `margin` in `metric`, in at least the share `certainty` of the
    bootstrap's samples, and on no label of `protected` worse by more than `tolerance`; on fewer than
    `least_frames` held-out frames nothing is decided. With `promote` at `ask` a person has the last word.
    With `blind_votes` people compare the two first without knowing which is which, at least so many times;
    a majority against the candidate holds it back. With `shadow` a candidate that waits predicts the share
    `shadow_share` of new frames unseen, for such comparisons.
    """

    promote: Literal["auto", "ask"] = "auto"
    metric: Literal["ap50", "ap"] = "ap50"
    margin: Share = 0.0
    certainty: Share = 0.5
    protected: tuple[Name, ...] = Field(default=(), max_length=200)
    tolerance: Share = 0.02
    least_frames: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 4
    blind_votes: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 0
    shadow: bool = False
    shadow_share: Share = 1.0


class Interval(Record):
    """A measured value with its 95 % interval by bootstrap over frames."""

    value: float
    low: float
    high: float


class LabelReport(Record):
    """How well one label is found; values are None where the held-out frames have no such object."""

    label: str
    objects: int
    ap50: float | None
    ap: float | None
    precision: float | None
    recall: float | None


class Report(Record):
    """What was measured of one model version on the held-out frames.

    `by_size` has the areas of COCO: `small`, `medium`, `large`. `calibration_error` is the expected
    calibration error of its scores; `milliseconds` the median time of one frame on this machine. `knows`
    lists the project's labels that it can say.
    """

    model_version_id: str
    knows: list[str] = Field(default_factory=list)
    ap50: Interval | None = None
    ap: Interval | None = None
    accuracy: Interval | None = None
    by_label: list[LabelReport] = Field(default_factory=list)
    by_size: dict[str, float | None] = Field(default_factory=dict)
    calibration_error: float | None = None
    milliseconds: float | None = None
    predictions: int = 0


class FrameDifference(Record):
    """A held-out frame on which the two differ: objects found right, and boxes said wrongly."""

    frame_id: str
    asset_id: str
    champion_right: int
    champion_wrong: int
    candidate_right: int
    candidate_wrong: int
    missed_by_both: int = 0


class Blind(Record):
    """How people judged the two without knowing which was which."""

    candidate: int = 0
    champion: int = 0
    equal: int = 0

    @property
    def votes(self) -> int:
        """How many there are in all."""
        return self.candidate + self.champion + self.equal


class Decision(Record):
    """What a person made of a verdict: who let the candidate in, why, and when."""

    actor: Actor
    reason: str | None
    at: datetime


class Evaluation(Record):
    """One comparison at the gate. `acted` tells that its candidate was promoted because of it.

    `running` names project and candidate while it is not over: unique, so that a candidate is measured once
    at a time.
    """

    id: str
    project_id: str
    candidate_id: str
    champion_id: str | None
    training_id: str | None = None
    snapshot_id: str | None = None
    policy: GatePolicy
    status: JobStatus = "queued"
    progress: Progress | None = None
    frame_count: int = 0
    holdout_digest: str | None = None
    candidate: Report | None = None
    champion: Report | None = None
    better_share: float | None = None
    verdict: GateVerdict | None = None
    reasons: list[str] = Field(default_factory=list)
    differences: list[FrameDifference] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    """What has to be said beside the verdict, whatever it is."""
    needs_person: bool = False
    """Whether only a person can let the candidate in: the two cannot really be compared."""
    blind: Blind = Field(default_factory=Blind)
    decision: Decision | None = None
    acted: bool = False
    running: str | None = None
    error: str | None = None
    actor: Actor
    created_at: datetime
    finished_at: datetime | None = None
