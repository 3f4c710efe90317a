"""Drive one canvas of the bench by the browser's own input: load, zoom, pan, drag, memory."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

from portal.supervisor.install.chromium import find_chromium
from tests.bench.canvas_trace import CATEGORIES, Frames, read_frames
from tests.bench.figures import BenchFailed

# Drawing in software for all alike; the peer that draws with WebGL needs leave to do that in software.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]
VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
CENTRE = (640.0, 360.0)
LOAD_SECONDS = 60.0
GESTURE_SECONDS = 4.0
STEPS = 40
CLOSER = 5.0
MOST_WHEEL = 30
DRAG_PIXELS = 90.0
MOVED_PIXELS = 20.0


@dataclass(frozen=True)
class Measured:
    """What one canvas took, in milliseconds."""

    drawn: float
    pan_all: Frames
    zoom: Frames
    pan_near: Frames
    drag: list[float]


class Driver:
    """A page of the bench with its picture and shapes drawn."""

    def __init__(self, browser: Browser, page: Page, url: str) -> None:
        self.browser = browser
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        page.goto(url)
        page.wait_for_function("() => window.bench !== undefined", timeout=LOAD_SECONDS * 1000)
        self.drawn: float = page.evaluate("() => window.bench.drawnMs")

    def mouse(self, kind: str, at: tuple[float, float], button: str = "none", **more: float) -> None:
        """Send one input and return when the page has handled it."""
        held = {"none": 0, "left": 1, "middle": 4}[button]
        event: dict[str, Any] = {"type": kind, "x": at[0], "y": at[1], "button": button, **more}
        if kind != "mouseReleased":
            event["buttons"] = held
        if kind in {"mousePressed", "mouseReleased"}:
            event["clickCount"] = 1
        self.session.send("Input.dispatchMouseEvent", event)

    def wheel(self, delta: float) -> None:
        """Turn the wheel over the middle of the picture."""
        self.mouse("mouseWheel", CENTRE, deltaX=0.0, deltaY=delta)

    def settle(self) -> None:
        """Return when the view has stood still for a few frames, also after a glide."""
        self.page.evaluate(
            """() => new Promise((done) => {
                let last = "", still = 0, left = 240;
                const look = () => {
                    const now = String(window.bench.toScreen([0, 0]));
                    still = now === last ? still + 1 : 0;
                    last = now;
                    if (still > 8 || left-- === 0) done();
                    else requestAnimationFrame(look);
                };
                look();
            })"""
        )

    def fit(self) -> None:
        """Show the whole picture."""
        self.page.evaluate("() => window.bench.fit()")
        self.settle()

    def frames_of(self, gesture: Callable[[], None]) -> Frames:
        """Return the frames drawn while a gesture is made, and while what it began glides to its end."""
        self.browser.start_tracing(page=self.page, categories=CATEGORIES)
        try:
            gesture()
            self.settle()
        finally:
            trace = self.browser.stop_tracing()
        return read_frames(trace)

    def pan(self, button: str, steps: int = STEPS) -> None:
        """Drag the picture about, out and back."""
        self.mouse("mouseMoved", CENTRE)
        self.mouse("mousePressed", CENTRE, button)
        for at in _there_and_back(CENTRE, steps):
            self.mouse("mouseMoved", at, button)
        self.mouse("mouseReleased", CENTRE, button)

    def zoom_in(self) -> None:
        """Turn the wheel until the picture is several times as large."""
        began: float = self.page.evaluate("() => window.bench.scale()")
        for _ in _within(GESTURE_SECONDS * 2, MOST_WHEEL):
            self.wheel(-120.0)
            if self.page.evaluate("() => window.bench.scale()") >= began * CLOSER:
                return

    def drag_target(self, steps: int = STEPS, reach: float = DRAG_PIXELS) -> list[float]:
        """Select the one shape that lies alone, drag it, and return the delay of each move.

        Raises:
            BenchFailed: the shape did not move.
        """
        before = self._target()
        x, y = self.page.evaluate("(at) => window.bench.toScreen(at)", list(before))
        at = (float(x), float(y))
        self.mouse("mouseMoved", at)
        self.mouse("mousePressed", at, "left")
        self.mouse("mouseReleased", at, "left")
        self.settle()
        self.mouse("mouseMoved", at)
        self.mouse("mousePressed", at, "left")
        self.page.evaluate("() => window.bench.takeLatencies()")
        end = at
        for step in _within(GESTURE_SECONDS, steps):
            along = reach * (step + 1) / steps
            end = (at[0] + along, at[1] + along / 4)
            self.mouse("mouseMoved", end, "left")
        self.settle()
        delays: list[float] = self.page.evaluate("() => window.bench.takeLatencies()")
        self.mouse("mouseReleased", end, "left")
        self.settle()
        after = self._target()
        if math.hypot(after[0] - before[0], after[1] - before[1]) < MOVED_PIXELS:
            raise BenchFailed(f"the shape was not dragged: it stands at {after}")
        return delays

    def heap_bytes(self) -> float:
        """Return the bytes of the page's script after its garbage was collected."""
        self.session.send("HeapProfiler.enable")
        for _ in range(2):
            self.session.send("HeapProfiler.collectGarbage")
        usage: dict[str, float] = self.session.send("Runtime.getHeapUsage")
        return usage["usedSize"]

    def _target(self) -> tuple[float, float]:
        x, y = self.page.evaluate("() => window.bench.target()")
        return float(x), float(y)


def measure(driver: Driver, pan_button: str) -> Measured:
    """Load, pan over all, zoom in, pan there, drag one shape with all in view."""
    driver.settle()
    pan_all = driver.frames_of(partial(driver.pan, pan_button))
    driver.fit()
    zoom = driver.frames_of(driver.zoom_in)
    pan_near = driver.frames_of(partial(driver.pan, pan_button))
    driver.fit()
    try:
        drag = driver.drag_target()
    except BenchFailed:
        # With thousands of shapes a peer may still be selecting when the drag begins: it gets another try.
        drag = driver.drag_target()
    return Measured(driver.drawn, pan_all, zoom, pan_near, drag)


def work(driver: Driver, pan_button: str, seconds: float) -> int:
    """Zoom, pan and drag without rest; returns how often the shape was dragged."""
    ends = time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < ends:
        driver.zoom_in()
        driver.pan(pan_button, steps=12)
        driver.fit()
        driver.drag_target(steps=6)
        driver.drag_target(steps=6, reach=-DRAG_PIXELS)
        rounds += 1
    return rounds


@contextmanager
def open_driver(url: str) -> Iterator[Driver]:
    """Open a page of the bench in a browser of its own.

    Raises:
        BenchFailed: there is no Chromium.
    """
    program = find_chromium()
    if program is None:
        raise BenchFailed("there is no Chromium on this machine; make test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=ARGUMENTS)
        try:
            page = browser.new_context(viewport=VIEWPORT).new_page()
            yield Driver(browser, page, url)
        finally:
            browser.close()


@contextmanager
def served(pages: Path, picture: Path) -> Iterator[str]:
    """Serve the built pages and the picture on loopback; yields the address."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return str(picture) if path.split("?")[0] == "/picture.jpg" else super().translate_path(path)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(pages)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _within(seconds: float, most: int) -> Iterator[int]:
    """Count the steps of a gesture; a canvas that is slow gets fewer, never less than a handful."""
    ends = time.monotonic() + seconds
    for step in range(most):
        if step >= 6 and time.monotonic() > ends:
            return
        yield step


def _there_and_back(centre: tuple[float, float], steps: int) -> Iterator[tuple[float, float]]:
    for step in _within(GESTURE_SECONDS, steps):
        turn = 2 * math.pi * (step + 1) / steps
        yield centre[0] + 160 * math.sin(turn), centre[1] + 60 * (1 - math.cos(turn))
