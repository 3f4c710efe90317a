"""Every event has a sample that survives the journey, and every error a code of its own."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any, get_args

import orjson
import pytest
from pydantic import ValidationError

from annotations.domain import events
from annotations.domain.actor import SYSTEM, Actor
from annotations.domain.asset import Asset, Fault
from annotations.domain.evaluation import Evaluation, GatePolicy, Interval, LabelReport, Report
from annotations.domain.events import EVENT, EventBase
from annotations.domain.geometry import Keyframe
from annotations.domain.issue import Comment, Issue, view_issue
from annotations.domain.job import Job, Subject
from annotations.domain.model_version import ModelVersion, Thresholds
from annotations.domain.prediction import Prediction
from annotations.domain.propagation import Propagation, view_propagation
from annotations.domain.record import utc_now
from annotations.domain.snapshot import Export, Snapshot
from annotations.domain.training import Point, Stage, Training, TrainingPolicy, view_training
from annotations.domain.views import (
    view_annotation,
    view_asset,
    view_export,
    view_job,
    view_model_version,
    view_snapshot,
)
from annotations.domain.work import Mark, WorkItem, view_work
from annotations.errors import PortalError
from tests.builders import a_box, an_annotation

AT = utc_now()
BOB = Actor(id="6b03b69d38bbf8147abd05a9", name="bob")
ASSET = view_asset(
    Asset(
        id="ast_1", project_id="prj_1", position="ast_1", name="ä.png", status="failed",
        error=Fault(code="empty", message="The file is empty."), created_at=AT,
    )
)  # fmt: skip
EXPORT = view_export(
    Export(
        id="exp_1", project_id="prj_1", snapshot_id=None, format="coco", status="queued",
        trigger="corrections", actor=SYSTEM, created_at=AT,
    )
)  # fmt: skip
VERSION = view_model_version(
    ModelVersion(
        id="mdl_1", project_id="prj_1", name="n", version="1", title="T", task="detection", labels=["cat"],
        status="candidate", thresholds=Thresholds(floor=0.1, show=0.4), licence="MIT", sha256="0" * 64,
        manifest="{}", storage_name="models/x", created_at=AT,
    )
)  # fmt: skip
GHOST = Prediction(
    id="prd_1.0", frame_id="frm_1", model_version_id="mdl_1", label="cat", score=0.5, shape=a_box()
)
SEED = Keyframe(frame=3, shape=a_box())
PROPAGATION = view_propagation(
    Propagation(
        id="prp_1", project_id="prj_1", asset_id="ast_1", annotation_id="ann_1", label="cat",
        direction="forward", first=3, last=9, frames=6, revision=1, reached=4, anchors=[SEED], actor=BOB,
        created_at=AT,
    )
)  # fmt: skip
FRAME: dict[str, Any] = {"asset_id": "ast_1", "frame_id": "frm_1", "frame_seq": 3}
SAMPLES: dict[str, dict[str, Any]] = {
    "asset.uploaded": {"asset": ASSET},
    "asset.ready": {"asset": ASSET, "frame_id": "frm_1"},
    "asset.failed": {"asset": ASSET},
    "asset.changed": {"asset": ASSET},
    "predictions.recorded": {
        **FRAME, "model_version": {"id": "mdl_1", "name": "n", "version": "1"}, "predictions": [GHOST],
        "count": 1, "replaces": None, "region": None,
    },
    "annotation.corrected": {
        **FRAME, "annotation": view_annotation(an_annotation()), "annotation_id": "ann_1", "revision": 1,
        "correction": {
            "mutation_id": "m" * 8, "kind": "add", "prediction_id": None, "annotation_id": "ann_1",
        },
        "reopened": GHOST,
    },
    "frame.reviewed": {**FRAME, "verdict": "approved", "comment": None},
    "snapshot.frozen": {
        "snapshot": view_snapshot(
            Snapshot(id="snp_1", project_id="prj_1", name="S", status="finished", actor=BOB, created_at=AT)
        )
    },
    "export.queued": {"export": EXPORT},
    "export.finished": {"export": EXPORT},
    "export.failed": {"export": EXPORT},
    "job.progressed": {
        "job": view_job(
            Job(
                id="job_1", project_id="prj_1", kind="ingest", queue="bulk",
                subject=Subject(asset_id="ast_1"), dedupe="x", hinted_at=AT, created_at=AT,
            )
        )
    },
    "propagation.progressed": {
        "propagation": PROPAGATION, "added": [SEED.model_copy(update={"frame": 4})]
    },
    "model_version.registered": {"model_version": VERSION},
    "model_version.promoted": {"model_version": VERSION},
    "training.progressed": {
        "training": view_training(
            Training(
                id="trn_1", project_id="prj_1", cause="corrections", policy=TrainingPolicy(),
                parent_id="mdl_1", stage=Stage(name="training", done=3, total=40),
                actor=SYSTEM, created_at=AT,
            )
        ),
        "points": [Point(step=120, split="validation", metric="ap50", value=0.43)],
    },
    "model_version.judged": {
        "evaluation": Evaluation(
            id="evl_1", project_id="prj_1", candidate_id="mdl_1", champion_id=None, policy=GatePolicy(),
            status="finished", actor=SYSTEM, created_at=AT,
            candidate=Report(
                model_version_id="mdl_1", ap50=Interval(value=0.5, low=0.4, high=0.6),
                by_label=[
                    LabelReport(label="cat", objects=3, ap50=0.5, ap=None, precision=1.0, recall=0.5)
                ],
                by_size={"small": None},
            ),
        )
    },
    "project.changed": {},
    "quality.changed": {"frame_id": "frm_1"},
    "issue.changed": {
        "issue": view_issue(
            Issue(
                id="iss_1", project_id="prj_1", asset_id="ast_1", frame_id="frm_1", x=1.5, y=2,
                comments=[Comment(id="cmt_1", actor=BOB, text="ä", mentions=["u"], at=AT)], actor=BOB,
                text_key="ä", created_at=AT, changed_at=AT,
            )
        )
    },
    "work.changed": {
        "work": view_work(
            WorkItem(
                id="frm_1", project_id="prj_1", asset_id="ast_1", name="ä.png", name_key="ä.png",
                assignee=BOB, changed_at=AT, history=[Mark(stage="returned", actor=BOB, at=AT, comment="ä")],
            )
        )
    },
}  # fmt: skip


def members() -> list[type[EventBase]]:
    """Return the classes of the Event union."""
    union, _discriminator = get_args(events.Event)
    return list(get_args(union))


def type_of(member: type[EventBase]) -> str:
    return str(member.model_fields["type"].default)


def test_every_event_has_a_sample_and_every_sample_an_event() -> None:
    assert {type_of(member) for member in members()} == set(SAMPLES)


@pytest.mark.parametrize("member", members(), ids=type_of)
def test_an_event_survives_the_journey(member: type[EventBase]) -> None:
    event = member.model_validate(
        {"seq": 7, "at": AT, "actor": BOB, "project_id": "prj_1", **SAMPLES[type_of(member)]}
    )
    text = EVENT.dump_json(event)  # type: ignore[arg-type]  # each member is in the union
    assert EVENT.validate_json(text) == event
    plain = orjson.loads(text)
    assert (plain["type"], plain["seq"], plain["project_id"]) == (type_of(member), 7, "prj_1")
    assert list(plain)[: len(EventBase.model_fields)] == list(EventBase.model_fields)


@pytest.mark.parametrize("member", members(), ids=type_of)
def test_an_event_with_a_field_nobody_declared_is_refused(member: type[EventBase]) -> None:
    with pytest.raises(ValidationError, match="surprise"):
        member.model_validate({"at": AT, "project_id": "prj_1", **SAMPLES[type_of(member)], "surprise": 1})


def test_event_types_are_a_noun_and_a_verb_in_the_past() -> None:
    for member in members():
        noun, _dot, verb = type_of(member).partition(".")
        assert noun.replace("_", "").isalpha()
        assert verb.endswith("d") or verb in {"frozen", "ready"}, type_of(member)


def errors() -> Iterator[type[PortalError]]:
    for name in ("annotations.errors", "inference.errors"):
        for _name, found in inspect.getmembers(import_module(name), inspect.isclass):
            if issubclass(found, PortalError) and found.__module__ == name:
                yield found


def test_every_error_has_a_code_of_its_own_and_a_status_of_an_error() -> None:
    found = list(errors())
    codes = [error.code for error in found]
    assert len(found) > 15
    assert len(set(codes)) == len(codes)
    for error in found:
        assert error.code.replace("_", "").isalpha()
        assert 400 <= error.http_status < 600
        assert error.__doc__
