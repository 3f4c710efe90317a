"""Read the browser's own trace: the script and the length of each frame in which a page drew."""

import json
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

CATEGORIES = ["devtools.timeline", "blink.user_timing", "-*"]
FRAME_MARK = "bench-frame"
# Everything that runs a page's script: inputs, animation frames, timers, messages, what promises go on with.
SCRIPT = frozenset(
    {"EventDispatch", "FireAnimationFrame", "FunctionCall", "TimerFire", "RunMicrotasks", "FireIdleCallback"}
)
LEAST_SCRIPT_MS = 0.3


@dataclass(frozen=True)
class Frames:
    """Milliseconds of the frames in which the page did something.

    Script is processor time of the page's main thread, which a busy machine hardly changes; an interval is
    what went by from one animation frame to the next.
    """

    script: list[float]
    interval: list[float]


def read_frames(trace: bytes) -> Frames:
    """Return the frames of a trace; those with next to no script, in which nothing moved, are left out."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    marks = [event for event in events if event["name"] == FRAME_MARK]
    if not marks:
        return Frames([], [])
    page = (marks[0]["pid"], marks[0]["tid"])
    began = sorted(event["ts"] for event in marks)
    used = [0.0] * len(began)
    for start, spent in _outermost(event for event in events if (event["pid"], event["tid"]) == page):
        used[max(0, bisect(began, start) - 1)] += spent
    frames = [
        (spent / 1000, (after - before) / 1000)
        for spent, (before, after) in zip(used[:-1], pairwise(began), strict=True)
        if spent / 1000 >= LEAST_SCRIPT_MS
    ]
    return Frames([script for script, _interval in frames], [interval for _script, interval in frames])


def _outermost(events: Iterable[dict[str, Any]]) -> Iterator[tuple[float, float]]:
    """Yield start and processor time of script; calls lie inside the events that made them."""
    scripts = (event for event in events if event["name"] in SCRIPT and event["ph"] == "X")
    ends = 0.0
    for event in sorted(scripts, key=lambda event: (event["ts"], -event["dur"])):
        if event["ts"] >= ends:
            ends = event["ts"] + event["dur"]
            yield event["ts"], event.get("tdur", event["dur"])
