"""A worker that is killed while it cuts a large picture into tiles leaves nothing that is half done."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from annotations.domain.tiles import is_tiled
from annotations.store import assets, jobs
from annotations.store.client import database as mongo
from tests.builders import Cast
from tests.builders_media import write_large_photo
from tests.caller import signed_in
from tests.circle import WORK, Circle
from tests.stage import ROOT
from tests.waiting import wait_until

WORKER = Path(__file__).with_name("ingesting_worker.py")
WIDTH, HEIGHT = 8_000, 6_000


def test_a_picture_whose_cutting_was_killed_is_ready_once_and_whole(cast: Cast, tmp_path: Path) -> None:
    assert is_tiled(WIDTH, HEIGHT)
    write_large_photo(tmp_path / "large.jpg", WIDTH, HEIGHT)
    circle = Circle(works=False)
    circle.start()
    bob = signed_in(cast.bob)
    bob.upload(cast.project.id, ("large.jpg", (tmp_path / "large.jpg").read_bytes())).good(201)
    circle.settle()
    (hint,) = circle.hints

    def is_cutting() -> bool:
        job = jobs.find_job(hint.job_id)
        return job is not None and job.progress is not None and job.progress.done == 1

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(WORKER), hint.job_id], env=environment) as worker:
        try:
            wait_until(is_cutting, 30, for_what="the cutting")
        finally:
            worker.send_signal(signal.SIGKILL)
    (asset,) = assets.list_assets(cast.project.id, after=None, limit=2, status=None)
    assert asset.status == "uploaded", "killed before anything was said of it"
    mongo()["jobs"].update_one({"_id": hint.job_id}, [{"$set": {"lease_until": {"$subtract": ["$$NOW", 1]}}}])
    WORK["ingest"](hint.job_id)
    circle.settle()
    circle.stop()
    (asset,) = assets.list_assets(cast.project.id, after=None, limit=2, status=None)
    job = jobs.find_job(hint.job_id)
    assert job is not None
    assert (asset.status, job.status, job.attempts) == ("ready", "finished", 2)
    (frame,) = mongo()["frames"].find({"asset_id": asset.id})
    assert (frame["width"], frame["height"], frame["tiles"]["levels"]) == (WIDTH, HEIGHT, 5)
    tile = bob.get(f"/api/frames/{frame['_id']}/tiles/0/15/11").content
    assert tile.startswith(b"\xff\xd8"), "the last tile of the finest level"
