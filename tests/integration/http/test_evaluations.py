"""Evaluations over HTTP: asked for by hand, accepted by a person, compared blind."""

from typing import Any

import pytest

from annotations.actions.change_project import change_project
from annotations.domain.asset import Frame
from annotations.domain.evaluation import Evaluation, FrameDifference, GatePolicy
from annotations.domain.ids import new_id
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.store import evaluations, projects
from annotations.store.tables import BLIND_PAIRS, EVALUATIONS, MODEL_VERSIONS
from inference.actions.judge_blind import show_pair
from tests.builders import Cast, a_frame, a_model_version, use_model
from tests.builders_gate import a_blind_set, an_evaluation
from tests.caller import Caller, Json, signed_in


@pytest.fixture
def project(cast: Cast) -> Project:
    """A project with a champion of its own."""
    use_model(cast.project, a_model_version(cast.project, status="champion"))
    return now(cast.project)


@pytest.fixture
def candidate(project: Project) -> ModelVersion:
    return a_model_version(project)


def now(project: Project) -> Project:
    found = projects.find_project(project.id)
    assert found is not None
    return found


def with_gate(project: Project, **policy: Any) -> Project:
    return change_project(project=project, gate=GatePolicy(**policy))


def status_of(version: ModelVersion) -> str:
    found = MODEL_VERSIONS.find(version.id)
    assert found is not None
    return found.status


def as_kept(row: Evaluation) -> Evaluation:
    found = evaluations.find_evaluation(row.id)
    assert found is not None
    return found


def test_an_owner_asks_for_an_evaluation_once_at_a_time(
    project: Project, candidate: ModelVersion, alice: Caller
) -> None:
    path, body = f"/api/projects/{project.id}/evaluations", {"candidate_id": candidate.id}
    made = alice.post(path, body).good(201)
    assert (made["status"], made["champion_id"], made["verdict"]) == ("queued", project.champion_id, None)
    assert alice.get(f"/api/evaluations/{made['id']}").good() == made
    assert alice.post(path, body).fault(409, "already_exists")["evaluation_id"] == made["id"]
    alice.post(path, {"candidate_id": project.champion_id}).fault(409, "state_conflict")


def test_an_evaluation_of_nothing_in_particular_is_refused(project: Project, alice: Caller) -> None:
    wrong: list[object] = [None, "", 7, {"$ne": 1}, "x" * 101]
    bodies: list[object] = [None, [], {}, {"candidate_id": "x", "more": 1}]
    for body in [*bodies, *({"candidate_id": value} for value in wrong)]:
        alice.post(f"/api/projects/{project.id}/evaluations", body).fault(400, "input_invalid")
    assert EVALUATIONS.count({}) == 0


def test_what_cannot_predict_is_not_measured(project: Project, alice: Caller) -> None:
    path = f"/api/projects/{project.id}/evaluations"
    for version, status, code in (
        (a_model_version(project, status="refused"), 409, "state_conflict"),
        (a_model_version(project, task="segmentation prompt"), 409, "state_conflict"),
        (a_model_version(None, project_id="prj_" + "0" * 32), 404, "not_found"),
    ):
        alice.post(path, {"candidate_id": version.id}).fault(status, code)
    alice.post(path, {"candidate_id": "mdl_" + "0" * 32}).fault(404, "not_found")
    assert EVALUATIONS.count({}) == 0


def test_a_version_that_the_gate_refused_may_be_measured_again(project: Project, alice: Caller) -> None:
    version = a_model_version(project, status="refused")
    an_evaluation(project, version, own=0.1)
    alice.post(f"/api/projects/{project.id}/evaluations", {"candidate_id": version.id}).good(201)


def test_evaluations_are_listed_newest_first_in_pages(
    project: Project, candidate: ModelVersion, bob: Caller
) -> None:
    path = f"/api/projects/{project.id}/evaluations"
    assert bob.get(path).good() == {"evaluations": [], "next": None}
    other = a_model_version(project)
    rows = [an_evaluation(project, version) for version in (candidate, other, candidate)]
    first = bob.get(path, limit=2).good()
    assert [entry["id"] for entry in first["evaluations"]] == [rows[2].id, rows[1].id]
    rest = bob.get(path, limit=2, after=first["next"]).good()
    assert [entry["id"] for entry in rest["evaluations"]] == [rows[0].id]
    own = bob.get(path, candidate_id=other.id).good()
    assert [entry["id"] for entry in own["evaluations"]] == [rows[1].id]
    for query in ({"limit": 0}, {"limit": 501}, {"limit": "x"}, {"after": "x" * 101}, {"candidate_id": ""}):
        bob.get(path, **query).fault(400, "input_invalid")


def test_an_owner_lets_in_what_the_gate_advises(
    project: Project, candidate: ModelVersion, alice: Caller
) -> None:
    row = an_evaluation(project, candidate)
    accepted = alice.post(f"/api/evaluations/{row.id}/accept").good()
    assert (accepted["acted"], accepted["decision"]["actor"]["name"]) == (True, "alice")
    assert (now(project).champion_id, status_of(candidate)) == (candidate.id, "champion")
    alice.post(f"/api/evaluations/{row.id}/accept").fault(409, "state_conflict")


def test_overruling_the_gate_needs_a_written_reason_which_is_kept(
    project: Project, candidate: ModelVersion, alice: Caller
) -> None:
    row = an_evaluation(project, candidate, own=0.1)
    MODEL_VERSIONS.change({"_id": candidate.id}, {"$set": {"status": "refused"}})
    path = f"/api/evaluations/{row.id}/accept"
    for body in (None, {}, {"reason": None}, {"reason": "  "}):
        assert alice.post(path, body).fault(400, "input_invalid")["reason"] == "missing"
    alice.post(path, {"reason": "x" * 4_001}).fault(400, "input_invalid")
    assert now(project).champion_id == project.champion_id
    alice.post(path, {"reason": "It finds the night pictures."}).good()
    kept = as_kept(row)
    assert kept.decision is not None
    assert (kept.decision.reason, kept.verdict) == ("It finds the night pictures.", "keep")
    assert (now(project).champion_id, status_of(candidate)) == (candidate.id, "champion")


def test_nothing_is_let_in_without_a_verdict(
    project: Project, candidate: ModelVersion, alice: Caller
) -> None:
    for status in ("queued", "running", "failed", "cancelled"):
        row = an_evaluation(project, candidate, status=status)
        alice.post(f"/api/evaluations/{row.id}/accept", {"reason": "now"}).fault(409, "state_conflict")
    assert now(project).champion_id == project.champion_id


def test_nothing_is_let_in_over_a_version_it_was_not_compared_with(
    project: Project, candidate: ModelVersion, alice: Caller
) -> None:
    row = an_evaluation(project, candidate)
    other = a_model_version(project)
    use_model(project, other)
    fields = alice.post(f"/api/evaluations/{row.id}/accept").fault(409, "state_conflict")
    assert fields == {"champion": "changed"}
    assert now(project).champion_id == other.id


def pull(caller: Caller, row: Evaluation) -> Json:
    return caller.get(f"/api/evaluations/{row.id}/blind").good()


def choose(caller: Caller, row: Evaluation, pair: Json, label: str) -> Json:
    """Vote for the side that says this label."""
    choice = "equal" if label == "equal" else "a" if pair["a"][0]["label"] == label else "b"
    return caller.post(
        f"/api/evaluations/{row.id}/blind", {"pair_id": pair["pair_id"], "choice": choice}
    ).good()


def test_a_person_compares_each_frame_once_without_knowing_who_is_who(
    project: Project, candidate: ModelVersion, bob: Caller
) -> None:
    row = an_evaluation(with_gate(project, promote="ask"), candidate)
    frames = [a_frame(project) for _ in range(3)]
    for place, frame in enumerate(frames):
        a_blind_set(row, frame, place)
    votes = []
    for number, (frame, label) in enumerate(zip(frames, ("dog", "cat", "equal"), strict=True), start=1):
        pair = pull(bob, row)["pair"]
        assert pull(bob, row)["pair"] == pair
        assert (pair["frame_id"], pair["number"], pair["total"]) == (frame.id, number, 3)
        assert sorted(side[0]["label"] for side in (pair["a"], pair["b"])) == ["cat", "dog"]
        assert candidate.id not in str(pair)
        votes.append(choose(bob, row, pair, label)["votes"])
        body = {"pair_id": pair["pair_id"], "choice": "a"}
        bob.post(f"/api/evaluations/{row.id}/blind", body).fault(409, "already_exists")
    assert votes[-1] == {"candidate": 1, "champion": 1, "equal": 1}
    after = pull(bob, row)
    assert (after["pair"], after["votes"]) == (None, votes[-1])
    assert "every frame" in after["reason"]


def test_sides_change_from_pair_to_pair(project: Project, candidate: ModelVersion, cast: Cast) -> None:
    row, frame = an_evaluation(project, candidate), a_frame(project)
    sets = [a_blind_set(row, frame.model_copy(update={"id": new_id("frm")}), place) for place in range(24)]
    swapped = set()
    for _ in sets:
        pair = show_pair(row, cast.bob.actor).pair
        assert pair is not None
        swapped.add(pair.is_swapped)
        BLIND_PAIRS.change({"_id": pair.id}, {"$set": {"choice": "equal"}})
    assert swapped == {True, False}


@pytest.mark.parametrize(
    ("labels", "verdict", "champion"),
    [(("dog", "dog", "cat"), "promote", "candidate"), (("cat", "cat", "dog"), "keep", "champion")],
)
def test_the_last_vote_that_the_gate_waits_for_carries_its_verdict_out(
    project: Project,
    candidate: ModelVersion,
    bob: Caller,
    labels: tuple[str, ...],
    verdict: str,
    champion: str,
) -> None:
    row = an_evaluation(with_gate(project, blind_votes=3), candidate, verdict="undecided")
    told: list[Json] = []
    for place, label in enumerate(labels):
        assert now(project).champion_id == project.champion_id
        a_blind_set(row, a_frame(project), place)
        told.append(choose(bob, row, pull(bob, row)["pair"], label))
    assert [entry["verdict"] for entry in told] == ["undecided", "undecided", verdict]
    assert now(project).champion_id == (candidate.id if champion == "candidate" else project.champion_id)
    assert as_kept(row).acted == (champion == "candidate")
    assert status_of(candidate) == ("champion" if champion == "candidate" else "refused")
    assert pull(bob, row)["pair"] is None or champion == "champion"


def test_a_vote_promotes_nobody_over_a_version_that_came_meanwhile(
    project: Project, candidate: ModelVersion, bob: Caller
) -> None:
    row = an_evaluation(with_gate(project, blind_votes=1), candidate, verdict="undecided")
    a_blind_set(row, a_frame(project))
    pair = pull(bob, row)["pair"]
    other = a_model_version(project)
    use_model(project, other)
    assert choose(bob, row, pair, "dog")["verdict"] == "undecided"
    assert now(project).champion_id == other.id


def test_a_vote_that_says_nothing_is_refused(project: Project, candidate: ModelVersion, bob: Caller) -> None:
    row = an_evaluation(project, candidate)
    whole = {"pair_id": "x", "choice": "a"}
    wrong: list[Json] = [
        {"choice": "c"},
        {"choice": "candidate"},
        {"choice": None},
        {"pair_id": 7},
        {"pair_id": ""},
    ]
    bodies: list[object] = [None, {}, {"pair_id": "x"}, {"choice": "a"}, {**whole, "more": 1}]
    for body in [*bodies, *({**whole, **change} for change in wrong)]:
        bob.post(f"/api/evaluations/{row.id}/blind", body).fault(400, "input_invalid")
    assert as_kept(row).blind == row.blind


def test_a_vote_on_somebody_elses_pair_is_a_missing_one(
    project: Project, candidate: ModelVersion, bob: Caller, cast: Cast
) -> None:
    row, other = an_evaluation(project, candidate), an_evaluation(project, candidate)
    a_blind_set(row, a_frame(project))
    pair = pull(bob, row)["pair"]
    body = {"pair_id": pair["pair_id"], "choice": "a"}
    signed_in(cast.rita).post(f"/api/evaluations/{row.id}/blind", body).fault(404, "not_found")
    bob.post(f"/api/evaluations/{other.id}/blind", body).fault(404, "not_found")
    bob.post(f"/api/evaluations/{row.id}/blind", {**body, "pair_id": new_id("bln")}).fault(404, "not_found")
    assert as_kept(row).blind == row.blind


def test_there_is_nothing_to_compare_before_and_after(
    project: Project, candidate: ModelVersion, bob: Caller
) -> None:
    for changes in ({"status": "running"}, {"acted": True}, {"champion": None}, {}):
        told = pull(bob, an_evaluation(project, candidate, **changes))
        assert told["pair"] is None
        assert told["reason"]


def where_they_differ(row: Evaluation, caller: Caller) -> list[Json]:
    frames = caller.get(f"/api/evaluations/{row.id}/differences").good()["frames"]
    assert isinstance(frames, list)
    return frames


def a_difference(frame: Frame) -> FrameDifference:
    return FrameDifference(
        frame_id=frame.id,
        asset_id=frame.asset_id,
        champion_right=0,
        champion_wrong=1,
        candidate_right=1,
        candidate_wrong=0,
    )


def test_everyone_sees_what_both_and_people_say_of_the_frames_that_differ(
    project: Project, candidate: ModelVersion, cast: Cast
) -> None:
    vera = signed_in(cast.vera)
    assert where_they_differ(an_evaluation(project, candidate), vera) == []
    frames = [a_frame(project) for _ in range(14)]
    row = an_evaluation(project, candidate, differences=[a_difference(frame) for frame in frames])
    for place, frame in enumerate(frames):
        a_blind_set(row, frame, place, times=53 if place == 1 else 1)
    shown = where_they_differ(row, vera)
    assert [entry["frame_id"] for entry in shown] == [frame.id for frame in frames[:12]]
    assert [[shape["label"] for shape in shown[0][who]] for who in ("candidate", "champion", "people")] == [
        ["dog"], ["cat"], ["dog"],
    ]  # fmt: skip
    assert [(len(entry["champion"]), entry["left_out"]) for entry in shown[:2]] == [(1, 0), (50, 6)]


def test_who_can_still_vote_sees_no_answers_while_votes_are_wanted(
    project: Project, candidate: ModelVersion, bob: Caller, cast: Cast
) -> None:
    frame = a_frame(project)
    row = an_evaluation(
        with_gate(project, blind_votes=2),
        candidate,
        verdict="undecided",
        differences=[a_difference(frame)],
    )
    a_blind_set(row, frame)
    for caller in (bob, signed_in(cast.vera)):
        fields = caller.get(f"/api/evaluations/{row.id}/differences").fault(409, "state_conflict")
        assert fields == {"votes": "wanted"}
    choose(bob, row, pull(bob, row)["pair"], "dog")
    assert len(where_they_differ(row, bob)) == 1
    rita = signed_in(cast.rita)
    rita.get(f"/api/evaluations/{row.id}/differences").fault(409, "state_conflict")
    choose(rita, row, pull(rita, row)["pair"], "dog")
    assert len(where_they_differ(row, signed_in(cast.vera))) == 1


def test_an_impossible_policy_is_refused(project: Project, alice: Caller) -> None:
    wrong: list[Json] = [
        {"blind_votes": -1}, {"blind_votes": 1.5}, {"blind_votes": True}, {"shadow": "yes please"},
        {"shadow_share": 1.1}, {"shadow_share": -0.1}, {"certainty": 2}, {"least_frames": 0},
        {"promote": "never"}, {"protected": ["zebra"]},
    ]  # fmt: skip
    for policy in wrong:
        alice.patch(f"/api/projects/{project.id}", {"gate": policy}).fault(400, "input_invalid")
    assert now(project).gate == project.gate
