"""Script and frames are read from a browser's trace as the bench promises."""

import json
from typing import Any

from tests.bench.canvas_trace import FRAME_MARK, read_frames

PAGE = {"pid": 1, "tid": 1}


def _mark(at_ms: float) -> dict[str, Any]:
    return {**PAGE, "name": FRAME_MARK, "ph": "I", "ts": at_ms * 1000}


def _script(name: str, at_ms: float, took_ms: float, **other: object) -> dict[str, Any]:
    return {**PAGE, "name": name, "ph": "X", "ts": at_ms * 1000, "dur": took_ms * 1000, **other}


def _read(*events: dict[str, Any]) -> tuple[list[float], list[float]]:
    frames = read_frames(json.dumps({"traceEvents": events}).encode())
    return frames.script, frames.interval


def test_a_trace_without_frames_holds_nothing() -> None:
    assert _read() == ([], [])


def test_calls_inside_an_event_are_counted_once() -> None:
    assert _read(
        _mark(0),
        _script("EventDispatch", 2, 5),
        _script("FunctionCall", 3, 2),
        _script("TimerFire", 9, 1),
        _mark(20),
    ) == ([6.0], [20.0])


def test_processor_time_counts_where_the_browser_tells_it() -> None:
    assert _read(_mark(0), _script("FunctionCall", 1, 9, tdur=4000), _mark(16)) == ([4.0], [16.0])


def test_frames_in_which_nothing_was_drawn_are_left_out() -> None:
    assert _read(_mark(0), _mark(16), _script("FireAnimationFrame", 17, 3), _mark(40)) == ([3.0], [24.0])


def test_script_of_another_thread_is_not_the_pages() -> None:
    assert _read(_mark(0), _script("FunctionCall", 1, 9, tid=2), _mark(16)) == ([], [])
