"""States of frames, issues, the review queue, notifications and given work, over the API."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from annotations.actions.next_review import next_review
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.work import ReviewPolicy
from annotations.store import projects
from annotations.store.tables import WORK
from tests.builders import Cast, Person, a_frame, a_model_version, a_person, draw, join, predict, reread
from tests.caller import Caller, signed_in
from tests.circle import Circle, log_of


def with_policy(project: Project, **policy: Any) -> Project:
    changed = projects.replace_project(project.model_copy(update={"review": ReviewPolicy(**policy)}))
    assert changed is not None
    return changed


def say(person: Person, frame_id: str, verdict: str, comment: str | None = None) -> None:
    signed_in(person).post(f"/api/frames/{frame_id}/reviews", {"verdict": verdict, "comment": comment}).good(
        201
    )


def next_of(caller: Caller, cast: Cast, **body: Any) -> dict[str, Any]:
    return caller.post(f"/api/projects/{cast.project.id}/queue/next", body).good()


def review_of(caller: Caller, cast: Cast, **body: Any) -> dict[str, Any]:
    return caller.post(f"/api/projects/{cast.project.id}/reviews/next", body).good()


def told(person: Person) -> list[tuple[str, str, str | None]]:
    listed = signed_in(person).get("/api/notifications").good()["notifications"]
    return [(one["kind"], one["actor"]["name"], one["text"]) for one in listed]


def test_a_returned_frame_goes_back_to_its_author_first_and_then_to_the_same_reviewer(
    cast: Cast, circle: Circle
) -> None:
    one, two = a_frame(cast.project), a_frame(cast.project)
    ron = a_person("ron")
    join(cast.project, ron, "reviewer")
    bob, rita = signed_in(cast.bob), signed_in(cast.rita)
    draw(one, cast.bob)
    circle.settle()
    assert bob.get(f"/api/frames/{one.id}/work").good()["work"]["stage"] == "in_progress"
    say(cast.bob, one.id, "submitted")
    assert review_of(rita, cast)["frame"]["id"] == one.id
    say(cast.rita, one.id, "returned", "too loose")
    circle.settle()
    # The bell rings, and the frame comes before all that waits.
    assert told(cast.bob) == [("returned", "rita", "too loose")]
    assert [(row.user_id, row.kind) for row in circle.told] == [(cast.bob.id, "returned")]
    drawn = next_of(bob, cast)
    assert (drawn["frame"]["id"], drawn["reason"]) == (one.id, "Returned by rita")
    assert next_of(bob, cast, after=one.id)["frame"]["id"] == two.id
    say(cast.bob, one.id, "submitted")
    assert review_of(signed_in(ron), cast)["frame"] is not None  # nobody else has anything to do
    signed_in(ron).call("DELETE", f"/api/frames/{one.id}/review").good()
    assert review_of(rita, cast)["reason"] == "Returned by rita before"
    say(cast.rita, one.id, "approved")
    shown = bob.get(f"/api/frames/{one.id}/work").good()["work"]
    assert [mark["stage"] for mark in shown["history"]] == [
        "in_progress", "submitted", "returned", "submitted", "approved",
    ]  # fmt: skip
    assert (shown["stage"], shown["returns"], shown["reviewer"]["name"]) == ("approved", 1, "rita")
    mine = bob.get(f"/api/projects/{cast.project.id}/work/mine").good()
    assert (mine["stages"], mine["judged"], mine["returned_share"]) == ({"approved": 1}, 1, 1.0)


def test_a_pin_is_discussed_resolved_and_taken_back_live_for_everybody(cast: Cast, circle: Circle) -> None:
    frame = a_frame(cast.project)
    bob, rita, place = signed_in(cast.bob), signed_in(cast.rita), f"/api/frames/{frame.id}/issues"
    thing = draw(frame, cast.bob)
    made = rita.post(place, {"x": 12.5, "y": 30, "text": "@bob tighter", "annotation_id": thing}).good(201)
    bob.post(f"/api/issues/{made['id']}/comments", {"text": "done"}).good(201)
    assert told(cast.bob) == [("mentioned", "rita", "@bob tighter")]
    assert told(cast.rita) == [("replied", "bob", "done")]
    bob.call("PATCH", f"/api/issues/{made['id']}", {"status": "resolved"}).good()
    assert [one["status"] for one in bob.get(place).good()["issues"]] == ["resolved"]
    rita.call("PATCH", f"/api/issues/{made['id']}", {"status": "open"}).good()
    # Who did not pin it cannot take it away; who did can, and puts it back.
    bob.call("PATCH", f"/api/issues/{made['id']}", {"removed": True}).fault(403, "forbidden")
    rita.call("PATCH", f"/api/issues/{made['id']}", {"removed": True}).good()
    assert bob.get(place).good()["issues"] == []
    rita.call("PATCH", f"/api/issues/{made['id']}", {"removed": False}).good()
    said = bob.get(place).good()["issues"][0]["comments"][1]
    rita.call("PATCH", f"/api/issues/{made['id']}/comments/{said['id']}", {"withdrawn": True}).fault(
        404, "not_found"
    )
    bob.call("PATCH", f"/api/issues/{made['id']}/comments/{said['id']}", {"withdrawn": True}).good()
    assert bob.get(place).good()["issues"][0]["comments"][1]["text"] == ""
    found = rita.get(f"/api/projects/{cast.project.id}/issues?status=open&q=@BOB").good()["issues"]
    assert [one["id"] for one in found] == [made["id"]]
    circle.settle()
    events = [event for event in log_of(cast.project.id) if event["type"] == "issue.changed"]
    assert [event["issue"]["status"] for event in events][:4] == ["open", "open", "resolved", "open"]


@pytest.mark.parametrize(
    "body",
    [{}, {"x": 1, "y": 1, "text": ""}, {"x": 1, "y": 1, "text": "  "}, {"x": -1, "y": 1, "text": "a"},
     {"x": 641, "y": 1, "text": "a"}, {"x": "1", "y": 1, "text": "a"}, {"x": 1, "y": 1, "text": "a" * 4_001},
     {"x": 1, "y": 1, "text": "a", "annotation_id": "ann_" + "0" * 32}],
)  # fmt: skip
def test_a_wrong_pin_is_refused(cast: Cast, body: dict[str, Any]) -> None:
    frame = a_frame(cast.project)
    signed_in(cast.rita).post(f"/api/frames/{frame.id}/issues", body).fault(400, "input_invalid")
    assert signed_in(cast.rita).get(f"/api/frames/{frame.id}/issues").good()["issues"] == []


def test_what_differs_from_the_model_is_reviewed_and_both_are_shown_side_by_side(cast: Cast) -> None:
    project = with_policy(cast.project, rule="disagreement", differs=0.5)
    version = a_model_version(project)
    same, other = a_frame(project), a_frame(project)
    for frame in (same, other):
        predict(frame, version, "cat")
    shape = predict(same, version, "cat").at(0).shape
    draw(same, cast.bob, shape=shape)
    draw(other, cast.bob, label="dog")
    for frame in (same, other):
        say(cast.bob, frame.id, "submitted")
    rita = signed_in(cast.rita)
    drawn = review_of(rita, cast)
    assert (drawn["frame"]["id"], drawn["reason"], drawn["waiting"]) == (
        other.id,
        "100% other than the model",
        1,
    )
    draw(other, cast.rita, label="cat")
    shown = rita.get(f"/api/frames/{other.id}/versions").good()
    assert [len(shown[name]) for name in ("model", "submitted", "now")] == [1, 1, 2]


def test_no_two_reviewers_get_the_same_frame_and_nobody_gets_their_own(cast: Cast) -> None:
    reviewers = [a_person(f"r{number}") for number in range(6)]
    for person in reviewers:
        join(cast.project, person, "reviewer")
    frames = [a_frame(cast.project) for _ in range(8)]
    for number, frame in enumerate(frames):
        say(reviewers[0] if number < 3 else cast.bob, frame.id, "submitted")
    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(lambda one: next_review(project=cast.project, actor=one.actor), reviewers))
    got = [draw.frame.id for draw in drawn if draw.frame is not None]
    assert len(got) == len(set(got)) == 6
    assert drawn[0].frame is not None
    assert drawn[0].frame.id in {frame.id for frame in frames[3:]}


def test_a_skipped_frame_goes_to_somebody_else_and_at_last_to_a_manager(cast: Cast) -> None:
    with_policy(cast.project, skipped="others")
    frame = a_frame(cast.project)
    ben = a_person("ben")
    join(cast.project, ben, "annotator")
    say(cast.bob, frame.id, "skipped", "dark")
    assert reread(frame).waiting is not None
    assert next_of(signed_in(cast.bob), cast)["frame"] is None
    assert next_of(signed_in(ben), cast)["frame"]["id"] == frame.id
    say(ben, frame.id, "skipped", "dark")
    say(cast.rita, frame.id, "skipped", "dark")
    assert reread(frame).waiting is None
    assert told(cast.alice) == [("skipped", "rita", "photo.png: dark")]


def test_work_is_given_by_rule_listed_handed_over_and_taken_back(cast: Cast) -> None:
    frames = [a_frame(cast.project) for _ in range(4)]
    alice, bob = signed_in(cast.alice), signed_in(cast.bob)
    place = f"/api/projects/{cast.project.id}/assignments"
    due = (utc_now() - timedelta(hours=1)).isoformat()
    given = alice.post(
        place, {"waiting": 3, "to": [cast.bob.id, cast.rita.id], "priority": 3, "due": due}
    ).good()
    assert [one["assignee_id"] for one in given["given"]] == [cast.bob.id, cast.rita.id, cast.bob.id]
    assert next_of(bob, cast)["frame"]["id"] == frames[0].id
    assert next_of(signed_in(cast.alice), cast)["frame"]["id"] == frames[3].id
    mine = bob.get(f"/api/projects/{cast.project.id}/work/mine").good()
    assert (mine["to_do"], mine["overdue"]) == (2, 2)
    assert told(cast.bob) == [("assigned", "alice", "Street")]
    assert bob.get("/api/notifications").good()["notifications"][0]["count"] == 2
    over = alice.post(f"{place}/hand-over", {"of": cast.bob.id, "to": cast.rita.id}).good()
    listed = f"/api/projects/{cast.project.id}/work?stage=to_do&whose={cast.rita.id}&limit=2"
    first = alice.get(listed).good()
    second = alice.get(f"{listed}&after={first['next']}").good()
    assert len({one["frame_id"] for one in first["work"] + second["work"]}) == 3
    alice.post(f"{place}/restore", {"before": over["before"]}).good()
    alice.post(f"{place}/restore", {"before": given["before"]}).good()
    assert [reread(frame).waiting is not None for frame in frames] == [True] * 4
    assert bob.get(f"/api/projects/{cast.project.id}/work?whose=me").good()["work"] == []
    alice.post(place, {"waiting": 1, "to": [cast.vera.id]}).fault(400, "input_invalid")
    assert WORK.count({"assignee.id": cast.vera.id}) == 0


def test_notifications_are_marked_and_unmarked_and_are_nobody_elses(cast: Cast) -> None:
    frame = a_frame(cast.project)
    rita, bob = signed_in(cast.rita), signed_in(cast.bob)
    for text in ("@bob one", "@bob two"):
        rita.post(f"/api/frames/{frame.id}/issues", {"x": 1, "y": 1, "text": text}).good(201)
    listed = bob.get("/api/notifications?limit=1").good()
    assert (listed["unread"], listed["notifications"][0]["text"]) == (2, "@bob two")
    newest = listed["notifications"][0]["id"]
    assert rita.post("/api/notifications/read", {"ids": [newest]}).good()["changed"] == []
    assert bob.post("/api/notifications/read", {"ids": [newest]}).good()["unread"] == 1
    assert [one["text"] for one in bob.get("/api/notifications").good()["notifications"]] == [
        "@bob one",
        "@bob two",
    ]
    rest = bob.get(
        f"/api/notifications?limit=1&after={bob.get('/api/notifications?limit=1').good()['next']}"
    ).good()
    assert [one["text"] for one in rest["notifications"]] == ["@bob two"]
    changed = bob.post("/api/notifications/read", {}).good()
    assert (len(changed["changed"]), changed["unread"]) == (1, 0)
    assert (
        bob.post("/api/notifications/read", {"ids": changed["changed"], "read": False}).good()["unread"] == 1
    )
