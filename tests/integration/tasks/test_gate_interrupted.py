"""The gate disturbed: promotions by hand, killed workers, cancelled jobs; and candidates in shadow."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from annotations.actions.change_project import change_project
from annotations.actions.record_predictions import Answer, record_predictions
from annotations.actions.steer_job import cancel_job, retry_job
from annotations.actions.sweep_jobs import sweep_jobs
from annotations.domain.asset import Frame
from annotations.domain.evaluation import GatePolicy
from annotations.domain.geometry import bounds
from annotations.domain.ids import new_id
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.store import jobs, projects
from annotations.store.client import database as mongo
from annotations.store.tables import BLIND_SETS, JOBS, MODEL_VERSIONS, PROMOTIONS
from inference.actions import evaluate_version as evaluating
from inference.actions.compare_versions import Comparison, compare
from inference.actions.predict_frame import detect_frame, warm_detector
from inference.actions.request_evaluation import request_evaluation
from inference.actions.shadow_frame import SHADOW_PLACE
from tests.builders import Cast, a_running_job
from tests.builders_gate import RIGHT, a_frozen, an_evaluation, box_at, some_frames
from tests.caller import signed_in
from tests.circle import Circle
from tests.integration.tasks.gatehouse import (
    asked,
    bad,
    by_hand,
    good,
    job_of,
    judged,
    now,
    status_of,
    trained,
    with_wrong_champion,
    work,
)
from tests.stage import ROOT

WORKER = Path(__file__).with_name("evaluating_worker.py")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
Act = Callable[[int], object]


class Meanwhile(Protocol):
    """Lets somebody act each of the next times that a worker has judged and is about to keep it."""

    def __call__(self, act: Act, *, times: int = 1) -> None: ...


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Act between the judgement and its being kept; the judgement itself is the real one."""

    def arrange(act: Act, *, times: int = 1) -> None:
        turns: list[int] = []

        def judge_then_act(*given: Any) -> Comparison:
            found = compare(*given)
            if len(turns) < times:
                act(len(turns))
                turns.append(1)
            return found

        monkeypatch.setattr(evaluating, "compare", judge_then_act)

    return arrange


@pytest.fixture
def project(cast: Cast) -> Project:
    """A project whose champion always points at the wrong place."""
    return with_wrong_champion(cast)


def test_who_is_promoted_meanwhile_is_what_the_candidate_is_compared_with(
    project: Project, cast: Cast, meanwhile: Meanwhile
) -> None:
    version = good(project)
    a_frozen(project, some_frames(project, 6))
    job = asked(project, version, cast)
    better = good(project, places=(RIGHT,), scores=((0.95, 0.0),))
    meanwhile(lambda _turn: by_hand(project, better))
    row = work(job)
    assert (row.champion_id, row.verdict, row.acted) == (better.id, "keep", False)
    assert now(project).champion_id == better.id


def test_a_candidate_that_is_promoted_by_hand_meanwhile_needs_no_verdict(
    project: Project, cast: Cast, meanwhile: Meanwhile
) -> None:
    version = good(project)
    a_frozen(project, some_frames(project, 6))
    job = asked(project, version, cast)
    meanwhile(lambda _turn: by_hand(project, version))
    work(job)
    assert job_of(job).status == "cancelled"
    assert (now(project).champion_id, status_of(version)) == (version.id, "champion")


def test_promotions_without_end_end_the_evaluation(
    project: Project, cast: Cast, meanwhile: Meanwhile
) -> None:
    version = good(project)
    a_frozen(project, some_frames(project, 6))
    job = asked(project, version, cast)
    first, second = bad(project), bad(project, scores=((0.8, 0.0),))
    meanwhile(lambda turn: by_hand(project, (first, second)[turn % 2]), times=3)
    work(job)
    assert job_of(job).status == "failed"
    assert now(project).champion_id == first.id


def test_a_candidate_that_waits_predicts_new_frames_in_shadow(
    project: Project, circle: Circle, cast: Cast
) -> None:
    project = change_project(project=project, gate=GatePolicy(promote="ask", shadow=True))
    version = trained(project, good)
    circle.settle()
    row = judged(version.id)
    measured = BLIND_SETS.page({"evaluation_id": row.id})
    assert [[held.label for held in entry.people] for entry in measured] == [["cat"]] * 6
    assert bounds(measured[0].people[0].shape) == pytest.approx(bounds(box_at(RIGHT)))
    frame = some_frames(project, 7)[-1]
    champion = MODEL_VERSIONS.find(project.champion_id or "")
    assert champion is not None
    predicted(frame, champion)
    circle.settle()
    sets = BLIND_SETS.page({"evaluation_id": row.id}, sort=[("place", -1)])
    assert len(sets) == len(measured) + 1
    assert (sets[0].frame_id, sets[0].place) == (frame.id, SHADOW_PLACE)
    assert sets[0].people == []
    assert len(sets[0].candidate) == len(sets[0].champion) == 1
    assert bounds(sets[0].candidate[0].shape) == pytest.approx(bounds(box_at(RIGHT)))
    seen = signed_in(cast.bob).frame(frame.id)
    assert {entry["model_version_id"] for entry in seen["predictions"]} == {champion.id}


def test_nothing_is_predicted_in_shadow_where_nobody_waits_or_wants_it(
    project: Project, circle: Circle
) -> None:
    champion = MODEL_VERSIONS.find(project.champion_id or "")
    assert champion is not None
    frame = some_frames(project, 1)[0]
    for policy in (
        {"shadow": True},
        {"promote": "ask"},
        {"promote": "ask", "shadow": True, "shadow_share": 0},
    ):
        changed = change_project(project=now(project), gate=GatePolicy(**policy))
        an_evaluation(changed, good(project, sha256=new_id("mdl")), acted=policy == {"shadow": True})
        predicted(frame, champion)
        circle.settle()
    assert JOBS.count({"kind": "predict", "subject.evaluation_id": {"$ne": None}}) == 0


def predicted(frame: Frame, version: ModelVersion) -> None:
    """Let a version predict a frame as a job does."""
    said = detect_frame(warm_detector(version, threads=1).detector, frame)
    project = projects.find_project(frame.project_id)
    assert project is not None
    answer = Answer(model_version_id=version.id, columns=said)
    record_predictions(job=a_running_job(project), frame=frame, answer=answer)


@pytest.mark.parametrize("stage", ["reading", "keeping"])
def test_a_killed_worker_is_followed_by_one_that_judges_once(
    project: Project, cast: Cast, stage: str
) -> None:
    version = good(project)
    a_frozen(project, some_frames(project, 6))
    job = asked(project, version, cast)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(WORKER), job.id, stage], env=environment, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"here\n"
        worker.kill()
    assert now(project).champion_id == project.champion_id
    assert judged(version.id).status == "running"
    mongo()["jobs"].update_one({"_id": job.id}, {"$set": {"lease_until": LONG_AGO}})
    sweep_jobs(send=lambda hint: None, waiting=lambda queue: 0)
    row = work(job)
    assert (row.status, row.verdict, row.acted, job_of(job).status) == (
        "finished",
        "promote",
        True,
        "finished",
    )
    assert PROMOTIONS.count({"to_id": version.id}) == 1
    work(job)
    assert PROMOTIONS.count({"to_id": version.id}) == 1


def test_a_cancelled_evaluation_says_so_and_judges_nothing(
    project: Project, cast: Cast, circle: Circle
) -> None:
    circle.works = False
    version = good(project)
    a_frozen(project, some_frames(project, 6))
    row = request_evaluation(project=project, candidate_id=version.id, actor=cast.alice.actor)
    circle.settle()
    job = jobs.find_job_by_dedupe(f"evaluate:{row.id}")
    assert job is not None
    cancel_job(job=job)
    circle.settle()
    ended = work(job)
    assert (ended.status, ended.running, ended.verdict) == ("cancelled", None, None)
    retry_job(job=job_of(job))
    circle.settle()
    assert (work(job).verdict, now(project).champion_id) == ("promote", version.id)


def test_a_model_that_cannot_be_run_ends_its_evaluation_even_where_the_history_is_lost(
    project: Project, cast: Cast
) -> None:
    other = MODEL_VERSIONS.find(project.champion_id or "")
    assert other is not None
    a_frozen(project, some_frames(project, 6))
    version = good(project, storage_name=other.storage_name)
    job = asked(project, version, cast)
    assert work(job).status == "running"
    assert job_of(job).status == "failed"
    mongo()["cursors"].delete_many({})
    circle = Circle()
    circle.start()
    circle.settle()
    circle.stop()
    row = judged(version.id)
    assert (row.status, row.verdict, row.running) == ("failed", None, None)
    assert row.error
    assert now(project).champion_id == project.champion_id
