"""Trainings over HTTP: asked for, looked at, refused with a reason; trainers; files held out by hand."""

from pathlib import Path

import pytest
from pytest_django import Settings

from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.domain.training import Stage
from annotations.store import trainings
from annotations.store.tables import TRAININGS
from inference.store.splits import add_splits, read_splits
from tests.builders import Cast, a_person, a_project
from tests.builders_trainings import a_pictured_frame, a_taught_project, train_with
from tests.caller import Caller, signed_in


@pytest.fixture
def taught(cast: Cast, tiny_model: ModelVersion, settings: Settings, tmp_path: Path) -> Project:
    return a_taught_project(cast, tiny_model, settings, tmp_path)


def test_a_training_is_asked_for_once_and_can_be_looked_at(
    alice: Caller, bob: Caller, taught: Project
) -> None:
    path = f"/api/projects/{taught.id}/trainings"
    plan = alice.post(path, {"dry_run": True}).good()
    assert plan == {
        "would_train": True,
        "reason": "",
        "counts": {"frames": 3, "objects": 3, "holdout_frames": 0, "by_label": {"cat": 3}},
        "trainer": "copy",
    }
    assert TRAININGS.count({}) == 0
    made = alice.post(path, {"minutes": 2}).good(201)
    assert (made["status"], made["cause"], made["policy"]["minutes"]) == ("queued", "person", 2)
    assert alice.post(path).fault(409, "state_conflict") == {"training_id": made["id"]}
    assert made["id"] in alice.post(path, {"dry_run": True}).good()["reason"]
    assert bob.get(path).good() == {"trainings": [made], "next": None}
    assert bob.get(f"/api/trainings/{made['id']}").good() == {"training": made, "points": []}
    assert trainings.set_running(made["id"])
    trainings.append_progress(made["id"], stage=Stage(name="a"), points=[], lines=["one", "two", "three"])
    log = f"/api/trainings/{made['id']}/log"
    first = bob.get(log, limit=2).good()
    assert [line["text"] for line in first["lines"]] == ["one", "two"]
    rest = bob.get(log, after=first["next"]).good()
    assert ([line["number"] for line in rest["lines"]], rest["next"]) == ([3], None)


def test_lists_go_on_where_they_ended(alice: Caller, taught: Project) -> None:
    path = f"/api/projects/{taught.id}/trainings"
    for _ in range(3):
        made = alice.post(path).good(201)
        alice.post(f"/api/trainings/{made['id']}/cancel").good()
    page = alice.get(path, limit=2).good()
    rest = alice.get(path, limit=2, after=page["next"]).good()
    found = [row["id"] for row in page["trainings"] + rest["trainings"]]
    assert len(found) == 3
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    "body",
    [
        {"trainer": "unknown"}, {"trainer": "No Name"}, {"trainer": ""}, {"trainer": 7},
        {"minutes": 0}, {"minutes": -1}, {"minutes": 1e9}, {"minutes": "two"},
        {"dry_run": "yes"}, {"more": 1}, [], "text", 7,
    ],
)  # fmt: skip
def test_what_cannot_be_read_begins_nothing(alice: Caller, taught: Project, body: object) -> None:
    alice.post(f"/api/projects/{taught.id}/trainings", body).fault(400, "input_invalid")
    assert TRAININGS.count({}) == 0


def test_a_trainer_that_is_not_installed_is_refused_with_what_to_do(
    alice: Caller, taught: Project, settings: Settings
) -> None:
    settings.TRAINERS_FILE.write_text('[gone]\ncommand = ["/no/such/trainer"]\n', encoding="utf-8")
    train_with(taught, trainer="gone")
    path = f"/api/projects/{taught.id}/trainings"
    assert "/no/such/trainer" in alice.post(path).body["message"]
    alice.post(path).fault(409, "trainer_missing")
    assert alice.post(path, {"dry_run": True}).good()["would_train"] is False
    found = {entry["name"]: entry for entry in alice.get("/api/trainers").good()["trainers"]}
    assert set(found) == {"detection", "classification", "gone"}
    assert (found["gone"]["installed"], found["gone"]["own"]) == (False, False)
    assert found["detection"]["installed"] == (found["detection"]["reason"] is None)
    settings.TRAINERS_FILE.write_text("[gone]\ncommand = 7\n", encoding="utf-8")
    alice.get("/api/trainers").fault(500, "trainers_invalid")


def test_an_empty_project_has_nothing_to_learn(alice: Caller, cast: Cast, tiny_model: ModelVersion) -> None:
    alice.post(f"/api/projects/{cast.project.id}/trainings").fault(409, "nothing_to_learn")


def test_files_are_held_out_by_hand_with_a_warning_where_it_is_late(alice: Caller, taught: Project) -> None:
    path = f"/api/projects/{taught.id}/holdout"
    assets = [row["id"] for row in alice.get(f"/api/projects/{taught.id}/assets").good()["assets"]]
    moved = alice.post(path, {"asset_ids": assets[:1], "split": "holdout"}).good()
    assert moved == {"moved": 1, "learned": [], "warning": None}
    assert alice.get(path).good() == {"asset_ids": assets[:1], "next": None}
    plan = alice.post(f"/api/projects/{taught.id}/trainings", {"dry_run": True}).good()
    assert (plan["counts"]["frames"], plan["counts"]["holdout_frames"]) == (2, 1)
    made = alice.post(f"/api/projects/{taught.id}/trainings").good(201)
    add_splits(taught.id, dict.fromkeys(assets[1:], "train"))
    trainings.set_ended(made["id"], "finished", reason=None, learned="0" * 64)
    late = alice.post(path, {"asset_ids": assets, "split": "holdout"}).good()
    assert (late["moved"], late["learned"]) == (2, assets[1:])
    assert "learned from 2 of these files" in late["warning"]
    assert set(read_splits(taught.id).values()) == {"holdout"}


def test_foreign_and_odd_files_are_not_held_out(alice: Caller, taught: Project, cast: Cast) -> None:
    path = f"/api/projects/{taught.id}/holdout"
    foreign = a_pictured_frame(a_project(a_person("zoe"))).asset_id
    mine = a_pictured_frame(taught).asset_id
    assert "asset_ids" in alice.post(path, {"asset_ids": [mine, foreign], "split": "holdout"}).fault(
        400, "input_invalid"
    )
    for body in (
        {}, {"asset_ids": [], "split": "holdout"}, {"asset_ids": [mine], "split": "test"},
        {"asset_ids": [mine] * 1_001, "split": "holdout"}, {"asset_ids": [{"$ne": 1}], "split": "holdout"},
        {"asset_ids": mine, "split": "holdout"},
    ):  # fmt: skip
        alice.post(path, body).fault(400, "input_invalid")
    assert read_splits(taught.id) == {}
    signed_in(cast.oscar).post(path, {"asset_ids": [mine], "split": "train"}).fault(404, "not_found")
