"""Read the browser's own trace: the script and the length of each frame in which a page drew."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
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
    """Milliseconds of the frames in which the page did something."""

    script: list[float]
    interval: list[float]


def read_frames(trace: bytes) -> Frames:
    """Return the frames of a trace; those with next to no script, in which nothing moved, are left out."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    marks = sorted((event["ts"], event["pid"], event["tid"]) for event in events if event["name"] == FRAME_MARK)
    if not marks:
        return Frames([], [])
    _at, process, thread = marks[0]
    spans = sorted(
        (event["ts"], event["ts"] + event.get("dur", 0))
        for event in events
        if event["name"] in SCRIPT and (event["pid"], event["tid"]) == (process, thread)
    )
    merged = list(_merge(spans))
    script: list[float] = []
    interval: list[float] = []
    first = 0
    for (began, _p, _t), (ended, _q, _u) in zip(marks, marks[1:], strict=False):
        while first < len(merged) and merged[first][1] <= began:
            first += 1
        used = 0.0
        for start, end in merged[first:]:
            if start >= ended:
                break
            used += min(end, ended) - max(start, began)
        if used / 1000 >= LEAST_SCRIPT_MS:
            script.append(used / 1000)
            interval.append((ended - began) / 1000)
    return Frames(script, interval)


def _merge(spans: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the outermost spans: calls lie inside the events that made them."""
    current: tuple[float, float] | None = None
    for start, end in spans:
        if current and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current
