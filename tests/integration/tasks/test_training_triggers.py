"""Trainings that begin by themselves: after corrections, by the clock, by drift; never for nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from annotations.domain.asset import Frame
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.store import projects, trainings
from annotations.store.tables import TRAININGS
from inference.actions.run_training_schedules import run_training_schedules
from inference.store.splits import set_splits
from tests.builders import Cast, ask, correct, draw, predict
from tests.builders_trainings import a_pictured_frame, a_taught_project
from tests.caller import Caller
from tests.circle import Circle


@pytest.fixture
def taught(cast: Cast, tiny_model: ModelVersion, settings: Settings, tmp_path: Path) -> Project:
    return a_taught_project(cast, tiny_model, settings, tmp_path)


@pytest.fixture
def idle() -> Circle:
    """A relay without workers, which the test starts."""
    return Circle(works=False)


def triggered(alice: Caller, project: Project, **training: object) -> None:
    alice.patch(f"/api/projects/{project.id}", {"triggers": {"training": training}}).good()


def causes() -> list[tuple[str, int]]:
    return [(row.cause, row.corrections) for row in TRAININGS.page({}, sort=[("_id", 1)])]


def test_corrections_begin_a_training_and_are_counted_on_while_it_goes(
    cast: Cast, taught: Project, idle: Circle, alice: Caller
) -> None:
    triggered(alice, taught, every_corrections=4)
    frame = a_pictured_frame(taught)
    idle.start()
    idle.settle()
    assert causes() == [], "three corrections were made before the policy counted"
    draw(frame, cast.bob)
    idle.settle()
    assert causes() == [("corrections", 4)]
    for _ in range(5):
        draw(frame, cast.bob)
    idle.settle()
    assert causes() == [("corrections", 4)], "one is not over yet"
    running = trainings.find_running(taught.id)
    assert running is not None
    alice.post(f"/api/trainings/{running.id}/cancel").good()
    idle.settle()
    assert causes() == [("corrections", 4), ("corrections", 5)]
    idle.stop()


def test_with_nothing_to_learn_no_training_begins(
    cast: Cast, taught: Project, idle: Circle, alice: Caller
) -> None:
    frame = a_pictured_frame(taught)
    held_out = [row["id"] for row in alice.get(f"/api/projects/{taught.id}/assets").good()["assets"]]
    set_splits(taught.id, held_out, "holdout")
    triggered(alice, taught, every_corrections=2)
    idle.start()
    draw(frame, cast.bob)
    idle.settle()
    idle.stop()
    assert causes() == []
    assert projects.read_tally(taught.id)["since_training"] == 0
    plan = alice.post(f"/api/projects/{taught.id}/trainings", {"dry_run": True}).good()
    assert plan["would_train"] is False
    assert "nothing to learn from" in plan["reason"]


def test_the_clock_begins_one_for_a_period_if_there_is_anything_new(
    cast: Cast, taught: Project, alice: Caller
) -> None:
    triggered(alice, taught, cron="0 2 * * *")
    later = datetime.now(UTC) + timedelta(days=3)
    assert run_training_schedules() == 0
    assert run_training_schedules(clock=lambda: later) == 1
    assert run_training_schedules(clock=lambda: later) == 0
    assert [cause for cause, _count in causes()] == ["schedule"]
    now = projects.find_project(taught.id)
    assert now is not None
    assert (now.triggers.training.next_run or later) > later
    assert run_training_schedules(clock=lambda: later + timedelta(days=1)) == 0, "one is not over yet"


def test_drift_begins_one_for_a_whole_window_of_answers(
    cast: Cast, taught: Project, idle: Circle, tiny_model: ModelVersion, alice: Caller
) -> None:
    triggered(alice, taught, acceptance_below=0.5, acceptance_window=10)
    frame = a_pictured_frame(taught)
    idle.start()
    idle.settle()
    answer(cast, frame, tiny_model, "accept", 5)
    answer(cast, frame, tiny_model, "reject", 4)
    idle.settle()
    assert causes() == [], "the window is not full"
    answer(cast, frame, tiny_model, "reject", 2)
    idle.settle()
    assert [cause for cause, _count in causes()] == ["drift"]
    running = trainings.find_running(taught.id)
    assert running is not None
    alice.post(f"/api/trainings/{running.id}/cancel").good()
    answer(cast, frame, tiny_model, "reject", 9)
    idle.settle()
    assert len(causes()) == 1, "for this champion a new window begins"
    answer(cast, frame, tiny_model, "reject", 1)
    idle.settle()
    assert len(causes()) == 2
    idle.stop()


def answer(cast: Cast, frame: Frame, version: ModelVersion, kind: str, count: int) -> None:
    """Let Bob answer as many predictions of a version."""
    packed = predict(frame, version, *["cat"] * count)
    asked = [ask(kind, prediction_id=f"{packed.id}.{index}") for index in range(count)]  # type: ignore[arg-type]
    correct(frame, cast.bob, *asked)


def test_the_preview_tells_when_a_policy_would_have_begun_trainings(
    cast: Cast, taught: Project, tiny_model: ModelVersion, alice: Caller
) -> None:
    path = f"/api/projects/{taught.id}/triggers/preview"
    assert alice.get(path).good()["moments"] == [], "its own policy begins none"
    frame = a_pictured_frame(taught)
    answer(cast, frame, tiny_model, "reject", 12)
    told = alice.get(path, every_corrections=4).good()
    assert (told["corrections"], told["count"]) == (15, 3)
    assert [(entry["cause"], entry["corrections"]) for entry in told["moments"]] == [("corrections", 4)] * 3
    told = alice.get(path, acceptance_below=0.5, acceptance_window=10).good()
    assert [(entry["cause"], entry["corrections"]) for entry in told["moments"]] == [("drift", 13)]
    told = alice.get(path, cron="* * * * *").good()
    assert told["count"] <= 1
    assert told["policy"]["cron"] == "* * * * *"
    alice.get(path, cron="nonsense").fault(400, "schedule_invalid")
    alice.get(path, timezone="Mars/Olympus", every_corrections=1).fault(400, "schedule_invalid")
    for wrong in ({"every_corrections": 0}, {"days": 0}, {"days": 400}, {"acceptance_below": 1}):
        alice.get(path, **wrong).fault(400, "input_invalid")
