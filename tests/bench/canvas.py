"""Measure the canvas beside Annotorious (OpenSeadragon build) and react-konva: same shapes and browser."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from portal.env import PROJECT_ROOT
from portal.supervisor.install.canvas_bench import build_canvas_bench
from portal.supervisor.install.commands import InstallFailed
from tests.bench.canvas_page import Measured, measure, open_driver, served, work
from tests.bench.canvas_trace import Frames
from tests.bench.figures import BenchFailed, Figure, percentile

COUNTS = (100, 1_000, 5_000, 10_000)
KINDS = ("boxes", "polygons")
OURS = "tandem"
PEERS = {"annotorious": "Annotorious", "konva": "react-konva"}
# Both peers pan with the left button; with us that selects, so the wheel's button pans.
PAN_BUTTON = {OURS: "middle", "annotorious": "left", "konva": "left"}
PHASES = {"pan with all in view": "pan_all", "zoom": "zoom", "pan zoomed in": "pan_near"}
HELD_AGAINST_FROM = 1_000
MOST_SCRIPT_MS = 16.0
MOST_HEAP_GROWTH = 0.05
WARM_UP_SECONDS = 10.0

Pick = Callable[[Measured], float]


def run(home: Path, minutes: float) -> Iterator[Figure]:
    """Measure every count and kind of shapes on each canvas, then the memory of ours under work."""
    try:
        pages = build_canvas_bench(PROJECT_ROOT)
    except InstallFailed as fault:
        raise BenchFailed(str(fault)) from fault
    with served(pages, ensure_picture(home)) as url:
        for kind in KINDS:
            for count in COUNTS:
                address = f"{url}/{{}}.html?kind={kind}&count={count}"
                yield from _compare(f"{count:,} {kind}", count, address)
        yield from _memory(f"{url}/{OURS}.html?kind=polygons&count={COUNTS[-1]}", minutes)


def ensure_picture(home: Path) -> Path:
    """Return a picture of 12 megapixels, made once and the same on every machine."""
    path = home / "bench" / "canvas-12mp.jpg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        coarse_hwc = np.random.default_rng(1).integers(40, 180, (75, 100, 3), dtype=np.uint8)
        picture = Image.fromarray(coarse_hwc).resize((4000, 3000), Image.Resampling.BICUBIC)
        part = path.with_suffix(".part")
        picture.save(part, "JPEG", quality=88)
        part.replace(path)
    return path


def _compare(name: str, count: int, address: str) -> Iterator[Figure]:
    measured: dict[str, Measured] = {}
    for canvas in (OURS, *PEERS):
        print(f"  {name}: {PEERS.get(canvas, 'Tandem')}", flush=True)
        try:
            with open_driver(address.format(canvas)) as driver:
                measured[canvas] = measure(driver, PAN_BUTTON[canvas])
        except BenchFailed as fault:
            # A peer that cannot do a step at this size is no reason to say nothing of the others.
            if canvas == OURS:
                raise
            print(f"  {name}: {PEERS[canvas]} left out, {fault}", flush=True)
    for figure, pick in _picks():
        ours = pick(measured[OURS])
        theirs = {PEERS[peer]: pick(measured[peer]) for peer in PEERS if peer in measured}
        best = min(theirs.values(), default=None)
        left_out = [f"{PEERS[peer]} failed" for peer in PEERS if peer not in measured]
        said = ", ".join([*(f"{peer} {value:.3g}" for peer, value in theirs.items()), *left_out])
        goal, met = "", None
        if count >= HELD_AGAINST_FROM:
            goal, met = "better than both", best is None or ours < best
        yield Figure("canvas", f"{name}: {figure}", ours, "ms", f"{said}; best", best, goal, met)
    if count == COUNTS[-1]:
        script = percentile(measured[OURS].pan_near.script, 0.95)
        yield Figure(
            "canvas",
            f"{name}: pan zoomed in, script p95 against its limit",
            script,
            "ms",
            "",
            None,
            f"< {MOST_SCRIPT_MS:g} ms",
            script < MOST_SCRIPT_MS,
        )


def _picks() -> Iterator[tuple[str, Pick]]:
    yield "load to drawn", lambda m: m.drawn
    for phase, attribute in PHASES.items():
        for what in ("interval", "script"):
            for share in (0.5, 0.95):
                name = f"{phase}, {'frame' if what == 'interval' else what} p{share * 100:.0f}"
                yield name, partial(_share_of, attribute=attribute, what=what, share=share)
    yield "drag one shape, input to screen p95", lambda m: percentile(m.drag, 0.95)


def _share_of(measured: Measured, *, attribute: str, what: str, share: float) -> float:
    frames: Frames = getattr(measured, attribute)
    return percentile(frames.interval if what == "interval" else frames.script, share)


def _memory(address: str, minutes: float) -> Iterator[Figure]:
    with open_driver(address) as driver:
        # What is made once, compiled code for one, belongs to no minute of work.
        work(driver, PAN_BUTTON[OURS], WARM_UP_SECONDS)
        first = driver.heap_bytes()
        rounds = work(driver, PAN_BUTTON[OURS], minutes * 60)
        last = driver.heap_bytes()
    growth = last / first - 1
    yield Figure(
        "canvas",
        f"script memory after {minutes:g} min of work ({rounds} rounds)",
        last / 1e6,
        "MB",
        "before it",
        first / 1e6,
        f"flat: at most {MOST_HEAP_GROWTH:.0%} more",
        growth <= MOST_HEAP_GROWTH,
    )
