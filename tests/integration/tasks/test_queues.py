"""A real bulk worker with a long import before it: what a person waits for is taken first."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from annotations.domain.job import Job, JobHint, Queue
from annotations.hints import count_waiting, send_hint
from annotations.store.client import database as mongo
from annotations.store.tables import JOBS
from portal.env import PROJECT_ROOT
from portal.supervisor.services import background_specs
from portal.supervisor.state import Home
from tests.builders import Cast, a_job
from tests.conftest import HOME
from tests.waiting import wait_until

BACKLOG = 60


def queue_hint(cast: Cast, queue: Queue) -> Job:
    """Queue a job that ends at once, and tell the workers of it."""
    job = a_job(cast.project, kind="train", queue=queue)
    send_hint(JobHint(kind="train", queue=queue, job_id=job.id))
    return job


@contextmanager
def bulk_worker() -> Iterator[None]:
    """Run the bulk worker as the supervisor runs it."""
    (spec,) = [entry for entry in background_specs(Home(HOME), os.environ) if entry.name == "worker-bulk"]
    with (HOME / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            spec.command, cwd=PROJECT_ROOT, env=spec.environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(30)


def test_an_export_is_taken_before_the_import_that_waits_longer(cast: Cast) -> None:
    backlog = [queue_hint(cast, "bulk") for _ in range(BACKLOG)]
    export = queue_hint(cast, "export")
    with bulk_worker():
        wait_until(lambda: not mongo()["jobs"].count_documents({"status": "queued"}), 60, for_what="all jobs")
    done = JOBS.page({}, sort=[("started_at", 1)])
    assert [job.id for job in done].index(export.id) < 4, "at most what the processes had in hand"
    assert {job.status for job in done} == {"failed"}
    assert len(done) == len(backlog) + 1
    assert count_waiting("bulk") == count_waiting("export") == 0
