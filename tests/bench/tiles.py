"""Measure large pictures: from the upload to the first sight, panning, and cutting beside bare libraries."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from annotations.media.records import Prepared, Tiled
from annotations.media.sandbox import Sandbox
from annotations.media.sniff import Container
from tests.bench.bare_tiles import PILLOW, VIPS
from tests.bench.browser import CANVAS, SECONDS, open_browser, open_canvas
from tests.bench.client import PortalClient
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, percentile
from tests.builders_media import write_large_photo
from tests.waiting import wait_until

HUNDRED, LARGEST = (11_600, 8_700), (16_000, 12_430)
READY_SECONDS = 90.0
SIGHT_GOAL_MS = 1_000.0
FRAME_GOAL_MS = 20.0
"""A frame at 60 Hz, and what a clock of whole milliseconds and a software renderer add."""
SCRIPT_GOAL_MS = 16.0
PAN_FRAMES = 300

# The address changes as a click would change it; the clock is the page's own.
OPEN_AND_WAIT = """
async ([path, frameId, seconds]) => {
  const seen = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the picture was not seen")), seconds * 1000);
    const marks = {};
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.name === `tandem:first-sight:${frameId}`) marks.first ??= entry.startTime;
        if (entry.name === `tandem:sharp-sight:${frameId}`) marks.sharp ??= entry.startTime;
      }
      if (marks.sharp === undefined) return;
      clearTimeout(timer);
      resolve(marks);
    }).observe({ type: "mark" });
  });
  const began = performance.now();
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
  const { first, sharp } = await seen;
  return [(first ?? sharp) - began, sharp - began];
}
"""

WHOLE = """
async (url) => {
  const began = performance.now();
  const bitmap = await createImageBitmap(await (await fetch(url, { cache: "no-store" })).blob());
  bitmap.close();
  return performance.now() - began;
}
"""

# Each frame moves the picture by the wheel, as a person's finger would, and notes how long the last one took:
# from one frame to the next, and in the page's own script.
PAN = """
async ([selector, frames, step]) => {
  const root = document.querySelector(selector);
  const place = root.getBoundingClientRect();
  const at = { clientX: place.left + place.width / 2, clientY: place.top + place.height / 2 };
  const taken = [];
  const script = [];
  const ask = window.requestAnimationFrame.bind(window);
  let spent = 0;
  window.requestAnimationFrame = (run) => ask((at) => {
    const from = performance.now();
    run(at);
    spent += performance.now() - from;
  });
  let before = await new Promise(ask);
  for (let count = 0; count < frames; count += 1) {
    const way = count % 200 < 100 ? step : -step;
    const from = performance.now();
    spent = 0;
    root.dispatchEvent(new WheelEvent("wheel", {
      ...at, deltaX: way, deltaY: way / 2, shiftKey: true, bubbles: true, cancelable: true,
    }));
    const handling = performance.now() - from;
    const now = await new Promise(ask);
    script.push(handling + spent);
    taken.push(now - before);
    before = now;
  }
  window.requestAnimationFrame = ask;
  return [taken, script];
}
"""


def run(bench: Bench) -> Iterator[Figure]:
    """Make the pictures, cut them, send them through the portal and look at them."""
    with tempfile.TemporaryDirectory(dir=bench.portal.home) as folder:
        hundred, largest = Path(folder, "hundred.jpg"), Path(folder, "largest.jpg")
        write_large_photo(hundred, *HUNDRED)
        write_large_photo(largest, *LARGEST)
        yield from _cut(hundred, "101 MP")
        yield from _cut(largest, "199 MP")
        client = bench.client
        project_id = client.create_project("Bench: tiles")
        # The large ones lie apart from the one that is open first: neighbours would be loaded ahead.
        first, *_others = client.predicted_frames(project_id, bench.photographs(3))
        frames = {}
        for path, name in ((hundred, "101 MP"), (largest, "199 MP")):
            seconds, frames[name] = _upload_until_ready(client, project_id, path)
            yield Figure("tiles", f"upload answered → openable, {name}", seconds, "s")
        yield from _look(client, project_id, first, frames["101 MP"])


def _cut(path: Path, name: str) -> Iterator[Figure]:
    with (
        Sandbox() as sandbox,
        path.open("rb") as source,
        path.with_suffix(".rendition.jpg").open("w+b") as rendition,
        tempfile.TemporaryFile() as thumbnail,
        tempfile.TemporaryFile(dir=path.parent) as pack,
    ):
        if not isinstance(sandbox.prepare(source, Container.JPEG, rendition, thumbnail), Prepared):
            raise BenchFailed("the large picture was refused")
        began = time.monotonic()
        tiled = sandbox.cut_tiles(rendition, Container.JPEG, pack)
        ours = time.monotonic() - began
        if not isinstance(tiled, Tiled):
            raise BenchFailed(tiled.message)
        for peer, program in (("bare Pillow", PILLOW), ("libvips dzsave", VIPS)):
            bare = _time_bare(program, path.with_suffix(".rendition.jpg"))
            if bare is not None:
                yield Figure("tiles", f"pyramid of {name}", ours, "s", peer, bare)


def _time_bare(program: str, picture: Path) -> float | None:
    with tempfile.TemporaryDirectory(dir=picture.parent) as folder:
        done = subprocess.run(
            [sys.executable, "-c", program, str(picture), folder],
            capture_output=True, text=True, check=False, env=dict(os.environ),
        )  # fmt: skip
    if "ModuleNotFoundError" in done.stderr:
        print("libvips is not installed here: no peer of that name (pip install 'pyvips[binary]')")
        return None
    if done.returncode:
        raise BenchFailed(done.stderr[-500:])
    return float(done.stdout)


def _upload_until_ready(client: PortalClient, project_id: str, path: Path) -> tuple[float, str]:
    rows = client.portal.database()["assets"]
    asset_id = client.upload(project_id, [path])[0]["id"]
    answered = time.monotonic()
    found = {"_id": asset_id, "status": {"$ne": "uploaded"}}
    wait_until(lambda: rows.count_documents(found), READY_SECONDS, for_what="a large picture")
    seconds = time.monotonic() - answered
    row = rows.find_one(found) or {}
    if row.get("status") != "ready":
        raise BenchFailed(f"the large picture failed: {row.get('error')}")
    return seconds, str(row["frame_id"])


def _look(client: PortalClient, project_id: str, first_id: str, large_id: str) -> Iterator[Figure]:
    first, large = (client.http.get(f"/api/frames/{name}").json()["frame"] for name in (first_id, large_id))
    with open_browser(client) as page:
        open_canvas(page, client, project_id, first["asset_id"], first_id)
        small = _pan(page)
        path = f"/projects/{project_id}/assets/{large['asset_id']}"
        sight, sharp = page.evaluate(OPEN_AND_WAIT, [path, large_id, SECONDS])
        whole: float = page.evaluate(WHOLE, large["image_url"])
        peer = "fetch and decode it whole"
        goal, met = f"< {SIGHT_GOAL_MS:.0f} ms", sight < SIGHT_GOAL_MS
        yield Figure("tiles", "open → first sight, 101 MP", sight, "ms", peer, whole, goal, met)
        yield Figure("tiles", "open → sharp, 101 MP", sharp, "ms", peer, whole)
        for name, steps in (("fitted", 0), ("at its own size", 12)):
            for _ in range(steps):
                page.keyboard.press("=")
            page.wait_for_selector(f'{CANVAS}[data-sight="sharp"]')
            yield from _figures(name, _pan(page), small)


def _pan(page: Page) -> dict[str, list[float]]:
    frames, script = page.evaluate(PAN, [CANVAS, PAN_FRAMES, 12])
    return {"frame": frames, "script of a frame": script}


def _figures(name: str, large: dict[str, list[float]], small: dict[str, list[float]]) -> Iterator[Figure]:
    for what, taken in large.items():
        for share in (0.5, 0.95):
            ours, peer = percentile(taken, share), percentile(small[what], share)
            most = FRAME_GOAL_MS if what == "frame" else SCRIPT_GOAL_MS
            goal, met = (f"< {most:.0f} ms", ours < most) if share > 0.5 else ("", None)
            title = f"{what} while panning, {name}, p{share * 100:.0f}"
            yield Figure("tiles", title, ours, "ms", "a small picture panned alike", peer, goal, met)
