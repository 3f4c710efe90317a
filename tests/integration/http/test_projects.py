"""Projects: created, listed, changed; and every wrong way to do so."""

from typing import Any

import pytest

from annotations.store.client import database as mongo
from tests.builders import Cast, a_frame, a_person, draw
from tests.caller import Caller, signed_in


def test_a_project_is_created_with_colours_and_its_maker_owns_it(alice: Caller) -> None:
    made = alice.post("/api/projects", {"name": " Harbour ", "labels": [{"name": "ship"}, {"name": "buoy"}]})
    body = made.good(201)
    assert (body["name"], body["my_role"], body["seq"]) == ("Harbour", "manager", 0)
    assert [label["name"] for label in body["labels"]] == ["ship", "buoy"]
    assert len({label["color"] for label in body["labels"]}) == 2
    assert alice.get(f"/api/projects/{body['id']}").good() == body


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"name": {"$ne": 1}}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"name": "a", "owner": "bob"}, "owner"),
        ({"name": "a", "labels": "cat"}, "labels"),
        ({"name": "a", "labels": [{"name": "cat"}, {"name": "Cat"}]}, "labels.1.name"),
        ({"name": "a", "labels": [{"name": "cat", "color": "red"}]}, "labels.0.color"),
        ({"name": "a", "labels": [{"name": "cat"}] * 5001}, "labels"),
    ],
)
def test_a_wrong_project_is_refused_and_nothing_is_made(
    alice: Caller, body: dict[str, Any], field: str
) -> None:
    assert field in alice.post("/api/projects", body).fault(400, "input_invalid")
    assert len(alice.get("/api/projects").good()["projects"]) == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": ""}, "input_invalid", "name"),
        ({"threshold": 1.5}, "input_invalid", "threshold"),
        ({"threshold": "high"}, "input_invalid", "threshold"),
        ({"labels": []}, "input_invalid", "labels"),
        ({"champion_id": "mdl_1"}, "input_invalid", "champion_id"),
        ({"video": "keys"}, "input_invalid", "video"),
        ({"video": {"predict": "some"}}, "input_invalid", "video.predict"),
        ({"video": {"predict": "every", "step": 0}}, "input_invalid", "video.step"),
        ({"video": {"predict": "every", "step": 10_001}}, "input_invalid", "video.step"),
        ({"video": {"predict": "every", "step": "5"}}, "input_invalid", "video.step"),
        ({"video": {"predict": "every", "step": 2.5}}, "input_invalid", "video.step"),
        ({"video": {"predict": "every", "step": True}}, "input_invalid", "video.step"),
        ({"video": {"predict": "every", "every": 5}}, "input_invalid", "video.every"),
        ({"triggers": {"export": {"cron": "whenever"}}}, "schedule_invalid", "triggers.export.cron"),
        ({"triggers": {"export": {"cron": "61 * * * *"}}}, "schedule_invalid", "triggers.export.cron"),
        ({"triggers": {"export": {"cron": "0 0 31 2 *"}}}, "schedule_invalid", "triggers.export.cron"),
        ({"triggers": {"export": {"cron": "x" * 101}}}, "input_invalid", "triggers.export.cron"),
        (
            {"triggers": {"export": {"cron": "0 2 * * *", "timezone": "Mars/Olympus"}}},
            "schedule_invalid",
            "triggers.export.timezone",
        ),
        (
            {"triggers": {"export": {"cron": "0 2 * * *", "timezone": "../../etc/passwd"}}},
            "schedule_invalid",
            "triggers.export.timezone",
        ),
        (
            {"triggers": {"export": {"timezone": "Mars/Olympus"}}},
            "schedule_invalid",
            "triggers.export.timezone",
        ),
        (
            {"triggers": {"export": {"every_corrections": 0}}},
            "input_invalid",
            "triggers.export.every_corrections",
        ),
        ({"triggers": {"export": {"formats": []}}}, "input_invalid", "triggers.export.formats"),
        ({"triggers": {"export": {"formats": ["xml"]}}}, "input_invalid", "triggers.export.formats.0"),
        (
            {"triggers": {"training": {"every_corrections": -1}}},
            "input_invalid",
            "triggers.training.every_corrections",
        ),
    ],
)
def test_a_wrong_change_is_refused_and_nothing_changes(
    cast: Cast, alice: Caller, changes: dict[str, Any], code: str, field: str
) -> None:
    path = f"/api/projects/{cast.project.id}"
    before = alice.get(path).good()
    assert field in alice.patch(path, changes).fault(400, code)
    assert alice.get(path).good() == before


def test_a_label_in_use_cannot_be_removed(cast: Cast, alice: Caller) -> None:
    frame = a_frame(cast.project)
    draw(frame, cast.bob, "cat")
    path = f"/api/projects/{cast.project.id}"
    fields = alice.patch(path, {"labels": [{"name": "dog"}]}).fault(400, "input_invalid")
    assert "cat" in fields["labels"]
    alice.patch(path, {"labels": [{"name": "cat"}, {"name": "wolf"}]}).good()
    assert [label["name"] for label in alice.get(path).good()["labels"]] == ["cat", "wolf"]


def test_a_new_label_can_be_used_at_once(cast: Cast, alice: Caller, bob: Caller) -> None:
    frame = a_frame(cast.project)
    request = {"mutation_id": "m" * 12, "kind": "add", "label": "wolf", "shape": {"type": "tag"}}
    bob.correct(frame.id, request).fault(400, "label_unknown")
    labels = [{"name": name} for name in ("cat", "dog", "bird", "wolf")]
    alice.patch(f"/api/projects/{cast.project.id}", {"labels": labels}).good()
    bob.correct(frame.id, request).good()


def test_a_schedule_shows_its_next_run_and_clients_cannot_set_it(cast: Cast, alice: Caller) -> None:
    path = f"/api/projects/{cast.project.id}"
    export = {"cron": "0 2 * * *", "timezone": "Europe/Berlin", "next_run": "2001-01-01T00:00:00Z"}
    body = alice.patch(path, {"triggers": {"export": export}}).good()
    assert body["triggers"]["export"]["next_run"] > "2026"
    again = alice.patch(path, {"triggers": body["triggers"]}).good()
    assert again["triggers"] == body["triggers"]


def test_an_owner_gives_roles_and_an_unknown_person_or_role_is_refused(cast: Cast, alice: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/members"
    alice.post(path, {"username": "oscar", "role": "guest"}).good(201)
    signed_in(cast.oscar).get(f"/api/projects/{cast.project.id}").good()
    alice.post(path, {"username": "nobody", "role": "guest"}).fault(400, "input_invalid")
    alice.post(path, {"username": "bob", "role": "king"}).fault(400, "input_invalid")
    alice.post(path, {"username": {"$ne": 1}, "role": "guest"}).fault(400, "input_invalid")
    roles = {entry["name"]: entry["role"] for entry in alice.get(path).good()["members"]}
    assert roles == {
        "alice": "manager", "rita": "reviewer", "bob": "annotator", "vera": "guest", "oscar": "guest",
    }  # fmt: skip


def test_giving_a_role_again_changes_it_and_makes_no_second_row(cast: Cast, alice: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/members"
    alice.post(path, {"username": "bob", "role": "guest"}).good(201)
    assert mongo()["memberships"].count_documents({"user_id": cast.bob.user.pk}) == 1
    assert signed_in(cast.bob).get(f"/api/projects/{cast.project.id}").good()["my_role"] == "guest"


def test_the_pages_of_a_list_hold_everything_once(alice: Caller) -> None:
    for number in range(4):
        alice.post("/api/projects", {"name": f"P{number}"}).good(201)
    names: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = alice.get("/api/projects", limit=2, **after).good()
        names += [entry["name"] for entry in page["projects"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert names == ["Street", "P0", "P1", "P2", "P3"]


@pytest.mark.parametrize("limit", ["0", "-1", "1e9", "100000", "x", "", '{"$ne":1}'])
def test_an_impossible_page_is_refused(cast: Cast, alice: Caller, limit: str) -> None:
    for path in ("", f"/{cast.project.id}/assets", f"/{cast.project.id}/jobs", f"/{cast.project.id}/events"):
        assert "limit" in alice.get(f"/api/projects{path}", limit=limit).fault(400, "input_invalid")


def test_a_project_without_labels_takes_those_of_the_default_model(database: None) -> None:
    person = a_person("solo")
    body = signed_in(person).post("/api/projects", {"name": "Bare"}).good(201)
    assert (body["labels"], body["champion"]) == ([], None)
