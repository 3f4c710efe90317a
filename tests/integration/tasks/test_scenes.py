"""Scenes of a real clip are found at their very frames, wherever its key frames lie."""

from itertools import accumulate

import numpy as np
import pytest

from annotations.actions.find_scenes import find_scenes, start_scenes
from annotations.actions.share_worker import Slice, SlicedWork, work_slice
from annotations.actions.work_job import Ending
from annotations.domain.job import Job
from annotations.store import assets, jobs
from annotations.store.client import database as mongo
from tests.builders import Cast, a_job
from tests.caller import Caller
from tests.circle import WORK, Circle, types_of
from tests.films import HEIGHT, WIDTH, fade, film, scenes_of

LENGTHS = (37, 3, 41, 60, 19)
CUTS = list(accumulate(LENGTHS))[:-1]


def whole_film(*, every: int) -> bytes:
    """Five scenes, a flash within the third, and a fade from the last one to something else."""
    *pictures, other = scenes_of(*LENGTHS, 1)
    pictures[60] = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    pictures += fade(pictures[-1], other, 20)
    return film([*pictures, *[other] * 10], every=every)


@pytest.mark.parametrize("every", [12, 600])
def test_cuts_are_found_at_their_frames_however_far_apart_the_keys_lie(
    cast: Cast, circle: Circle, bob: Caller, every: int
) -> None:
    (asset,) = bob.upload(cast.project.id, ("film.mp4", whole_film(every=every))).good(201)["assets"]
    circle.settle()
    told = bob.get(f"/api/assets/{asset['id']}/video").good()
    assert len(told["keys"]) == -(-told["frame_count"] // every)
    assert told["scenes"] == CUTS
    assert mongo()["signatures"].count_documents({}) == 0
    (job,) = bob.get(f"/api/projects/{cast.project.id}/jobs", kind="scenes").good()["jobs"]
    assert (job["status"], job["queue"]) == ("finished", "video")
    # Whoever has the timeline open hears that there is more to see.
    assert types_of(cast.project.id).count("asset.changed") >= 2


def test_what_was_found_stays_when_a_slice_ends_or_its_worker_comes_too_late(cast: Cast, bob: Caller) -> None:
    circle = Circle(works=False)
    circle.start()
    bob.upload(cast.project.id, ("film.mp4", whole_film(every=20))).good(201)
    for kind in ("ingest", "extract"):
        circle.settle()
        assert circle.hints[-1].kind == kind
        WORK[kind](circle.hints[-1].job_id)
    circle.settle()
    circle.stop()
    assert [hint.kind for hint in circle.hints] == ["ingest", "extract", "scenes"]
    job = jobs.find_job(circle.hints[-1].job_id)
    assert job is not None
    asset_id = job.subject.asset_id or ""
    assert start_scenes(cast.project.id, asset_id) is None, "once for each video"

    def late(claimed: Job, part: Slice) -> Ending | None:
        expire(claimed)
        assert jobs.claim_job(claimed.id), "another worker has it now"
        return find_scenes(claimed, part)

    done: list[int] = []
    while turn(job.id, find_scenes) == "queued":
        now = jobs.find_job(job.id)
        assert now is not None
        assert now.progress is not None
        done.append(now.progress.done)
        if len(done) == 3:
            assert turn(job.id, late) is None
            after = jobs.find_job(job.id)
            assert after is not None
            assert after.progress == now.progress
            expire(now)
    assert done == sorted(set(done))
    asset = assets.find_asset(asset_id)
    assert asset is not None
    assert asset.video is not None
    assert sorted(asset.video.scenes) == CUTS


def turn(job_id: str, work: SlicedWork) -> object:
    """Do one slice that is over with its first part."""
    return work_slice(job_id=job_id, work=work, send=lambda hint: None, seconds=0)


def expire(job: Job) -> None:
    """Let the worker of a job be taken for dead."""
    mongo()["jobs"].update_one({"_id": job.id}, [{"$set": {"lease_until": {"$subtract": ["$$NOW", 1]}}}])


def test_a_video_that_is_gone_ends_the_search_with_a_reason(cast: Cast) -> None:
    job = a_job(cast.project, kind="scenes", queue="video", asset_id="ast_" + "0" * 32)
    assert turn(job.id, find_scenes) == "failed"
