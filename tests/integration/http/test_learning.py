"""The learning page's figures: counted by the relay as corrections come, read from counters."""

import time
from datetime import timedelta

import pytest

from annotations.domain.record import utc_now
from annotations.store.client import database as mongo
from tests.builders import (
    Cast,
    a_box,
    a_frame,
    a_model_version,
    an_annotation_id,
    ask,
    correct,
    draw,
    predict,
)
from tests.caller import Caller
from tests.circle import Circle

NOTHING = {"accepted": 0, "adjusted": 0, "rejected": 0, "drawn": 0}


def test_a_project_in_which_nothing_happened_has_figures_all_the_same(cast: Cast, bob: Caller) -> None:
    found = bob.get(f"/api/projects/{cast.project.id}/learning?days=7").good()
    assert [day["corrections"] for day in found["days"]] == [0] * 7
    assert found["days"][-1]["day"] == utc_now().date().isoformat()
    assert (found["by_version"], found["by_label"], found["trainings"]) == ([], [], [])
    assert (found["corrections"], found["seconds_saved"]) == (0, None)
    assert found["next_training"] == {"corrections": 0, "every_corrections": None}


def test_answers_are_counted_by_version_label_and_pace(cast: Cast, bob: Caller, circle: Circle) -> None:
    version = a_model_version(cast.project)
    frame = a_frame(cast.project)
    said = predict(frame, version, "cat", "cat", "dog", "dog")
    accepted, renamed = an_annotation_id(), an_annotation_id()
    correct(
        frame,
        cast.bob,
        ask("accept", prediction_id=f"{said.id}.0", annotation_id=accepted, time_spent_ms=1_000),
        ask(
            "adjust",
            prediction_id=f"{said.id}.1",
            annotation_id=an_annotation_id(),
            shape=a_box(),
            time_spent_ms=3_000,
        ),
        ask("reject", prediction_id=f"{said.id}.2", time_spent_ms=500),
        ask("accept", prediction_id=f"{said.id}.3", annotation_id=renamed, label="bird"),
        ask("add", annotation_id=an_annotation_id(), label="bird", shape=a_box(), time_spent_ms=9_000),
    )
    circle.settle()
    found = bob.get(f"/api/projects/{cast.project.id}/learning").good()
    assert found["by_version"] == [
        {"accepted": 1, "adjusted": 2, "rejected": 1, "drawn": 0, "model_version_id": version.id}
    ]
    labels = {entry.pop("label"): entry for entry in found["by_label"]}
    assert labels["cat"] == NOTHING | {"accepted": 1, "adjusted": 1}
    # What is accepted under another name counts for the label that was said.
    assert labels["dog"] == NOTHING | {"adjusted": 1, "rejected": 1}, (
        "a renamed prediction counts for what it said"
    )
    assert labels["bird"] == NOTHING | {"drawn": 1}
    pace = {entry["origin"]: entry["seconds"] for entry in found["pace"]}
    assert pace == {"accepted": 1.0, "adjusted": 3.0, "rejected": 0.5, "drawn": 9.0}
    assert found["seconds_saved"] == pytest.approx((9 - 1) * 1 + (9 - 3) * 2)
    assert (found["days"][-1]["corrections"], found["corrections"]) == (5, 5)
    assert found["next_training"]["corrections"] == 5

    correct(
        frame,
        cast.bob,
        ask("reshape", annotation_id=accepted, revision=1, shape=a_box(x=200)),
        ask("reopen", prediction_id=f"{said.id}.2"),
        ask("withdraw", annotation_id=renamed, revision=1),
    )
    circle.settle()
    found = bob.get(f"/api/projects/{cast.project.id}/learning").good()
    answers = found["by_version"][0]
    assert (answers["accepted"], answers["adjusted"], answers["rejected"]) == (0, 2, 0)


def test_older_days_are_told_apart_from_the_period(cast: Cast, bob: Caller, circle: Circle) -> None:
    draw(a_frame(cast.project), cast.bob)
    circle.settle()
    older = (utc_now() - timedelta(days=9)).date().isoformat()
    mongo()["learning_days"].update_many({}, {"$set": {"day": older}})
    found = bob.get(f"/api/projects/{cast.project.id}/learning?days=5").good()
    assert (found["corrections"], found["corrections_before"]) == (1, 1)
    assert sum(day["corrections"] for day in found["days"]) == 0


@pytest.mark.parametrize("days", ["0", "-1", "367", "many", "1.5", ""])
def test_a_wrong_period_is_refused(cast: Cast, bob: Caller, days: str) -> None:
    assert "days" in bob.get(f"/api/projects/{cast.project.id}/learning?days={days}").fault(
        400, "input_invalid"
    )


def test_a_year_of_many_labels_is_read_without_touching_the_ledger(cast: Cast, bob: Caller) -> None:
    rows = [
        {
            "project_id": cast.project.id,
            "day": (utc_now() - timedelta(days=back)).date().isoformat(),
            "model_version_id": f"mdl_{version}",
            "label": f"label {label}",
            "corrections": 40,
            "accepted": 30,
        }
        for back in range(30)
        for version in range(3)
        for label in range(80)
    ]
    mongo()["learning_days"].insert_many(rows)
    mongo()["tallies"].update_one({"_id": cast.project.id}, {"$set": {"corrections": 1_000_000}}, upsert=True)
    began = time.perf_counter()
    found = bob.get(f"/api/projects/{cast.project.id}/learning").good()
    assert time.perf_counter() - began < 2.0
    assert sum(day["corrections"] for day in found["days"]) == 40 * len(rows)
    plan = mongo().command(
        "explain",
        {
            "aggregate": "learning_days",
            "pipeline": [{"$match": {"project_id": cast.project.id, "day": {"$gte": "2000"}}}],
            "cursor": {},
        },
        verbosity="queryPlanner",
    )
    assert "COLLSCAN" not in str(plan)
