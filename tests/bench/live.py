"""Measure the time from an upload's answer to shapes, beside bare decoding and model on the same pictures."""

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from inference.pipeline.detector import Detector
from tests.bench.bare import WARM_RUNS, load_bare, look, time_look
from tests.bench.browser import open_browser, open_canvas, time_upload_to_ghosts
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, milliseconds
from tests.bench.listener import Listener, Message

ROUNDS = 20
CANDIDATES = 60
SOCKET_SKIP, BROWSER_SKIP = 200, 260
SURE = 0.6
WARM_UP = 2
ALLOWED_MS = 60.0


def run_socket(bench: Bench) -> Iterator[Figure]:
    """Upload photographs one at a time and wait for their predictions on a socket."""
    client = bench.client
    detector = _warm_detector(bench)
    project_id = client.create_project("Bench: live, by socket")
    photographs = _that_show_something(detector, bench.photographs(CANDIDATES, skip=SOCKET_SKIP))
    ours: list[float] = []
    bare: list[float] = []
    with Listener(client, project_id) as listener:
        for photograph in photographs:
            bare.append(time_look(detector, photograph))
            asset = client.upload(project_id, [photograph])[0]
            answered = time.monotonic()
            seen, _event = listener.wait_for(partial(_tells, asset["id"]))
            ours.append(seen - answered)
            listener.keep_alive()
    yield from _figures("live-socket", "upload answered → socket", ours[WARM_UP:], bare[WARM_UP:])


def run_browser(bench: Bench) -> Iterator[Figure]:
    """Upload from an open canvas one at a time and wait for the paint with ghosts."""
    client = bench.client
    detector = _warm_detector(bench)
    project_id = client.create_project("Bench: live, in a browser")
    photographs = _that_show_something(detector, bench.photographs(CANDIDATES, skip=BROWSER_SKIP))
    first = photographs.pop()
    frame_id = client.predicted_frames(project_id, [first])[0]
    asset_id = client.http.get(f"/api/frames/{frame_id}").json()["frame"]["asset_id"]
    ours: list[float] = []
    bare: list[float] = []
    with open_browser(client) as page:
        open_canvas(page, client, project_id, asset_id, frame_id)
        for photograph in photographs:
            bare.append(time_look(detector, photograph))
            ours.append(time_upload_to_ghosts(page, project_id, photograph))
    yield from _figures("live", "upload answered → ghosts painted", ours[WARM_UP:], bare[WARM_UP:])


def _figures(benchmark: str, name: str, ours: list[float], bare: list[float]) -> Iterator[Figure]:
    allowed = milliseconds(bare, 0.5) + ALLOWED_MS
    for share in (0.5, 0.95):
        value = milliseconds(ours, share)
        goal, met = (f"≤ {allowed:.0f} ms (bare + 60)", value <= allowed) if share == 0.5 else ("", None)
        yield Figure(
            benchmark,
            f"{name}, p{share * 100:.0f}",
            value,
            "ms",
            "bare decode + ONNX",
            milliseconds(bare, share),
            goal,
            met,
        )


def _warm_detector(bench: Bench) -> Detector:
    # A person who waits for one picture gets all cores; so does the limit.
    detector = load_bare(bench.portal.home, threads=os.cpu_count() or 1)
    content = bench.photographs(1)[0].read_bytes()
    for _ in range(WARM_RUNS):
        look(detector, content)
    return detector


def _that_show_something(detector: Detector, candidates: list[Path]) -> list[Path]:
    chosen: list[Path] = []
    for path in candidates:
        found = look(detector, path.read_bytes())
        if len(found) and float(found.scores[0]) >= SURE:
            chosen.append(path)
        if len(chosen) == ROUNDS + WARM_UP + 1:
            return chosen
    raise BenchFailed(f"only {len(chosen)} of {len(candidates)} photographs show what the model knows")


def _tells(asset_id: str, message: Message) -> bool:
    return message["type"] == "predictions.recorded" and bool(message["asset_id"] == asset_id)
