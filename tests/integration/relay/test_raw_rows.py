"""A row that somebody else writes into `assets` starts the same circle as the upload page."""

import pytest
from bson import ObjectId
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pymongo.errors import WriteError

from annotations.domain.model_version import ModelVersion
from annotations.store.client import database as mongo
from inference.actions.predict_frame import DETECTORS, warm_detector
from tests.builders import Cast, a_cast
from tests.builders_media import a_picture_file
from tests.caller import signed_in
from tests.circle import Circle, log_of, types_of

STEPS = ["asset.uploaded", "asset.ready", "predictions.recorded"]


def raw_row(project_id: str, **more: object) -> dict[str, object]:
    return {
        "project_id": project_id,
        "status": "uploaded",
        "image_uri": "storage://incoming/photo.png",
        **more,
    }


@pytest.fixture
def cast(tiny_model: ModelVersion) -> Cast:
    """The cast's project is made once the small model is there, so that it uses it."""
    return a_cast()


@pytest.fixture(autouse=True)
def incoming(database: None) -> None:
    if not default_storage.exists("incoming/photo.png"):
        default_storage.save("incoming/photo.png", ContentFile(a_picture_file("PNG")))


def test_a_row_with_an_objectid_goes_all_the_way_to_predictions(cast: Cast, circle: Circle) -> None:
    row_id = mongo()["assets"].insert_one(raw_row(cast.project.id)).inserted_id
    assert isinstance(row_id, ObjectId)
    circle.settle()
    types = types_of(cast.project.id)
    assert [step for step in types if step in STEPS] == STEPS
    bob = signed_in(cast.bob)
    asset = bob.get(f"/api/assets/{row_id}").good()
    assert (asset["status"], asset["kind"], asset["predicted"]) == ("ready", "image", "done")
    assert (asset["width"], asset["height"]) == (64, 48)
    state = bob.frame(asset["frame_id"])
    assert sorted(entry["label"] for entry in state["predictions"]) == ["cat", "dog"]
    assert bob.get("/api/frames/" + asset["frame_id"] + "/image").status == 200


@pytest.mark.parametrize("warm", [False, True])
def test_rows_written_while_the_relay_is_away_are_taken_up_later(
    cast: Cast, tiny_model: ModelVersion, warm: bool
) -> None:
    DETECTORS.drop(tiny_model.id)
    if warm:  # Then the picture is ready and predicted before the scan has come to the predictions.
        warm_detector(tiny_model, threads=1)
    mongo()["assets"].insert_one(raw_row(cast.project.id))
    circle = Circle()
    circle.start()
    circle.settle()
    circle.stop()
    assert [step for step in types_of(cast.project.id) if step in STEPS] == STEPS
    assert signed_in(cast.bob).get(f"/api/projects/{cast.project.id}").good()["counts"]["ready"] == 1


@pytest.mark.parametrize(
    "uri",
    [
        None,
        "",
        "storage://",
        "storage://../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.png",
        "storage://incoming/absent.png",
        "incoming",
        ".",
        "a\0b",
    ],
)
def test_a_row_that_points_nowhere_or_elsewhere_fails_with_a_reason(
    cast: Cast, circle: Circle, uri: object
) -> None:
    row_id = mongo()["assets"].insert_one(raw_row(cast.project.id) | {"image_uri": uri}).inserted_id
    mongo()["assets"].insert_one(raw_row(cast.project.id))
    circle.settle()
    row = mongo()["assets"].find_one({"_id": row_id})
    assert row is not None
    assert row["status"] == "failed"
    assert row["error"]["code"] == "file_missing"
    assert types_of(cast.project.id).count("predictions.recorded") == 1, "the good row beside it went through"


@pytest.mark.parametrize(
    "changes",
    [
        {"image_uri": 7},
        {"image_uri": {"$ne": 1}},
        {"project_id": 7},
        {"status": "done"},
        {"name": ["x"]},
        {"width": "wide"},
        {"kind": "spreadsheet"},
        {"notes": [1]},
        {"error": "bad"},
    ],
)
def test_a_row_that_could_not_be_read_is_refused_at_the_door(cast: Cast, changes: dict[str, object]) -> None:
    with pytest.raises(WriteError, match="failed validation"):
        mongo()["assets"].insert_one(raw_row(cast.project.id) | changes)


def test_a_row_for_a_project_that_does_not_exist_harms_nobody(cast: Cast, circle: Circle) -> None:
    mongo()["assets"].insert_one(raw_row("prj_" + "0" * 32))
    mongo()["assets"].insert_one(raw_row(cast.project.id))
    circle.settle()
    assert types_of(cast.project.id).count("predictions.recorded") == 1


def test_events_are_numbered_without_a_gap(cast: Cast, circle: Circle) -> None:
    mongo()["assets"].insert_many([raw_row(cast.project.id) for _ in range(3)])
    circle.settle()
    seqs = [event["seq"] for event in log_of(cast.project.id)]
    assert seqs == list(range(1, len(seqs) + 1))
