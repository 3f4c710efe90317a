"""Key frames come part by part: in turn with other work, and after a killed worker from where it was."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.actions.extract_frames import extract_frames
from annotations.actions.share_worker import SLICED, work_slice
from annotations.domain.asset import Asset
from annotations.domain.job import Job, JobHint
from annotations.domain.model_version import ModelVersion
from annotations.domain.video import video_frame_id
from annotations.store import assets, jobs
from annotations.store.client import database as mongo
from annotations.tasks import PATIENT_LOOKS
from tests.builders import Cast, a_cast, a_job
from tests.caller import Caller, signed_in
from tests.circle import WORK, Circle
from tests.numbered import a_numbered_clip, keys_of, number_in
from tests.stage import ROOT
from tests.waiting import wait_until

CLIP = a_numbered_clip(120, every=3)
KEYS = keys_of(CLIP)
WORKER = Path(__file__).with_name("extracting_worker.py")


@pytest.fixture
def cast(tiny_model: ModelVersion) -> Cast:
    """The cast's project is made once the small model is there, so that it uses it."""
    return a_cast()


@pytest.fixture
def bob(cast: Cast) -> Caller:
    """Return Bob's browser."""
    return signed_in(cast.bob)


@pytest.fixture
def waiting(cast: Cast, bob: Caller) -> Job:
    """The extraction of a clip that was read and nothing more."""
    circle = Circle(works=False)
    circle.start()
    bob.upload(cast.project.id, ("walk.mp4", CLIP)).good(201)
    circle.settle()
    WORK["ingest"](circle.hints[0].job_id)
    circle.settle()
    circle.stop()
    job = jobs.find_job(circle.hints[-1].job_id)
    assert job is not None
    assert (job.kind, job.queue) == ("extract", "video")
    return job


def now(job: Job) -> Job:
    found = jobs.find_job(job.id)
    assert found is not None
    return found


def video_of(job: Job) -> Asset:
    found = assets.find_asset(job.subject.asset_id or "")
    assert found is not None
    return found


def kept_frames(job: Job) -> int:
    video = video_of(job).video
    return video.extracted if video else 0


def turn(job: Job, told: list[JobHint] | None = None) -> object:
    """Do one slice that is over with its first part."""
    return work_slice(
        job_id=job.id,
        work=lambda claimed, part: extract_frames(claimed, part, look=PATIENT_LOOKS[0]),
        send=(told if told is not None else []).append,
        seconds=0,
    )


def assert_whole(job: Job, bob: Caller) -> None:
    asset = video_of(job)
    assert asset.video is not None
    assert (asset.video.extracted, asset.predicted) == (len(KEYS), "done")
    rows = list(mongo()["frames"].find({"asset_id": asset.id}).sort("index", 1))
    assert [row["index"] for row in rows] == KEYS
    said = list(mongo()["predictions"].find({"asset_id": asset.id}))
    assert sorted(row["frame_id"] for row in said) == [video_frame_id(asset.id, index) for index in KEYS]
    assert all(row["seq"] == 1 for row in rows)
    for index in (KEYS[0], KEYS[len(KEYS) // 2], KEYS[-1]):
        image = bob.get(f"/api/frames/{video_frame_id(asset.id, index)}/image")
        assert number_in(image.content) == index


def test_a_long_extraction_gives_its_place_back_after_each_slice(
    cast: Cast, bob: Caller, waiting: Job
) -> None:
    seen: list[int] = []
    other = a_job(cast.project, kind="scan", queue="video")
    told: list[JobHint] = []
    while turn(waiting, told) == "queued":
        job = now(waiting)
        assert (job.status, job.attempts) == ("queued", 0)
        assert job.progress is not None
        seen.append(job.progress.done)
    assert now(waiting).status == "finished"
    assert seen[0] == 2, "the first part is small: somebody waits for the first picture"
    assert seen == sorted(set(seen))
    assert {hint.job_id for hint in told} == {other.id}, "who has waited longest is spoken of"
    assert_whole(waiting, bob)


def test_a_slice_that_finds_all_places_taken_leaves_its_job_waiting(cast: Cast, waiting: Job) -> None:
    assert "scan" in SLICED
    for _ in range(os.cpu_count() or 1):
        assert jobs.claim_job(a_job(cast.project, kind="scan", queue="video").id)
    assert turn(waiting) is None
    assert (now(waiting).status, now(waiting).attempts) == ("queued", 0)


def test_a_killed_worker_loses_no_frame_and_doubles_none(bob: Caller, waiting: Job) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(WORKER), waiting.id], env=environment) as worker:
        try:
            wait_until(lambda: kept_frames(waiting) >= 6, 30, for_what="some parts")
        finally:
            worker.send_signal(signal.SIGKILL)
    kept = video_of(waiting).video
    assert kept is not None
    assert 6 <= kept.extracted < len(KEYS)
    mongo()["jobs"].update_one({"_id": waiting.id}, [{"$set": {"lease_until": {"$subtract": ["$$NOW", 1]}}}])
    while turn(waiting) == "queued":
        pass
    assert_whole(waiting, bob)
