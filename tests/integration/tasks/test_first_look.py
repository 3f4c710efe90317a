"""A picture just decoded is predicted on the way where the model is warm and quick; otherwise by a job."""

from dataclasses import replace

import pytest

from annotations.domain.model_version import ModelVersion
from annotations.store import jobs
from annotations.store.client import database as mongo
from annotations.tasks import ingest
from inference.actions.predict_frame import DETECTORS, QUICK_SECONDS, WarmDetector, warm_detector
from tests.builders import Cast, a_cast
from tests.builders_media import a_picture_file
from tests.caller import signed_in
from tests.circle import Circle, types_of


@pytest.fixture
def cast(tiny_model: ModelVersion) -> Cast:
    """The cast's project is made once the small model is there, so that it uses it."""
    return a_cast()


@pytest.fixture
def warm(tiny_model: ModelVersion) -> WarmDetector:
    """The model as a worker holds it after its first picture."""
    return warm_detector(tiny_model, threads=1)


def upload(cast: Cast) -> str:
    answer = signed_in(cast.bob).upload(cast.project.id, ("photo.png", a_picture_file("PNG"))).good(201)
    return str(answer["assets"][0]["id"])


def kinds_of_jobs(cast: Cast) -> list[str]:
    return sorted(row["kind"] for row in mongo()["jobs"].find({"project_id": cast.project.id}))


def assert_predicted(cast: Cast, asset_id: str) -> None:
    bob = signed_in(cast.bob)
    asset = bob.get(f"/api/assets/{asset_id}").good()
    assert (asset["status"], asset["predicted"]) == ("ready", "done")
    state = bob.frame(asset["frame_id"])
    assert state["frame"]["seq"] == 1
    assert sorted(entry["label"] for entry in state["predictions"]) == ["cat", "dog"]
    told = [name for name in types_of(cast.project.id) if name in {"asset.ready", "predictions.recorded"}]
    assert told == ["asset.ready", "predictions.recorded"]


def test_a_warm_and_quick_model_answers_within_the_ingest(
    cast: Cast, circle: Circle, warm: WarmDetector
) -> None:
    asset_id = upload(cast)
    circle.settle()
    assert kinds_of_jobs(cast) == ["ingest"]
    assert_predicted(cast, asset_id)


def test_a_cold_model_gets_a_job_of_its_own(cast: Cast, circle: Circle, tiny_model: ModelVersion) -> None:
    DETECTORS.drop(tiny_model.id)
    asset_id = upload(cast)
    circle.settle()
    assert kinds_of_jobs(cast) == ["ingest", "predict"]
    assert_predicted(cast, asset_id)


def test_a_slow_model_does_not_hold_the_picture_up(
    cast: Cast, circle: Circle, tiny_model: ModelVersion, warm: WarmDetector
) -> None:
    DETECTORS.drop(tiny_model.id)
    DETECTORS.get(tiny_model.id, lambda: replace(warm, seconds=QUICK_SECONDS * 2))
    try:
        asset_id = upload(cast)
        circle.settle()
    finally:
        DETECTORS.drop(tiny_model.id)
    assert kinds_of_jobs(cast) == ["ingest", "predict"]
    assert_predicted(cast, asset_id)


def test_a_look_that_ended_its_worker_is_not_taken_again(cast: Cast, warm: WarmDetector) -> None:
    waiting = Circle(works=False)
    waiting.start()
    asset_id = upload(cast)
    waiting.settle()
    waiting.stop()
    (hint,) = waiting.hints
    lost = jobs.claim_job(hint.job_id)  # by a worker that dies of the model
    assert lost is not None
    assert jobs.set_queued_again(lost.id, lost.fence, reason="its worker died")
    ingest(hint.job_id)
    asset = signed_in(cast.bob).get(f"/api/assets/{asset_id}").good()
    assert (asset["status"], asset["predicted"]) == ("ready", "queued")
