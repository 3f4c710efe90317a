"""Measure how fast the next frame is handed out of a million, beside one indexed read and one write alone."""

import random
import time
from collections.abc import Iterator
from typing import Any

from annotations.domain.frame_scores import first_waiting
from annotations.domain.ids import new_id
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, milliseconds

FRAMES, AT_ONCE = 1_000_000, 10_000
DRAWS = 300
LABELS = ("person", "cat", "cup", "bird")
GOAL_MS = 50.0
MIX = [
    {"strategy": "uncertainty", "share": 6},
    {"strategy": "rare", "share": 2},
    {"strategy": "disagreement", "share": 1},
    {"strategy": "random", "share": 1},
]


def run(bench: Bench) -> Iterator[Figure]:
    """Fill a project with waiting frames and draw by a mix of strategies; each draw stays leased."""
    client = bench.client
    project_id = client.create_project("Bench: queue")
    here = bench.portal.database()
    began = time.monotonic()
    for start in range(0, FRAMES, AT_ONCE):
        rows = [a_row(project_id, number) for number in range(start, min(start + AT_ONCE, FRAMES))]
        here["frames"].insert_many(rows, ordered=False)
    yield Figure("queue", f"{FRAMES:,} waiting frames written", time.monotonic() - began, "s")
    client.http.patch(f"/api/projects/{project_id}", json={"queue": {"mix": MIX}}).raise_for_status()
    ours: list[float] = []
    limit: list[float] = []
    after: str | None = None
    for number in range(DRAWS):
        began = time.perf_counter()
        # By the index, which holds the frames that have the figure: without the bound a million are sorted.
        waiting = {"project_id": project_id, "waiting.uncertainty": {"$gte": 0}}
        here["frames"].find_one(waiting, sort=[("waiting.uncertainty", -1)])
        here["draws"].update_one({"_id": "bare"}, {"$set": {"number": number}}, upsert=True)
        limit.append(time.perf_counter() - began)
        began = time.perf_counter()
        answer = client.http.post(f"/api/projects/{project_id}/queue/next", json={"after": after})
        ours.append(time.perf_counter() - began)
        frame = answer.json().get("frame")
        if answer.status_code != 200 or frame is None or frame["id"] == after:
            raise BenchFailed(f"no next frame: {answer.text[:200]}")
        after = frame["id"]
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        value = milliseconds(ours, share)
        yield Figure(
            "queue",
            f"next of {FRAMES:,}, {name}",
            value,
            "ms",
            "bare read and write",
            milliseconds(limit, share),
            f"< {GOAL_MS:.0f} ms" if name == "p95" else "",
            value < GOAL_MS if name == "p95" else None,
        )


def a_row(project_id: str, number: int) -> dict[str, Any]:
    """Build a frame as if a model had spoken of it."""
    frame_id = new_id("frm")
    drawn = random.random()
    waiting = first_waiting(frame_id, position=f"ast_{number:032x}", index=0).model_copy(
        update={
            "uncertainty": round(drawn, 4),
            "disagreement": round(drawn * 0.5, 4) if number % 3 == 0 else None,
            "shown": [LABELS[number % len(LABELS)]],
        }
    )
    return {
        "_id": frame_id,
        "project_id": project_id,
        "asset_id": f"ast_{number:032x}",
        "index": 0,
        "width": 640,
        "height": 480,
        "seq": 1,
        "prediction_ids": [],
        "rendition": "",
        "rendition_type": "",
        "waiting": waiting.model_dump(),
        "touched": False,
    }
