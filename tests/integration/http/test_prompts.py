"""Masks by pointing over HTTP: what is answered, what is refused, and that nothing is stored."""

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.domain.asset import Frame
from annotations.domain.model_version import ModelVersion
from annotations.errors import PortalError
from annotations.store.client import database as mongo
from inference.actions import prompt_frame
from inference.actions.register_model_version import register_model_version
from inference.prompting.desk import WarmDesk
from inference.prompting.prompt import Prompt
from tests.builders import Cast, a_frame, a_model_version, ask_json
from tests.builders_onnx import picture
from tests.builders_prompts import sam_decoder, sam_document, sam_encoder, sam_manifest
from tests.caller import Answer, Caller, signed_in
from tests.stored_pictures import a_stored_frame
from tests.waiting import wait_until

BOX = {"x": 8, "y": 12, "width": 20, "height": 24}
CLICK = {"x": 15, "y": 15, "positive": True}


@pytest.fixture
def frame(cast: Cast) -> Frame:
    return a_stored_frame(cast.project, picture(64, 48))


@pytest.fixture
def pair(cast: Cast, tmp_path: Path) -> ModelVersion:
    """Register an encoder and decoder whose mask is the box itself."""
    (tmp_path / "encoder.onnx").write_bytes(sam_encoder())
    (tmp_path / "decoder.onnx").write_bytes(sam_decoder())
    return register_model_version(
        project_id=cast.project.id,
        manifest=sam_manifest(),
        path=tmp_path / "encoder.onnx",
        decoder_path=tmp_path / "decoder.onnx",
    )


def prompt(caller: Caller, frame: Frame, **body: Any) -> Answer:
    return caller.post(f"/api/frames/{frame.id}/prompts", body)


def test_a_box_is_answered_with_a_mask_that_can_be_saved(
    bob: Caller, frame: Frame, pair: ModelVersion
) -> None:
    found = prompt(bob, frame, box=BOX).good()
    assert found["model_version_id"] == pair.id
    assert found["score"] == pytest.approx(0.9)
    assert found["milliseconds"] >= 0
    shape = found["shape"]
    assert (shape["type"], shape["size"]) == ("mask", [48, 64])
    assert shape["counts"][0] == 8 * 48 + 12
    assert sum(shape["counts"][1::2]) == 20 * 24
    assert found["polygon"]["points"] == [[8.5, 12.5], [8.5, 35.5], [27.5, 35.5], [27.5, 12.5]]
    assert bob.frame(frame.id)["annotations"] == []
    for kept in (shape, found["polygon"]):
        bob.correct(frame.id, ask_json("add", label="cat", shape=kept)).good()
    assert [entry["shape"]["type"] for entry in bob.frame(frame.id)["annotations"]] == ["mask", "polygon"]


def test_nothing_of_a_prompt_is_stored(bob: Caller, frame: Frame, pair: ModelVersion) -> None:
    before = {name: mongo()[name].count_documents({}) for name in mongo().list_collection_names()}
    prompt(bob, frame, box=BOX, points=[CLICK, {"x": 20, "y": 20, "positive": False}]).good()
    after = {name: mongo()[name].count_documents({}) for name in before}
    assert after == before
    assert bob.frame(frame.id)["seq"] == 0


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "input_invalid", "box"),
        ({"points": []}, "input_invalid", "points"),
        ({"points": [{"x": 1, "y": 1, "positive": False}]}, "input_invalid", "points"),
        ({"points": [CLICK] * 101}, "input_invalid", ""),
        ({"points": [{"x": "1", "y": None}]}, "input_invalid", "y"),
        ({"points": [{"x": 65, "y": 1}]}, "shape_invalid", "points.0"),
        ({"points": [{"x": -0.5, "y": 1}]}, "shape_invalid", "points.0"),
        ({"box": {**BOX, "width": 0}}, "input_invalid", "width"),
        ({"box": {**BOX, "height": -5}}, "input_invalid", "height"),
        ({"box": {**BOX, "x": 60}}, "shape_invalid", "box"),
        ({"box": {**BOX, "rotation": 4}}, "input_invalid", "rotation"),
        ({"box": BOX, "what": 1}, "input_invalid", "what"),
        ({"box": BOX, "model_version_id": 5}, "input_invalid", "model_version_id"),
        ({"box": BOX, "model_version_id": "m" * 101}, "input_invalid", "model_version_id"),
    ],
)
def test_a_prompt_that_cannot_be_meant_is_refused(
    bob: Caller, frame: Frame, pair: ModelVersion, body: dict[str, Any], code: str, field: str
) -> None:
    fields = prompt(bob, frame, **body).fault(400, code)
    assert any(name == field or name.endswith(f".{field}" if field else "") for name in fields), fields


@pytest.mark.parametrize("text", [b"", b"{", b'{"box":{"x":NaN}}', b'{"points":[{"x":1e999,"y":1}]}', b"[]"])
def test_a_body_that_is_no_prompt_is_refused(
    bob: Caller, frame: Frame, pair: ModelVersion, text: bytes
) -> None:
    bob.post(f"/api/frames/{frame.id}/prompts", text).fault(400, "input_invalid")


def test_who_may_not_change_a_frame_may_not_prompt_it(cast: Cast, frame: Frame, pair: ModelVersion) -> None:
    prompt(signed_in(cast.vera), frame, box=BOX).fault(403, "forbidden")
    prompt(signed_in(cast.oscar), frame, box=BOX).fault(404, "not_found")


def test_another_origin_is_refused(cast: Cast, frame: Frame) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.bob.user)
    stranger = Caller(client).with_headers({"Origin": "https://elsewhere.example"})
    for call in ("prompts", "predictions"):
        answer = stranger.post(f"/api/frames/{frame.id}/{call}", {"box": BOX, "model_version_id": "x"})
        assert answer.status == 403


def test_only_a_version_for_prompts_of_this_project_answers(cast: Cast, bob: Caller, frame: Frame) -> None:
    prompt(bob, frame, box=BOX).fault(409, "not_ready")
    detector = a_model_version(cast.project)
    prompt(bob, frame, box=BOX, model_version_id=detector.id).fault(409, "state_conflict")
    foreign = a_model_version(cast.project, project_id="prj_other", task="segmentation prompt")
    prompt(bob, frame, box=BOX, model_version_id=foreign.id).fault(404, "not_found")
    prompt(bob, frame, box=BOX, model_version_id="mdl_none").fault(404, "not_found")
    refused = a_model_version(cast.project, task="segmentation prompt", status="refused")
    prompt(bob, frame, box=BOX, model_version_id=refused.id).fault(409, "state_conflict")


def test_where_the_model_sees_nothing_it_says_so(bob: Caller, frame: Frame, pair: ModelVersion) -> None:
    # Without a box the pair's last two points are the click and a filling point: no object.
    prompt(bob, frame, points=[CLICK]).fault(409, "state_conflict")


def test_a_frame_without_pixels_is_a_missing_one(cast: Cast, bob: Caller, pair: ModelVersion) -> None:
    prompt(bob, a_frame(cast.project), box=BOX).fault(404, "not_found")


def test_a_pair_is_registered_over_http_and_never_promoted(cast: Cast, alice: Caller) -> None:
    def upload(**files: bytes) -> Answer:
        form: dict[str, Any] = {"manifest": json.dumps(sam_document())}
        form |= {name: SimpleUploadedFile(f"{name}.onnx", content) for name, content in files.items()}
        return alice.send(f"/api/projects/{cast.project.id}/model-versions", form)

    upload(model=sam_encoder()).fault(422, "model_file_invalid")
    upload(model=sam_decoder(), decoder=sam_encoder()).fault(422, "model_file_invalid")
    for broken in (b"PK\x03\x04 a checkpoint", b"not onnx"):
        fields = upload(model=sam_encoder(), decoder=broken).fault(422, "model_file_invalid")
        assert list(fields) == ["decoder"]
    made = upload(model=sam_encoder(), decoder=sam_decoder()).good(201)
    assert (made["task"], made["status"], made["labels"]) == ("segmentation prompt", "candidate", [])
    alice.post(f"/api/model-versions/{made['id']}/promote").fault(409, "state_conflict")
    frame = a_stored_frame(cast.project, np.full((48, 64, 3), 90, np.uint8))
    assert prompt(alice, frame, box=BOX).good()["model_version_id"] == made["id"]


def test_who_is_sent_away_by_others_prompts_is_told_when_to_come_back(
    bob: Caller, frame: Frame, pair: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = WarmDesk(module="tests.desk_that_hangs", limit_seconds=2.0, most_waiting=0)
    monkeypatch.setattr(prompt_frame, "DESK", desk)
    statuses: list[str] = []

    def hold() -> None:
        try:
            prompt_frame.prompt_frame(frame=frame, version=pair, prompt=Prompt(box=(8, 12, 20, 24)))
        except PortalError as fault:
            statuses.append(fault.code)

    holding = threading.Thread(target=hold)
    holding.start()
    wait_until(lambda: desk.is_alive, 10)
    refused = prompt(bob, frame, box=BOX)
    holding.join(20)
    desk.close()
    assert refused.fault(429, "too_many_requests") == {}
    assert refused.headers["Retry-After"] == "1"
    assert statuses == ["prompt_unavailable"]
