"""Measure the bulk pipeline from upload to predictions, beside bare loops over the same files."""

import time
from collections.abc import Iterator
from datetime import datetime

from pymongo.database import Database

from portal.env import read_environment
from tests.bench.bare import BarePool
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, cpu_figures, percentile
from tests.bench.portal import Document
from tests.waiting import wait_until

COUNT = 200
BATCH = 20
BARE_COUNT = 80
MOST_SECONDS = 55.0
GOAL_SHARE = 0.8


def run(bench: Bench) -> Iterator[Figure]:
    """Upload in batches, wait until all are predicted, and look up where the time went."""
    client = bench.client
    photographs = bench.photographs(COUNT)
    project_id = client.create_project("Bench: pipeline")
    threads = read_environment().worker_threads
    pool = BarePool(bench.portal.home, photographs[0], threads=threads)
    try:
        bare = pool.rate_of_looking(photographs[:BARE_COUNT])
        whole = pool.rate_of_all_picture_work(photographs[:BARE_COUNT])
    finally:
        pool.close()
    database = bench.portal.database()
    before = bench.portal.cpu_seconds()
    began = time.monotonic()
    for start in range(0, COUNT, BATCH):
        client.upload(project_id, photographs[start : start + BATCH])
    uploaded = time.monotonic() - began
    done = {"project_id": project_id, "predicted": "done"}
    try:
        wait_until(lambda: database["assets"].count_documents(done) >= COUNT, MOST_SECONDS)
    except AssertionError:
        reached = database["assets"].count_documents(done)
        if not reached:
            raise BenchFailed("no photograph was predicted") from None
    reached = database["assets"].count_documents(done)
    rate = reached / (time.monotonic() - began)
    after = bench.portal.cpu_seconds()
    goal = f"≥ {GOAL_SHARE} of bare decode + ONNX"
    yield Figure(
        "pipeline",
        "throughput",
        rate,
        "images/s",
        "bare decode + ONNX",
        bare,
        goal,
        rate >= GOAL_SHARE * bare,
    )
    yield Figure(
        "pipeline", "throughput", rate, "images/s", "the same with full decode, rendition, thumbnail", whole
    )
    yield Figure(
        "pipeline", "predicted of those uploaded", float(reached), "images", "uploaded", float(COUNT)
    )
    yield Figure("pipeline", "upload alone", COUNT / uploaded, "images/s", "bare decode + ONNX", bare)
    yield from cpu_figures("pipeline", before, after, count=reached, per="image")
    yield from _durations(database, project_id)


def _durations(database: Database[Document], project_id: str) -> Iterator[Figure]:
    for kind in ("ingest", "predict"):
        rows = list(database["jobs"].find({"project_id": project_id, "kind": kind, "status": "finished"}))
        worked = [_seconds(row["started_at"], row["finished_at"]) for row in rows]
        waited = [_seconds(row["created_at"], row["started_at"]) for row in rows]
        if rows:
            yield Figure("pipeline", f"{kind} job, p50 of the work", percentile(worked, 0.5) * 1000, "ms")
            yield Figure("pipeline", f"{kind} job, p50 of the wait", percentile(waited, 0.5) * 1000, "ms")


def _seconds(first: datetime, second: datetime) -> float:
    return (second - first).total_seconds()
