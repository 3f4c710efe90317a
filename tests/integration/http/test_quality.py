"""Independent answers, panels and their consensus, frames of known truth, and the figures of all of them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from annotations.actions.next_frame import next_frame
from annotations.domain.actor import Actor
from annotations.domain.asset import Frame
from annotations.domain.geometry import Box
from annotations.domain.panel import Panel
from annotations.domain.project import Project
from annotations.domain.quality import QualityPolicy, is_for_several, is_truth_turn
from annotations.domain.queue import QueuePolicy
from annotations.store import annotations as objects
from annotations.store import panels, projects
from annotations.store.tables import ANNOTATIONS, ANSWERS, CORRECTIONS, PANELS
from tests.builders import (
    Cast,
    Person,
    a_frame,
    a_model_version,
    a_person,
    ask_json,
    join,
    predict,
    reread,
    use_model,
)
from tests.caller import Caller, signed_in
from tests.circle import Circle

BOX = {"type": "box", "x": 10.0, "y": 20.0, "width": 100.0, "height": 80.0}
NEAR = {**BOX, "x": 14.0, "width": 104.0}


def with_quality(project: Project, **policy: Any) -> Project:
    queue = QueuePolicy.model_validate({"mix": [{"strategy": "order", "share": 1}]})
    quality = QualityPolicy.model_validate(policy)
    changed = projects.replace_project(project.model_copy(update={"queue": queue, "quality": quality}))
    assert changed is not None
    return changed


def crew(cast: Cast, *names: str) -> list[Person]:
    people = [a_person(name) for name in names]
    for person in people:
        join(cast.project, person, "annotator")
    return people


def take(caller: Caller, project: Project, **body: object) -> dict[str, Any]:
    return caller.post(f"/api/projects/{project.id}/queue/next", body).good()


def say(caller: Caller, frame_id: str, *drawn: tuple[str, dict[str, Any]]) -> None:
    for label, shape in drawn:
        body = {"corrections": [ask_json("add", label=label, shape=shape)]}
        caller.post(f"/api/frames/{frame_id}/corrections", body).good()


def submit(caller: Caller, frame_id: str, verdict: str = "submitted") -> dict[str, Any]:
    body = {"verdict": verdict, "comment": "why"}
    return caller.post(f"/api/frames/{frame_id}/reviews", body).good(201)


def panel_of(frame: Frame) -> Panel:
    found = panels.find_panel(frame.id)
    assert found is not None
    return found


def test_without_a_policy_nobody_works_alone(cast: Cast, bob: Caller) -> None:
    frame = a_frame(cast.project)
    told = take(bob, cast.project)
    assert not told["independent"]
    assert not bob.get(f"/api/frames/{frame.id}").good()["independent"]
    assert PANELS.count({}) == ANSWERS.count({}) == 0


def test_shares_are_held_and_drawn_once_for_ever() -> None:
    panels_of = QualityPolicy.model_validate({"panels": {"share": 0.2}}).panels
    drawn = [is_for_several(f"frm_{number:032x}", [], panels_of) for number in range(2_000)]
    assert sum(drawn) == pytest.approx(400, abs=60)
    labelled = panels_of.model_copy(update={"share": 1.0, "labels": ("cat",)})
    assert not is_for_several("frm_1", ["dog"], labelled)
    assert is_for_several("frm_1", ["dog", "cat"], labelled)
    truth = QualityPolicy.model_validate({"truth": {"on": True, "first": 5, "share": 0.1}}).truth
    for person in ("a", "b"):
        turns = [is_truth_turn(person, number, truth) for number in range(1, 2_006)]
        assert all(turns[:5])
        assert sum(turns[5:]) == pytest.approx(200, abs=4)


def test_each_answers_alone_and_nothing_of_it_stands_on_the_frame(cast: Cast, bob: Caller) -> None:
    project = with_quality(cast.project, panels={"share": 1.0, "people": 2})
    (carol,) = crew(cast, "carol")
    other = signed_in(carol)
    frame = a_frame(project)
    version = a_model_version(project)
    use_model(project, version)
    packed = predict(frame, version, "dog")
    assert take(bob, project)["independent"]
    say(bob, frame.id, ("cat", BOX))
    accept = ask_json("accept", prediction_id=f"{packed.id}.0")
    bob.post(f"/api/frames/{frame.id}/corrections", {"corrections": [accept]}).good()
    again = bob.post(f"/api/frames/{frame.id}/corrections", {"corrections": [accept]}).good()
    assert again["results"][0]["repeated"]
    mine = bob.get(f"/api/frames/{frame.id}").good()
    assert (mine["independent"], mine["seq"], mine["predictions"]) == (True, 2, [])
    assert {made["label"] for made in mine["annotations"]} == {"cat", "dog"}

    drawn = next(entry for entry in mine["annotations"] if entry["label"] == "cat")
    told = bob.get(f"/api/frames/{frame.id}/annotations/{drawn['id']}/history").good()
    assert [entry["kind"] for entry in told["revisions"]] == ["add"]
    assert len(bob.get(f"/api/frames/{frame.id}/annotations").good()["annotations"]) == 2

    assert take(other, project)["frame"]["id"] == frame.id
    other.get(f"/api/frames/{frame.id}/annotations/{drawn['id']}/history").fault(404, "not_found")
    theirs = other.get(f"/api/frames/{frame.id}").good()
    assert theirs["annotations"] == []
    assert len(theirs["predictions"]) == 1, "what bob answered is open to carol"
    assert ANNOTATIONS.count({}) == CORRECTIONS.count({}) == 0
    assert reread(frame).seq == 1, "only the model has spoken of the frame itself"
    third = signed_in(cast.alice)
    assert take(third, project)["frame"] is None, "two are wanted, and two are at it"

    made = next(entry for entry in mine["annotations"] if entry["label"] == "dog")
    undo = ask_json("withdraw", annotation_id=made["id"], revision=1)
    bob.post(f"/api/frames/{frame.id}/corrections", {"corrections": [undo]}).good()
    assert len(bob.get(f"/api/frames/{frame.id}").good()["predictions"]) == 1
    redo = ask_json("restore", annotation_id=made["id"], revision=2)
    bob.post(f"/api/frames/{frame.id}/corrections", {"corrections": [redo]}).good()
    assert bob.get(f"/api/frames/{frame.id}").good()["predictions"] == []
    assert submit(bob, frame.id)["independent"]
    assert bob.get(f"/api/frames/{frame.id}").good()["annotations"] == [], "after it one sees the frame"
    bob.post(f"/api/frames/{frame.id}/reviews", {"verdict": "skipped"}).fault(400, "input_invalid")


def test_a_frame_goes_to_as_many_different_people_as_are_wanted(cast: Cast) -> None:
    project = with_quality(cast.project, panels={"share": 1.0, "people": 3})
    frames = [a_frame(project) for _ in range(6)]
    people = [Actor(id=f"{place:024x}", name=f"person {place}") for place in range(12)]
    together = Barrier(len(people))
    got: list[tuple[str, str]] = []

    def pull(actor: Actor) -> None:
        together.wait(20)
        after = None
        try:
            for _ in range(2):
                drawn = next_frame(project=project, actor=actor, after=after)
                if drawn.frame is not None:
                    after = drawn.frame.id
                    got.append((actor.id, after))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(pull, people))
    assert len(set(got)) == len(got), "nobody gets one twice"
    counted = Counter(frame_id for _person, frame_id in got)
    assert set(counted) <= {frame.id for frame in frames}
    assert max(counted.values()) <= 3
    for frame_id, count in counted.items():
        found = panels.find_panel(frame_id)
        assert found is not None
        assert len(found.seats) == count == ANSWERS.count({"frame_id": frame_id})


def test_who_gives_back_or_skips_makes_room(cast: Cast, bob: Caller) -> None:
    project = with_quality(cast.project, panels={"share": 1.0, "people": 2})
    carol, dan = crew(cast, "carol", "dan")
    frame = a_frame(project)
    take(bob, project)
    assert bob.call("DELETE", f"/api/frames/{frame.id}/lease").good() == {"given_back": True}
    assert panel_of(frame).seats == []
    assert take(signed_in(carol), project)["frame"]["id"] == frame.id
    assert take(signed_in(dan), project)["frame"]["id"] == frame.id
    assert take(bob, project)["frame"] is None
    submit(signed_in(dan), frame.id, "skipped")
    assert take(bob, project)["frame"]["id"] == frame.id
    assert bob.post(f"/api/frames/{frame.id}/lease").good()["holder"]["name"] == "bob"
    assert take(bob, project)["frame"]["id"] == frame.id, "a reload begins where one was"


def test_a_consensus_is_merged_in_one_act_and_one_undo_takes_it_back(
    cast: Cast, bob: Caller, circle: Circle
) -> None:
    project = with_quality(cast.project, panels={"share": 1.0, "people": 3})
    carol, dan = crew(cast, "carol", "dan")
    frame = a_frame(project)
    others = [signed_in(carol), signed_in(dan)]
    for caller in (bob, *others):
        take(caller, project)
    say(bob, frame.id, ("cat", BOX), ("dog", {**BOX, "x": 300.0}))
    say(others[0], frame.id, ("cat", NEAR))
    say(others[1], frame.id, ("dog", BOX), ("bird", {**BOX, "x": 500.0}))
    for caller in (bob, *others):
        submit(caller, frame.id)
    circle.settle()
    panel = panel_of(frame)
    assert (panel.status, panel.route, panel.objects, panel.agreed) == ("answered", "disputed", 3, 0)

    rita = signed_in(cast.rita)
    told = rita.get(f"/api/frames/{frame.id}/consensus").good()
    assert (told["proposals"][0]["label"], told["proposals"][0]["kept"]) == ("cat", True)
    assert sum(entry["kept"] for entry in told["proposals"]) == 1
    best = told["proposals"][0]
    assert best["shape"]["x"] == 12.0, "of two boxes the middle of each edge"
    assert {vote["label"] for vote in best["votes"]} == {"cat", "dog"}
    bird = next(entry for entry in told["proposals"] if entry["label"] == "bird")
    choices = [{"number": best["number"], "voter_id": cast.bob.actor.id}, {"number": bird["number"]}]
    rita.post(f"/api/frames/{frame.id}/consensus/merge", {"choices": [{"number": 99}]}).fault(
        400, "input_invalid"
    )
    merged = rita.post(f"/api/frames/{frame.id}/consensus/merge", {"choices": choices}).good()
    assert merged["status"] == "merged"
    stands = {made.label: made for made in objects.list_annotations(frame.id)}
    assert set(stands) == {"cat", "bird"}
    assert stands["cat"].shape == Box(x=10, y=20, width=100, height=80), "bob's own box was chosen"
    rita.post(f"/api/frames/{frame.id}/consensus/merge", {}).fault(409, "state_conflict")
    back = rita.post(f"/api/frames/{frame.id}/consensus/undo").good()
    assert (back["panel"]["status"], back["kept"]) == ("answered", 0)
    assert objects.list_annotations(frame.id) == []
    rita.post(f"/api/frames/{frame.id}/consensus/undo").fault(409, "state_conflict")
    again = rita.post(f"/api/frames/{frame.id}/consensus/merge", {}).good()
    assert again["status"] == "merged"
    assert len(objects.list_annotations(frame.id)) == 1

    circle.settle()
    shown = rita.get(f"/api/projects/{project.id}/quality").good()["figures"]
    assert (shown["frames"], shown["objects"], len(shown["pairs"])) == (1, 3, 3)
    names = {entry["person"]["name"] for entry in shown["people"]}
    assert names >= {"bob", "carol", "dan", "rita"}
    listed = rita.get(f"/api/projects/{project.id}/panels", route="disputed").good()["panels"]
    assert [entry["frame_id"] for entry in listed] == [frame.id]
    assert "quality.changed" in {event.type for event in circle.pushed}


def test_a_merge_whose_frame_cannot_be_finished_leaves_nothing(cast: Cast, bob: Caller) -> None:
    project = with_quality(cast.project, panels={"share": 1.0, "people": 2})
    frame = a_frame(project)
    other = signed_in(crew(cast, "carol")[0])
    for caller in (bob, other):
        take(caller, project)
        say(caller, frame.id, ("cat", BOX))
        submit(caller, frame.id)
    pose = {"name": "pose", "type": "select", "values": ["front", "side"], "required": True}
    labels = [label.model_dump(mode="json") for label in project.labels]
    asking = [{**label, "attributes": [pose]} if label["name"] == "cat" else label for label in labels]
    signed_in(cast.alice).patch(f"/api/projects/{project.id}", {"labels": asking}).good()

    rita = signed_in(cast.rita)
    before = panel_of(frame).status
    told = rita.post(f"/api/frames/{frame.id}/consensus/merge", {}).fault(409, "attributes_missing")
    assert [place.rsplit(".", 1)[1] for place in told] == ["pose"]
    assert panel_of(frame).status == before
    assert panel_of(frame).merged_as is None
    assert objects.list_annotations(frame.id) == []


def test_where_all_agree_it_is_done_by_itself_if_the_project_wants_it(
    cast: Cast, bob: Caller, circle: Circle
) -> None:
    policy = {"share": 1.0, "people": 2, "finish_agreed": True}
    project = with_quality(cast.project, panels=policy)
    (carol,) = crew(cast, "carol")
    frame = a_frame(project)
    for caller, shape in ((bob, BOX), (signed_in(carol), NEAR)):
        take(caller, project)
        say(caller, frame.id, ("cat", shape))
        submit(caller, frame.id)
    circle.settle()
    panel = panel_of(frame)
    assert (panel.status, panel.route) == ("merged", "agreed")
    (made,) = objects.list_annotations(frame.id)
    assert (made.label, made.actor.kind) == ("cat", "machine")
    rita = signed_in(cast.rita)
    assert rita.post(f"/api/frames/{frame.id}/consensus/undo").good()["kept"] == 0


def test_known_truth_is_handed_out_as_any_other_and_scores_the_answer(cast: Cast, bob: Caller) -> None:
    project = with_quality(cast.project, truth={"on": True, "first": 1, "share": 0.0, "feedback": True})
    frame, ordinary = a_frame(project), a_frame(project)
    rita = signed_in(cast.rita)
    rita.call("PUT", f"/api/frames/{frame.id}/truth").fault(409, "state_conflict")
    say(rita, frame.id, ("cat", BOX), ("dog", {**BOX, "x": 300.0}))
    submit(rita, frame.id, "approved")
    assert rita.call("PUT", f"/api/frames/{frame.id}/truth").good()["objects"] == 2
    assert rita.get(f"/api/frames/{frame.id}").good()["is_truth"]

    told = take(bob, project)
    assert told["frame"]["id"] == frame.id
    state = bob.get(f"/api/frames/{frame.id}").good()
    assert (state["independent"], state["annotations"], state["is_truth"]) == (True, [], False)
    say(bob, frame.id, ("cat", NEAR), ("bird", {**BOX, "x": 500.0}))
    feedback = submit(bob, frame.id)["feedback"]
    assert (feedback["found"], feedback["missed"], feedback["extra"]) == (1, 1, 1)
    assert len(objects.list_annotations(frame.id)) == 2, "the truth is as it was"
    assert take(bob, project, after=frame.id)["frame"]["id"] == ordinary.id, (
        "once each, then the ordinary ones"
    )
    assert take(rita, project)["frame"] is None, "nobody is tested by what they made"
    shown = rita.get(f"/api/projects/{project.id}/quality").good()
    person = next(entry for entry in shown["figures"]["people"] if entry["person"]["name"] == "bob")
    assert (person["truth_frames"], person["truth"]["recall"]) == (1, 0.5)
    (score,) = rita.get(f"/api/projects/{project.id}/truths/scores").good()["scores"]
    assert score["person"]["name"] == "bob"
    assert rita.call("DELETE", f"/api/frames/{frame.id}/truth").good() == {"unmarked": True}
    assert rita.get(f"/api/projects/{project.id}/truths").good()["truths"] == []


def test_a_policy_that_cannot_be_is_refused(cast: Cast, alice: Caller) -> None:
    for quality in (
        {"panels": {"share": 2}},
        {"panels": {"people": 1}},
        {"truth": {"share": 0.9}},
        {"panels": {"labels": ["unicorn"]}},
        {"more": 1},
    ):
        alice.patch(f"/api/projects/{cast.project.id}", {"quality": quality}).fault(400, "input_invalid")
    kept = projects.find_project(cast.project.id)
    assert kept is not None
    assert kept.quality == QualityPolicy()
