"""Measure a long video in a browser: frames shown while it plays under ghosts, its timeline scrolled."""

import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page

from tests.bench.browser import CANVAS, open_browser
from tests.bench.canvas_trace import CATEGORIES, FRAME_MARK, Frames, read_frames
from tests.bench.clips import ensure_film
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure, percentile
from tests.waiting import wait_until

SECONDS = 1200.0
"""Of a clip with 25 frames a second: 30,000 frames."""
PLAYED = 300
TRACKS, TRACK_FRAMES, KEYFRAMES_EVERY, STARTS_EVERY = 500, 600, 40, 60
WAIT_SECONDS = 240.0
LEAST_SHARE, LEAST_RATE, MOST_SCRIPT_MS = 0.95, 30.0, 16.0
STEPS = 40
TIMELINE = '[data-testid="timeline"]'

Document = dict[str, Any]

# A frame is shown when the canvas has drawn its own pixels: not what stood there before, nor a stand-in.
WATCH = """
(canvas) => {
  window.benchShown = [];
  let last = "";
  new MutationObserver(() => {
    const index = canvas.dataset.shownIndex ?? "";
    if (index === "" || index === last) return;
    last = index;
    window.benchShown.push({
      at: performance.now(), index: Number(index),
      ghosts: Number(canvas.dataset.ghosts), objects: canvas.tandem.objects().length,
    });
  }).observe(canvas, { attributes: true, attributeFilter: ["data-shown-index"] });
}
"""
MARK_FRAMES = """
(name) => {
  const mark = () => {
    performance.clearMarks(name);
    performance.mark(name);
    requestAnimationFrame(mark);
  };
  requestAnimationFrame(mark);
}
"""


def run(bench: Bench) -> Iterator[Figure]:
    """Prepare the video with its tracks and predictions, play it twice as fast and as it is, and scroll."""
    asset = _prepare(bench)
    told = bench.client.http.get(f"/api/assets/{asset['id']}/video").json()
    with open_browser(bench.client) as page:
        page.goto(f"{bench.portal.url}/projects/{asset['project_id']}/assets/{asset['id']}?frame=0")
        page.wait_for_selector(f'{CANVAS}[data-shown-index="0"]')
        page.wait_for_selector(f'{TIMELINE}[data-tracks="{TRACKS}"]')
        page.eval_on_selector(CANVAS, WATCH)
        _play(page)
        yield from _playing(page, told["rate"])
        page.evaluate(MARK_FRAMES, FRAME_MARK)
        yield from _scrolling(page, told["frame_count"])


def _playing(page: Page, rate: float) -> Iterator[Figure]:
    for speed in (1, 2):
        if speed == 2:
            page.keyboard.press(">")
        seen = _play(page)
        shown = (len(seen) - 1) * 1000 / (seen[-1]["at"] - seen[0]["at"])
        ghosts = sum(one["ghosts"] > 0 for one in seen)
        objects = percentile([one["objects"] for one in seen], 0.5)
        about = f"{ghosts / len(seen):.0%} of them under ghosts, {objects:.0f} objects on one"
        asked = rate * speed
        goal = f"≥ {LEAST_SHARE:.0%} of it" if speed == 1 else f"≥ {LEAST_RATE:.0f}"
        met = shown >= (LEAST_SHARE * asked if speed == 1 else LEAST_RATE)
        title = f"720p cached, at {'its own' if speed == 1 else 'twice its'} speed, {about}"
        yield Figure("timeline", title, shown, "frames/s", "asked for", asked, goal, met)


def _scrolling(page: Page, count: int) -> Iterator[Figure]:
    place = page.locator(TIMELINE).bounding_box()
    if place is None:
        raise BenchFailed("there is no timeline")
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    gestures: dict[str, Callable[[int], None]] = {
        "lanes scrolled, all frames in sight": lambda step: page.mouse.wheel(0, 60 if step < STEPS else -60),
        "zoomed in": lambda step: _wheel_held(page, "Control", -60),
        "scrolled along, zoomed in": lambda step: _wheel_held(page, "Shift", 120),
        "playhead dragged": lambda step: page.mouse.move(x - 200 + 5 * step, place["y"] + 8),
    }
    for name, turn in gestures.items():
        if name == "playhead dragged":
            page.mouse.move(x - 200, place["y"] + 8)
            page.mouse.down()
        frames = _frames_of(page, turn)
        page.mouse.up()
        script, between = percentile(frames.script, 0.95), percentile(frames.interval, 0.95)
        title = f"{count:,} frames, {TRACKS} tracks: {name}, {{}} of a frame p95"
        met = script < MOST_SCRIPT_MS
        goal = f"< {MOST_SCRIPT_MS:.0f} ms"
        yield Figure("timeline", title.format("script"), script, "ms", goal=goal, met=met)
        yield Figure("timeline", title.format("length"), between, "ms")


def _frames_of(page: Page, turn: Callable[[int], None]) -> Frames:
    browser = page.context.browser
    if browser is None:
        raise BenchFailed("the browser is gone")
    browser.start_tracing(page=page, categories=CATEGORIES)
    try:
        for step in range(STEPS):
            turn(step)
    finally:
        trace = browser.stop_tracing()
    return read_frames(trace)


def _wheel_held(page: Page, key: str, delta: int) -> None:
    page.keyboard.down(key)
    page.mouse.wheel(0, delta)
    page.keyboard.up(key)


def _play(page: Page) -> list[Document]:
    """Play the first frames, from the first, and return those that were shown, each once."""
    page.keyboard.press("Home")
    page.wait_for_selector(f'{CANVAS}[data-shown-index="0"]')
    # What lies ahead is decoded while the person has not pressed play yet.
    threading.Event().wait(1.0)
    page.evaluate("() => { window.benchShown = []; }")
    page.keyboard.press("Space")
    page.wait_for_function(
        "(most) => (window.benchShown.at(-1)?.index ?? 0) >= most",
        arg=PLAYED - 1,
        polling=100,
        timeout=120_000,
    )
    page.keyboard.press("Space")
    seen: list[Document] = page.evaluate("() => window.benchShown")
    return [one for one in seen if one["index"] < PLAYED]


def _prepare(bench: Bench) -> Document:
    client, database = bench.client, bench.portal.database()
    film = ensure_film(bench.home, "bigbuckbunny", SECONDS)
    project_id = client.create_project("Bench: timeline")
    project = database["projects"].find_one({"_id": project_id}) or {}
    # Only the frames that are played are predicted.
    database["projects"].update_one({"_id": project_id}, {"$set": {"champion_id": None}})
    with film.open("rb") as content:
        files = [("file", (film.name, content, "video/mp4"))]
        answer = client.http.post(f"/api/projects/{project_id}/assets", files=files, timeout=WAIT_SECONDS)
    answer.raise_for_status()
    asset_id = answer.json()["assets"][0]["id"]
    rows = database["assets"]
    done = {"_id": asset_id, "video.sprite": {"$ne": None}}
    wait_until(lambda: rows.count_documents(done), WAIT_SECONDS, for_what="the key frames", every=0.5)
    database["projects"].update_one({"_id": project_id}, {"$set": {"champion_id": project["champion_id"]}})
    asset: Document = client.http.get(f"/api/assets/{asset_id}").json()
    tracks = list(_tracks(asset["width"], asset["height"]))
    for start in range(0, len(tracks), 100):
        body = {"corrections": tracks[start : start + 100]}
        client.http.post(f"/api/frames/{asset['reel_id']}/corrections", json=body).raise_for_status()
    wanted = {"frames": "every", "first": 0, "last": PLAYED - 1}
    job = client.http.post(f"/api/assets/{asset_id}/predictions", json=wanted)
    job.raise_for_status()
    going = {"project_id": project_id, "status": {"$in": ["queued", "running"]}}
    wait_until(
        lambda: not database["jobs"].count_documents(going), WAIT_SECONDS, for_what="predictions", every=0.5
    )
    return asset


def _tracks(width: int, height: int) -> Iterator[Document]:
    """Return tracks that begin one after the other, so that some ten of them are on each frame."""
    for number in range(TRACKS):
        start = max(0, (number - TRACK_FRAMES // STARTS_EVERY) * STARTS_EVERY)
        keyframes = [
            {"frame": start + at, "shape": _box(number, at, width, height)}
            for at in range(0, TRACK_FRAMES, KEYFRAMES_EVERY)
        ]
        last = keyframes[-1]
        keyframes.append({**last, "frame": start + TRACK_FRAMES, "outside": True})
        yield {
            "mutation_id": secrets.token_hex(16), "kind": "add", "label": "person",
            "annotation_id": f"ann_{secrets.token_hex(16)}",
            "shape": {"type": "track", "keyframes": keyframes},
        }  # fmt: skip


def _box(number: int, at: int, width: int, height: int) -> Document:
    x = (number * 97 + at) % (width - 130)
    y = (number * 53 + at // 2) % (height - 110)
    return {"type": "box", "x": float(x), "y": float(y), "width": 120.0, "height": 100.0}
