"""The registry's life over HTTP: kin, files, the ledger of promotions, rollback, and putting aside."""

import json
from threading import Barrier, Thread
from typing import Any

import numpy as np
import pytest

from annotations.store.tables import MODEL_VERSIONS, PROMOTIONS
from tests.builders import Cast, a_frame, a_model_version, a_project, use_model
from tests.builders_onnx import answering_model, blind_on_black, picture
from tests.caller import Caller, signed_in
from tests.circle import Circle, log_of
from tests.integration.http.test_model_versions import GOOD, MANIFEST
from tests.stored_pictures import a_stored_frame


def ledger(caller: Caller, cast: Cast, **query: object) -> Any:
    return caller.get(f"/api/projects/{cast.project.id}/promotions", **query).good()


def test_a_version_shows_its_kin_and_where_it_predicts(cast: Cast, alice: Caller) -> None:
    root = a_model_version()
    first = a_model_version(cast.project, parent_id=root.id)
    second = a_model_version(cast.project, parent_id=first.id)
    hidden = a_model_version(a_project(cast.oscar), parent_id=root.id)
    alice.post(f"/api/model-versions/{first.id}/promote").good()
    shown = alice.get(f"/api/model-versions/{first.id}").good()
    assert shown["model_version"]["id"] == first.id
    assert [entry["id"] for entry in shown["parents"]] == [root.id]
    assert [entry["id"] for entry in shown["children"]] == [second.id]
    assert shown["champion_in"] == [{"id": cast.project.id, "name": "Street"}]
    deep = alice.get(f"/api/model-versions/{second.id}").good()
    assert [entry["id"] for entry in deep["parents"]] == [first.id, root.id]
    assert (deep["children"], deep["champion_in"], deep["evaluation_ids"]) == ([], [], [])
    above = alice.get(f"/api/model-versions/{root.id}").good()
    assert [entry["id"] for entry in above["children"]] == [first.id], "of other people's projects nothing"
    signed_in(cast.oscar).get(f"/api/model-versions/{first.id}").fault(404, "not_found")
    alice.get(f"/api/model-versions/{hidden.id}").fault(404, "not_found")


def test_a_version_that_is_its_own_forebear_ends_the_chain(cast: Cast, alice: Caller) -> None:
    one, other = a_model_version(cast.project), a_model_version(cast.project)
    for row, parent in ((one, other), (other, one)):
        MODEL_VERSIONS.change({"_id": row.id}, {"$set": {"parent_id": parent.id}})
    shown = alice.get(f"/api/model-versions/{one.id}").good()
    assert [entry["id"] for entry in shown["parents"]] == [other.id]


def test_file_and_manifest_come_back_and_can_be_registered_elsewhere(cast: Cast, alice: Caller) -> None:
    made = alice.upload_model(cast.project.id, GOOD, MANIFEST).good(201)
    path = f"/api/model-versions/{made['id']}"
    answer = alice.get(f"{path}/file")
    assert (answer.status, answer.content) == (200, GOOD)
    manifest = alice.get(f"{path}/manifest").good()
    assert (manifest["sha256"], manifest["labels"]) == (made["sha256"], ["cat", "dog"])
    alice.get(f"{path}/file", part="decoder").fault(404, "not_found")
    alice.get(f"{path}/file", part="../../etc").fault(400, "input_invalid")
    other = a_project(cast.alice)
    copied = alice.upload_model(other.id, GOOD, json.dumps(manifest)).good(201)
    assert copied["sha256"] == made["sha256"]


def test_what_a_version_is_never_changes_but_for_its_state(cast: Cast, alice: Caller) -> None:
    first, second = a_model_version(cast.project), a_model_version(cast.project)
    for version in (first, second, first):
        alice.post(f"/api/model-versions/{version.id}/promote", {"reason": "to see"}).good()
    alice.post(f"/api/projects/{cast.project.id}/rollback").good()
    alice.post(f"/api/model-versions/{first.id}/archive").good()
    for version in (first, second):
        now = MODEL_VERSIONS.find(version.id)
        assert now is not None
        assert now.model_copy(update={"status": version.status}) == version


def test_promotions_are_kept_with_who_and_why(cast: Cast, alice: Caller) -> None:
    first, second = a_model_version(cast.project), a_model_version(cast.project)
    alice.post(f"/api/model-versions/{first.id}/promote").good()
    alice.post(f"/api/model-versions/{second.id}/promote", {"reason": "sees more"}).good()
    alice.post(f"/api/model-versions/{second.id}/promote", {"reason": "again"}).good()
    alice.post(f"/api/projects/{cast.project.id}/rollback", {"reason": "sees ghosts"}).good()
    told = ledger(signed_in(cast.vera), cast)
    assert [
        (entry["before"] and entry["before"]["id"], entry["promoted"]["id"], entry["cause"], entry["reason"])
        for entry in told["promotions"]
    ] == [
        (second.id, first.id, "rollback", "sees ghosts"),
        (first.id, second.id, "person", "sees more"),
        (None, first.id, "person", None),
    ]
    assert {entry["actor"]["name"] for entry in told["promotions"]} == {"alice"}
    page = ledger(alice, cast, limit=2)
    rest = ledger(alice, cast, limit=2, after=page["next"])
    assert [entry["id"] for entry in [*page["promotions"], *rest["promotions"]]] == [
        entry["id"] for entry in told["promotions"]
    ]
    assert rest["next"] is None


def test_a_new_project_starts_with_the_version_for_all(cast: Cast, alice: Caller) -> None:
    version = a_model_version()
    made = alice.post("/api/projects", {"name": "New"}).good(201)
    (start,) = alice.get(f"/api/projects/{made['id']}/promotions").good()["promotions"]
    assert (start["before"], start["promoted"]["id"], start["cause"]) == (None, version.id, "start")
    alice.post(f"/api/projects/{made['id']}/rollback").fault(409, "state_conflict")


def test_a_rollback_goes_back_step_by_step_and_not_to_and_fro(cast: Cast, alice: Caller) -> None:
    path = f"/api/projects/{cast.project.id}"
    versions = [a_model_version(), a_model_version(cast.project), a_model_version(cast.project)]
    use_model(cast.project, versions[0])
    for version in versions[1:]:
        alice.post(f"/api/model-versions/{version.id}/promote").good()
    back = alice.post(f"{path}/rollback", {"expected_champion_id": versions[2].id}).good()
    assert (back["id"], back["status"]) == (versions[1].id, "champion")
    # The second click of a double click speaks of a champion that is gone.
    again = alice.post(f"{path}/rollback", {"expected_champion_id": versions[2].id})
    again.fault(409, "state_conflict")
    assert alice.post(f"{path}/rollback").good()["id"] == versions[0].id
    alice.post(f"{path}/rollback").fault(409, "state_conflict")
    assert alice.get(path).good()["champion"]["id"] == versions[0].id
    listed = alice.get(f"{path}/model-versions").good()["model_versions"]
    assert {entry["id"]: entry["status"] for entry in listed} == {
        versions[0].id: "champion", versions[1].id: "archived", versions[2].id: "archived",
    }  # fmt: skip


def test_two_promotions_at_once_do_not_both_win(cast: Cast, alice: Caller) -> None:
    champion = a_model_version(cast.project)
    alice.post(f"/api/model-versions/{champion.id}/promote").good()
    rivals = [a_model_version(cast.project) for _ in range(4)]
    start, answers = Barrier(len(rivals)), []

    def promote(version_id: str) -> None:
        caller = signed_in(cast.alice)
        start.wait()
        body = {"expected_champion_id": champion.id}
        answers.append(caller.post(f"/api/model-versions/{version_id}/promote", body).status)

    threads = [Thread(target=promote, args=(rival.id,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    listed = alice.get(f"/api/projects/{cast.project.id}/model-versions").good()["model_versions"]
    assert [entry["status"] for entry in listed].count("champion") == 1
    assert PROMOTIONS.count({"project_id": cast.project.id}) == 2


def test_a_promotion_is_told_also_for_a_version_for_all(cast: Cast, alice: Caller, circle: Circle) -> None:
    shared, own = a_model_version(), a_model_version(cast.project)
    use_model(cast.project, shared)
    circle.settle()
    alice.post(f"/api/model-versions/{own.id}/promote").good()
    alice.post(f"/api/projects/{cast.project.id}/rollback").good()
    circle.settle()
    told = [event for event in log_of(cast.project.id) if event["type"] == "model_version.promoted"]
    assert [(event["model_version"]["id"], event["model_version"]["status"]) for event in told] == [
        (own.id, "champion"),
        (shared.id, "champion"),
    ]
    assert {event["actor"]["name"] for event in told} == {"alice"}


def test_a_candidate_is_put_aside_and_can_come_back(cast: Cast, alice: Caller) -> None:
    version, shared = a_model_version(cast.project), a_model_version()
    path = f"/api/model-versions/{version.id}"
    for _ in range(2):
        assert alice.post(f"{path}/archive").good()["status"] == "archived"
    assert alice.post(f"{path}/promote").good()["status"] == "champion"
    alice.post(f"{path}/archive").fault(409, "state_conflict")
    alice.post(f"/api/model-versions/{shared.id}/archive").fault(409, "state_conflict")
    refused = a_model_version(cast.project, status="refused")
    alice.post(f"/api/model-versions/{refused.id}/archive").fault(409, "state_conflict")
    assert alice.get(f"/api/model-versions/{refused.id}").good()["model_version"]["status"] == "refused"


@pytest.mark.parametrize(
    "body",
    [{"reason": 7}, {"reason": "x" * 4_001}, {"expected_champion_id": ["x"]}, {"surprise": 1}, [], "x"],
)
def test_a_rollback_or_promotion_that_makes_no_sense_changes_nothing(
    cast: Cast, alice: Caller, body: object
) -> None:
    first, second = a_model_version(cast.project), a_model_version(cast.project)
    for version in (first, second):
        alice.post(f"/api/model-versions/{version.id}/promote").good()
    alice.post(f"/api/projects/{cast.project.id}/rollback", body).fault(400, "input_invalid")
    alice.post(f"/api/model-versions/{first.id}/promote", body).fault(400, "input_invalid")
    assert alice.get(f"/api/projects/{cast.project.id}").good()["champion"]["id"] == second.id
    for query in ({"limit": 0}, {"limit": "x"}, {"after": "x" * 200}):
        alice.get(f"/api/projects/{cast.project.id}/promotions", **query).fault(400, "input_invalid")


def test_an_uploaded_model_is_tried_on_pictures_of_the_project(cast: Cast, alice: Caller) -> None:
    frames = [a_stored_frame(cast.project, picture(level=level)) for level in (10, 120, 250)]
    broken = a_frame(cast.project)  # its pixels are gone
    made = alice.upload_model(cast.project.id, GOOD, MANIFEST).good(201)
    assert made["status"] == "candidate"
    tried = {entry["frame_id"]: entry["predictions"] for entry in made["trial"]["frames"]}
    assert tried == {frame.id: 1 for frame in frames}
    assert broken.id not in tried
    assert (made["trial"]["reason"], made["trial"]["notes"], made["trial"]["memory_bytes"] > 0) == (
        None,
        [],
        True,
    )
    assert alice.get(f"/api/model-versions/{made['id']}").good()["model_version"]["trial"] == made["trial"]


def test_a_model_that_cannot_be_used_on_the_projects_pictures_is_kept_as_refused(
    cast: Cast, alice: Caller
) -> None:
    a_stored_frame(cast.project, picture(level=0))
    made = alice.upload_model(cast.project.id, blind_on_black(), MANIFEST).good(201)
    assert made["status"] == "refused"
    assert "NaN" in made["trial"]["reason"]
    alice.post(f"/api/model-versions/{made['id']}/promote").fault(409, "state_conflict")
    again = alice.upload_model(cast.project.id, blind_on_black(), MANIFEST)
    again.fault(409, "already_exists")
    assert "NaN" in again.body["message"]


def test_a_model_that_says_nothing_is_taken_with_a_note(cast: Cast, alice: Caller) -> None:
    a_stored_frame(cast.project, picture())
    silent = answering_model({"scores": np.zeros((1, 2), np.float32), "boxes": np.zeros((1, 4), np.float32)})
    made = alice.upload_model(cast.project.id, silent, MANIFEST).good(201)
    assert (made["status"], len(made["trial"]["notes"])) == ("candidate", 1)
