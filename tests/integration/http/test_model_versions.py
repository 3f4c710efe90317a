"""The model registry: what is taken, what is refused and why, and what promotion changes."""

import json

import numpy as np
import pytest
from onnx import TensorProto, helper

from tests.builders import Cast, a_model_version
from tests.builders_onnx import answering_model, manifest_document, serialised
from tests.caller import Caller, signed_in

ANSWERS = {"scores": np.array([[0.9, 0]], np.float32), "boxes": np.array([[0, 0, 1, 1]], np.float32)}
GOOD = answering_model(ANSWERS)
MANIFEST = json.dumps(manifest_document())


def with_external_weights() -> bytes:
    """Build a graph whose weights lie in another file."""
    weights = helper.make_tensor("w", TensorProto.FLOAT, [1], [1.0])
    weights.ClearField("float_data")
    weights.data_location = TensorProto.EXTERNAL
    entry = weights.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"
    picture = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 32, 32, 3])
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("scores", "boxes")]
    nodes = [helper.make_node("Mul", ["image", "w"], [name]) for name in ("scores", "boxes")]
    return serialised(helper.make_graph(nodes, "far", [picture], outputs, [weights]))


def test_a_model_is_registered_as_a_candidate_and_then_promoted(cast: Cast, alice: Caller) -> None:
    made = alice.upload_model(cast.project.id, GOOD, MANIFEST).good(201)
    assert (made["name"], made["status"], made["labels"]) == ("sample", "candidate", ["cat", "dog"])
    root = f"/api/projects/{cast.project.id}"
    assert [entry["id"] for entry in alice.get(f"{root}/model-versions").good()["model_versions"]] == [
        made["id"]
    ]
    assert alice.post(f"/api/model-versions/{made['id']}/promote", {}).good()["status"] == "champion"
    assert alice.get(root).good()["champion"]["id"] == made["id"]


def test_versions_are_listed_newest_first_in_pages(cast: Cast, alice: Caller) -> None:
    path = f"/api/projects/{cast.project.id}/model-versions"
    assert alice.get(path).good() == {"model_versions": [], "next": None}
    made = [a_model_version(cast.project), a_model_version(None), a_model_version(cast.project)]
    first = alice.get(path, limit=2).good()
    assert [entry["id"] for entry in first["model_versions"]] == [made[2].id, made[1].id]
    rest = alice.get(path, limit=2, after=first["next"]).good()
    assert ([entry["id"] for entry in rest["model_versions"]], rest["next"]) == ([made[0].id], None)
    for query in ({"limit": 0}, {"limit": 501}, {"limit": "x"}, {"after": "x" * 101}):
        alice.get(path, **query).fault(400, "input_invalid")


def test_the_same_file_twice_is_refused(cast: Cast, alice: Caller) -> None:
    alice.upload_model(cast.project.id, GOOD, MANIFEST).good(201)
    alice.upload_model(cast.project.id, GOOD, MANIFEST).fault(409, "already_exists")


def test_promoting_archives_the_champion_before_it_and_can_be_undone(cast: Cast, alice: Caller) -> None:
    first, second = a_model_version(cast.project), a_model_version(cast.project)
    for version in (first, second, first):
        alice.post(f"/api/model-versions/{version.id}/promote").good()
    listed = alice.get(f"/api/projects/{cast.project.id}/model-versions").good()["model_versions"]
    assert {entry["id"]: entry["status"] for entry in listed} == {first.id: "champion", second.id: "archived"}


def test_a_refused_version_cannot_be_promoted(cast: Cast, alice: Caller) -> None:
    version = a_model_version(cast.project, status="refused")
    alice.post(f"/api/model-versions/{version.id}/promote").fault(409, "state_conflict")


def test_a_version_for_all_is_promoted_project_by_project(cast: Cast, alice: Caller, admin: Caller) -> None:
    version = a_model_version()
    alice.post(f"/api/model-versions/{version.id}/promote", {}).fault(404, "not_found")
    admin.post(f"/api/model-versions/{version.id}/promote", {}).fault(400, "input_invalid")
    body = alice.post(f"/api/model-versions/{version.id}/promote", {"project_id": cast.project.id}).good()
    assert body["status"] == "champion"
    for wrong in ("x", {"$ne": 1}, 7):
        answer = alice.post(f"/api/model-versions/{version.id}/promote", {"project_id": wrong})
        assert answer.status in {400, 404}
    signed_in(cast.bob).post(
        f"/api/model-versions/{version.id}/promote", {"project_id": cast.project.id}
    ).fault(403, "forbidden")


@pytest.mark.parametrize(
    "content",
    [b"", b"not onnx", b"\x08" * 1000, GOOD[:-20], GOOD[:50], with_external_weights()],
    ids=["empty", "text", "noise", "cut off", "cut short", "external weights"],
)
def test_a_file_that_is_no_usable_model_is_refused(cast: Cast, alice: Caller, content: bytes) -> None:
    answer = alice.upload_model(cast.project.id, content, MANIFEST)
    assert answer.status in {400, 422}, answer
    answer.fault(answer.status, "input_invalid" if answer.status == 400 else "model_file_invalid")
    assert alice.get(f"/api/projects/{cast.project.id}/model-versions").good()["model_versions"] == []


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "{}",
        "[]",
        "= broken toml",
        "name = 1",
        json.dumps(manifest_document(task="mind reading")),
        json.dumps(manifest_document(surprise=1)),
        json.dumps(manifest_document(labels=[])),
        json.dumps(manifest_document(name="../../etc")),
        json.dumps(manifest_document(file="/etc/passwd")),
        json.dumps(manifest_document(thresholds={"floor": 7})),
        "{" * 100_000,
    ],
    ids=lambda manifest: manifest[:30],
)
def test_a_wrong_manifest_is_refused(cast: Cast, alice: Caller, manifest: str) -> None:
    answer = alice.upload_model(cast.project.id, GOOD, manifest)
    assert answer.status in {400, 422}, answer
    assert answer.body["code"] in {"input_invalid", "manifest_invalid"}
    assert alice.get(f"/api/projects/{cast.project.id}/model-versions").good()["model_versions"] == []
