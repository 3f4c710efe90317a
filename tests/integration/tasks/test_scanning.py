"""A long run over a video: killed, it goes on where it was; who waits for one picture never waits for it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotations.actions.share_worker import Slice, SlicedWork, work_slice
from annotations.actions.work_job import Ending
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.video import video_frame_id
from annotations.store import jobs
from annotations.store.client import database as mongo
from inference.actions.scan_video import scan_video
from portal.env import PROJECT_ROOT
from portal.supervisor.services import background_specs
from portal.supervisor.state import Home
from tests.builders import Cast, a_cast
from tests.caller import Caller, signed_in
from tests.circle import Circle
from tests.conftest import HOME
from tests.numbered import a_numbered_clip, keys_of
from tests.stage import ROOT
from tests.waiting import wait_until

FRAMES, EVERY = 96, 40
CLIP = a_numbered_clip(FRAMES, every=EVERY)
KEYS = keys_of(CLIP)
WORKER = Path(__file__).with_name("scanning_worker.py")


@pytest.fixture
def cast(tiny_model: ModelVersion) -> Cast:
    """The cast's project is made once the small model is there, so that it uses it."""
    return a_cast()


@pytest.fixture
def bob(cast: Cast) -> Caller:
    """Return Bob's browser."""
    return signed_in(cast.bob)


@pytest.fixture
def video(cast: Cast, bob: Caller) -> dict[str, Any]:
    """A clip that is predicted at its key frames; nobody works any more."""
    circle = Circle()
    circle.start()
    (asset,) = bob.upload(cast.project.id, ("walk.mp4", CLIP)).good(201)["assets"]
    circle.settle()
    circle.stop()
    return bob.get(f"/api/assets/{asset['id']}").good()


def now(job_id: str) -> Job:
    found = jobs.find_job(job_id)
    assert found is not None
    return found


def done(job_id: str) -> int:
    progress = now(job_id).progress
    return progress.done if progress else 0


def scan_part(job: Job, part: Slice) -> Ending | None:
    return scan_video(job, part, threads=1)


def turn(job_id: str, work: SlicedWork = scan_part) -> object:
    """Do one slice that is over with its first part."""
    return work_slice(job_id=job_id, work=work, send=lambda hint: None, seconds=0)


def ask_for_all(bob: Caller, video: dict[str, Any]) -> str:
    body = {"frames": "every", "step": 1}
    job_id: str = bob.post(f"/api/assets/{video['id']}/predictions", body).good(202)["id"]
    return job_id


def test_a_killed_worker_predicts_no_frame_twice_and_leaves_none_out(
    bob: Caller, video: dict[str, Any]
) -> None:
    job_id = ask_for_all(bob, video)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(WORKER), job_id], env=environment) as worker:
        try:
            wait_until(lambda: done(job_id) >= 24, 60, for_what="some parts")
        finally:
            worker.send_signal(signal.SIGKILL)
    assert 24 <= done(job_id) < FRAMES
    assert turn(job_id) is None, "its lease holds until it runs out"
    mongo()["jobs"].update_one({"_id": job_id}, [{"$set": {"lease_until": {"$subtract": ["$$NOW", 1]}}}])
    while turn(job_id) == "queued":
        pass
    ended = now(job_id)
    assert (ended.status, done(job_id)) == ("finished", FRAMES)
    said = [row["frame_id"] for row in mongo()["predictions"].find({"asset_id": video["id"]})]
    named = [video_frame_id(video["id"], index) for index in range(FRAMES)]
    # The extraction has spoken of the key frames, too.
    assert sorted(said) == sorted([*named, *(named[index] for index in KEYS)])
    rows = list(mongo()["frames"].find({"asset_id": video["id"]}).sort("index", 1))
    assert [row["index"] for row in rows] == list(range(FRAMES))
    assert [row["seq"] for row in rows] == [2 if index in KEYS else 1 for index in range(FRAMES)]
    assert all(len(row["prediction_ids"]) == 1 for row in rows)


@contextmanager
def interactive_worker() -> Iterator[None]:
    """Run the interactive worker as the supervisor runs it."""
    specs = background_specs(Home(HOME), os.environ)
    (spec,) = [entry for entry in specs if entry.name == "worker-interactive"]
    with (HOME / "interactive.log").open("wb") as log:
        worker = subprocess.Popen(
            spec.command, cwd=PROJECT_ROOT, env=spec.environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(30)


def test_a_picture_that_a_person_waits_for_is_predicted_before_the_next_slice_of_a_scan(
    bob: Caller, video: dict[str, Any], tiny_model: ModelVersion
) -> None:
    job_id = ask_for_all(bob, video)
    asked: list[str] = []

    def slice_in_which_somebody_asks(job: Job, part: Slice) -> Ending | None:
        path = f"/api/frames/{video_frame_id(video['id'], 7)}/predictions"
        asked.append(bob.post(path, {"model_version_id": tiny_model.id}).good(202)["id"])
        wait_until(lambda: now(asked[0]).started_at, 60, for_what="the picture's run")
        return scan_part(job, part)

    with interactive_worker():
        assert turn(job_id, slice_in_which_somebody_asks) == "queued"
        wait_until(lambda: now(asked[0]).status == "finished", 60, for_what="the picture's predictions")
    first_slice = now(job_id).started_at
    assert turn(job_id) == "queued"
    predicted, next_slice = now(asked[0]).started_at, now(job_id).started_at
    assert first_slice is not None
    assert predicted is not None
    assert next_slice is not None
    assert first_slice < predicted < next_slice
