"""The job ledger: claimed once, kept under a lease, taken back from the dead, steered by people."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from annotations.actions.record_predictions import Answer, record_predictions
from annotations.actions.steer_job import cancel_job, retry_job
from annotations.actions.sweep_jobs import sweep_jobs
from annotations.actions.work_job import Ending, LeaseLost, report_progress, work_job
from annotations.domain.job import LEGAL, MAX_ATTEMPTS, Job, JobHint, JobStatus
from annotations.errors import StateConflict
from annotations.store import jobs
from annotations.store.client import database as mongo
from annotations.store.tables import PREDICTIONS
from tests.builders import Cast, a_frame, a_job, a_model_version, a_running_job, columns, reread
from tests.builders_trainings import a_pictured_frame
from tests.caller import Caller
from tests.circle import Circle

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def now(job: Job) -> Job:
    found = jobs.find_job(job.id)
    assert found is not None
    return found


def expire(job: Job) -> None:
    """Let a job's worker be dead for a while."""
    mongo()["jobs"].update_one({"_id": job.id}, {"$set": {"lease_until": LONG_AGO}})


def sweep(waiting: int = 0) -> list[JobHint]:
    sent: list[JobHint] = []
    sweep_jobs(send=sent.append, waiting=lambda queue: waiting)
    return sent


def test_one_of_eight_workers_gets_the_job(cast: Cast) -> None:
    job = a_job(cast.project)
    gate = threading.Barrier(8)

    def claim(_number: int) -> bool:
        gate.wait(20)
        return jobs.claim_job(job.id) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(claim, range(8))) == [False] * 7 + [True]
    assert (now(job).attempts, now(job).fence) == (1, 1)


def test_the_attempt_is_counted_before_the_work_begins(cast: Cast) -> None:
    job = a_job(cast.project)
    seen: list[int] = []

    def work(claimed: Job) -> Ending:
        seen.append(now(claimed).attempts)
        return Ending("finished")

    assert work_job(job_id=job.id, work=work) == "finished"
    assert seen == [1]


def test_a_hint_that_comes_twice_or_late_does_nothing(cast: Cast) -> None:
    job = a_job(cast.project)
    times: list[str] = []

    def work(claimed: Job) -> Ending:
        times.append(claimed.id)
        return Ending("finished")

    assert [work_job(job_id=job.id, work=work) for _ in range(3)] == ["finished", None, None]
    assert work_job(job_id="job_" + "0" * 32, work=work) is None
    assert times == [job.id]


def test_a_job_of_a_dead_worker_is_queued_again_and_its_old_worker_is_fenced(cast: Cast) -> None:
    first = a_running_job(cast.project)
    assert sweep() == [], "a lease that runs is left alone"
    expire(first)
    (hint,) = sweep()
    assert (hint.job_id, now(first).status) == (first.id, "queued")
    second = jobs.claim_job(first.id)
    assert second is not None
    assert second.fence > first.fence
    assert not jobs.set_outcome(first.id, first.fence, "finished")
    assert not jobs.set_lease(first.id, first.fence)
    with pytest.raises(LeaseLost):
        report_progress(first, 1, 2)
    assert jobs.set_outcome(second.id, second.fence, "finished")


def test_two_sweeps_at_once_queue_a_dead_workers_job_once(cast: Cast) -> None:
    job = a_running_job(cast.project)
    expire(job)
    gate = threading.Barrier(4)

    def run(_number: int) -> int:
        gate.wait(20)
        return len(sweep(waiting=100))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(run, range(4))) == [0, 0, 0, 1]


def test_the_third_death_quarantines_with_a_reason_and_a_retry_starts_afresh(cast: Cast) -> None:
    job = a_job(cast.project)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        claimed = jobs.claim_job(job.id)
        assert claimed is not None
        assert claimed.attempts == attempt
        expire(job)
        sweep()
    ended = now(job)
    assert ended.status == "quarantined"
    assert ended.reason
    assert "3 times" in ended.reason
    assert jobs.claim_job(job.id) is None
    again = retry_job(job=ended)
    assert (again.status, again.attempts, again.reason) == ("queued", 0, None)


def test_work_that_raises_three_times_is_quarantined_with_what_it_said(cast: Cast) -> None:
    job = a_job(cast.project)

    def work(claimed: Job) -> Ending:
        raise ValueError(f"attempt {claimed.attempts} went wrong")

    assert [work_job(job_id=job.id, work=work) for _ in range(4)] == ["queued", "queued", "quarantined", None]
    assert "attempt 3 went wrong" in (now(job).reason or "")


def test_a_cancelled_job_cannot_be_finished_by_its_worker(cast: Cast) -> None:
    job = a_job(cast.project)
    told: list[str] = []

    def work(claimed: Job) -> Ending:
        cancel_job(job=claimed)
        try:
            report_progress(claimed, 1, 2)
        except LeaseLost:
            told.append("lost")
            raise
        return Ending("finished")

    assert work_job(job_id=job.id, work=work) is None
    assert told == ["lost"]
    assert now(job).status == "cancelled"
    assert retry_job(job=now(job)).status == "queued"


@pytest.mark.parametrize("status", ["queued", "running", "finished"])
def test_a_job_that_has_not_ended_badly_cannot_be_retried(cast: Cast, status: JobStatus) -> None:
    job = a_job(cast.project)
    mongo()["jobs"].update_one({"_id": job.id}, {"$set": {"status": status}})
    with pytest.raises(StateConflict):
        retry_job(job=now(job))
    assert "queued" not in LEGAL[status] or status == "running"


@pytest.mark.parametrize("status", ["finished", "failed", "cancelled", "quarantined", "blocked"])
def test_a_job_that_has_ended_cannot_be_cancelled(cast: Cast, status: JobStatus) -> None:
    job = a_job(cast.project)
    mongo()["jobs"].update_one({"_id": job.id}, {"$set": {"status": status}})
    with pytest.raises(StateConflict):
        cancel_job(job=now(job))
    assert "cancelled" not in LEGAL[status]


def test_a_lost_hint_is_repeated_once_it_is_old_and_the_broker_is_empty(cast: Cast) -> None:
    job = a_job(cast.project)
    assert sweep() == [], "a fresh hint may still be on its way"
    mongo()["jobs"].update_one({"_id": job.id}, {"$set": {"hinted_at": LONG_AGO}})
    assert sweep(waiting=1) == [], "the broker still holds it"
    (hint,) = sweep()
    assert hint.job_id == job.id
    assert sweep() == [], "it was repeated a moment ago"


def test_predictions_with_a_stale_fence_are_not_written(cast: Cast) -> None:
    frame = a_frame(cast.project)
    version = a_model_version(cast.project)
    job = a_running_job(cast.project, frame_id=frame.id)
    expire(job)
    sweep()
    answer = Answer(model_version_id=version.id, columns=columns("cat"))
    with pytest.raises(LeaseLost):
        record_predictions(job=job, frame=frame, answer=answer)
    assert PREDICTIONS.count({}) == 0
    assert (reread(frame).seq, reread(frame).prediction_ids) == (0, [])


def test_a_training_job_says_that_its_trainer_is_not_there(
    cast: Cast, circle: Circle, alice: Caller, settings: Settings, tmp_path: Path
) -> None:
    settings.TRAINERS_FILE = tmp_path / "trainers.toml"
    settings.TRAINERS_FILE.write_text('[gone]\ncommand = ["/no/such/program"]\n', encoding="utf-8")
    path = f"/api/projects/{cast.project.id}"
    triggers = {"training": {"every_corrections": 2}}
    alice.patch(path, {"triggers": triggers, "training": {"trainer": "gone"}}).good()
    frame = a_pictured_frame(cast.project)
    for number in range(4):
        request = {
            "mutation_id": f"mutation-{number}",
            "kind": "add",
            "label": "cat",
            "shape": {"type": "box", "x": 1 + number, "y": 1, "width": 9, "height": 9},
        }
        alice.correct(frame.id, request).good()
        circle.settle()
    found = alice.get(f"{path}/jobs", kind="train").good()["jobs"]
    assert [entry["status"] for entry in found] == ["blocked", "blocked"]
    assert "/no/such/program" in found[0]["reason"]
    alice.post(f"/api/jobs/{found[0]['id']}/retry").good()
    circle.settle()
    assert alice.get(f"/api/jobs/{found[0]['id']}").good()["status"] == "blocked"


def test_an_ingest_that_is_cancelled_leaves_no_asset_waiting(cast: Cast, alice: Caller) -> None:
    circle = Circle(works=False)
    circle.start()
    mongo()["assets"].insert_one(
        {"project_id": cast.project.id, "status": "uploaded", "image_uri": "storage://x"}
    )
    circle.settle()
    (job,) = alice.get(f"/api/projects/{cast.project.id}/jobs").good()["jobs"]
    alice.post(f"/api/jobs/{job['id']}/cancel").good()
    circle.settle()
    circle.stop()
    (asset,) = alice.get(f"/api/projects/{cast.project.id}/assets").good()["assets"]
    assert asset["status"] == "failed"
    counts = alice.get(f"/api/projects/{cast.project.id}").good()["counts"]
    assert (counts["failed"], counts["pending"]) == (1, 0)
