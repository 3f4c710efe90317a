"""One's work in all projects, when people work, and batches."""

from datetime import timedelta

from annotations.domain.record import utc_now
from annotations.store.client import database as mongo
from tests.builders import Cast, a_frame, a_project, join
from tests.caller import Caller, Json, signed_in


def today(days: int = 0) -> str:
    return (utc_now() + timedelta(days=days)).date().isoformat()


def away(caller: Caller, days: int = 3) -> Json:
    body = {"timezone": "UTC", "away": [{"first": today(), "last": today(days)}]}
    return caller.call("PUT", "/api/me/availability", body).good()


def give(alice: Caller, project_id: str, assets: list[str], *to: str, **more: object) -> Json:
    body = {"asset_ids": assets, "to": list(to), **more}
    return alice.post(f"/api/projects/{project_id}/assignments", body).good()


def test_my_work_shows_what_is_to_do_in_all_projects_i_am_in(cast: Cast, alice: Caller, bob: Caller) -> None:
    other = a_project(cast.alice, annotator=cast.bob)
    here, there = a_frame(cast.project), a_frame(other)
    late = (utc_now() - timedelta(hours=1)).isoformat()
    give(alice, cast.project.id, [here.asset_id], cast.bob.id)
    give(alice, other.id, [there.asset_id], cast.bob.id, priority=3, due=late)
    seen = bob.get("/api/work/mine").good()
    assert (seen["to_do"], seen["overdue"]) == (2, 1)
    assert [item["frame_id"] for item in seen["work"]] == [there.id, here.id]
    assert {entry["project_id"]: (entry["to_do"], entry["role"]) for entry in seen["projects"]} == {
        cast.project.id: (1, "annotator"),
        other.id: (1, "annotator"),
    }
    bob.post(f"/api/frames/{here.id}/reviews", {"verdict": "submitted"}).good(201)
    signed_in(cast.rita).post(
        f"/api/frames/{here.id}/reviews", {"verdict": "returned", "comment": "no"}
    ).good(201)
    seen = bob.get("/api/work/mine", limit=1).good()
    assert [item["frame_id"] for item in seen["work"]] == [here.id]
    assert [item["frame_id"] for item in seen["feedback"]] == [here.id]


def test_work_of_a_project_one_has_left_is_not_shown(cast: Cast, alice: Caller, bob: Caller) -> None:
    give(alice, cast.project.id, [a_frame(cast.project).asset_id], cast.bob.id)
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    assert bob.get("/api/work/mine").good() == {
        "projects": [], "to_do": 0, "overdue": 0, "work": [], "feedback": [],
    }  # fmt: skip
    bob.get("/api/work/mine", limit=0).fault(400, "input_invalid")


def test_my_work_is_read_by_indexes_alone(cast: Cast) -> None:
    names = set(mongo()["work_items"].index_information())
    assert {"persons_everywhere", "record_everywhere", "by_batch"} <= names
    plan = mongo()["work_items"].find({"assignee.id": "x", "stage": {"$in": ["open"]}}).explain()
    assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])


def test_one_says_when_one_works_and_others_see_it(cast: Cast, alice: Caller, bob: Caller) -> None:
    assert bob.get("/api/me/availability").good() == {
        "timezone": "UTC", "away": [], "shift": None, "away_until": None,
    }  # fmt: skip
    assert away(bob)["away_until"] == today(3)
    people = alice.get(f"/api/projects/{cast.project.id}/members").good()["members"]
    assert {one["name"]: one["away_until"] for one in people if one["away_until"]} == {"bob": today(3)}
    shift = {"days": [0, 1], "start": "09:00", "end": "17:00"}
    said = bob.call("PUT", "/api/me/availability", {"timezone": "Europe/Berlin", "shift": shift}).good()
    assert (said["away"], said["shift"], said["away_until"]) == ([], shift, None)
    wrong = bob.call("PUT", "/api/me/availability", {"timezone": "Mars/Crater"})
    assert set(wrong.fault(400, "input_invalid")) == {"timezone"}


def test_a_rule_leaves_out_who_is_away_and_says_whom(cast: Cast, alice: Caller, bob: Caller) -> None:
    join(cast.project, cast.oscar, "annotator")
    away(bob)
    assets = [a_frame(cast.project).asset_id for _ in range(3)]
    done = give(alice, cast.project.id, assets[:2], cast.bob.id, cast.oscar.id, rule="turn")
    assert done["away"] == [cast.bob.id]
    assert {entry["assignee_id"] for entry in done["given"]} == {cast.oscar.id}
    # By hand it is given all the same.
    done = give(alice, cast.project.id, assets[2:], cast.bob.id)
    assert (done["away"], done["given"][0]["assignee_id"]) == ([], cast.bob.id)
    away(signed_in(cast.oscar))
    body = {"asset_ids": assets, "to": [cast.bob.id, cast.oscar.id], "rule": "load"}
    refused = alice.post(f"/api/projects/{cast.project.id}/assignments", body)
    assert refused.fault(400, "input_invalid") == {"to": "all are away"}
    later = (utc_now() + timedelta(days=9)).isoformat()
    done = give(alice, cast.project.id, assets, cast.bob.id, cast.oscar.id, due=later)
    assert done["away"] == []


def test_managers_see_whose_work_waits_while_they_are_away(cast: Cast, alice: Caller, bob: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/work/away"
    give(alice, cast.project.id, [a_frame(cast.project).asset_id], cast.bob.id)
    assert alice.get(path).good() == {"people": []}
    away(bob)
    assert alice.get(path).good()["people"] == [
        {"user_id": cast.bob.id, "name": "bob", "away_until": today(3), "to_do": 1, "overdue": 0}
    ]
    bob.get(path).fault(403, "forbidden")


def test_a_batch_is_counted_and_listed_by_its_name(cast: Cast, alice: Caller, bob: Caller) -> None:
    assets = [a_frame(cast.project).asset_id for _ in range(3)]
    give(alice, cast.project.id, assets[:2], cast.bob.id, batch="night")
    give(alice, cast.project.id, assets[2:], cast.bob.id, batch="day")
    path = f"/api/projects/{cast.project.id}"
    assert bob.get(f"{path}/batches").good() == {
        "batches": [
            {"name": "day", "pictures": 1, "stages": {"open": 1}},
            {"name": "night", "pictures": 2, "stages": {"open": 2}},
        ],
        "next": None,
    }
    first = bob.get(f"{path}/batches", limit=1).good()
    assert [one["name"] for one in first["batches"]] == ["day"]
    rest = bob.get(f"{path}/batches", limit=1, after=first["next"]).good()
    assert [one["name"] for one in rest["batches"]] == ["night"]
    found = bob.get(f"{path}/work", batch="night", limit=1).good()
    more = bob.get(f"{path}/work", batch="night", limit=1, after=found["next"]).good()
    assert {item["asset_id"] for item in found["work"] + more["work"]} == set(assets[:2])
    assert bob.get(f"{path}/work", batch="nothing").good()["work"] == []
