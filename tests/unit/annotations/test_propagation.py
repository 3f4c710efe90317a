"""How a propagation goes its way: its steps, its anchors, and where a correction begins it anew."""

from typing import Any

import pytest

from annotations.domain.actor import Actor
from annotations.domain.correction import CorrectionRequest
from annotations.domain.geometry import Box, Keyframe, Points, Polygon, Track
from annotations.domain.propagation import (
    CHUNK,
    MOST_FRAMES,
    MOST_POINTS,
    Direction,
    Propagation,
    most_frames,
    next_frames,
    restart,
    spoken_frames,
)
from annotations.domain.record import utc_now
from inference.tracking.ghosts import thin_ghosts


def key(frame: int, x: float = 1.0, **more: Any) -> Keyframe:
    return Keyframe(frame=frame, shape=Box(x=x, y=1, width=9, height=9), **more)


def a_run(
    first: int = 10, last: int = 60, *, reached: int | None = None, anchors: tuple[int, ...] = (), **more: Any
) -> Propagation:
    direction: Direction = "forward" if last > first else "backward"
    given: dict[str, Any] = {
        "id": "prp_1", "project_id": "prj_1", "asset_id": "ast_1", "annotation_id": "ann_1", "label": "cat",
        "direction": direction, "first": first, "last": last, "frames": abs(last - first), "revision": 3,
        "reached": first if reached is None else reached,
        "anchors": [key(frame) for frame in sorted({first, *anchors})],
        "actor": Actor(id="u", name="bob"), "created_at": utc_now(), "status": "running",
    }  # fmt: skip
    return Propagation(**(given | more))


STEPS = [
    (a_run(0, 5), [1, 2, 3, 4, 5]),
    (a_run(0, 100), list(range(1, CHUNK + 1))),
    (a_run(0, 100, reached=5), list(range(6, CHUNK + 1))),
    (a_run(0, 100, reached=CHUNK), list(range(CHUNK + 1, 2 * CHUNK + 1))),
    (a_run(0, 100, reached=98), [99, 100]),
    (a_run(0, 100, reached=100), []),
    (a_run(0, 100, anchors=(4, 7)), [1, 2, 3]),
    (a_run(0, 100, reached=4, anchors=(4, 5)), []),
    (a_run(20, 0), [20 - place for place in range(1, CHUNK + 1)]),
    (a_run(20, 0, anchors=(17,)), [19, 18]),
    (a_run(20, 0, reached=17, anchors=(17, 40)), list(range(16, 20 - CHUNK - 1, -1))),
]


@pytest.mark.parametrize(("row", "frames"), STEPS)
def test_a_step_ends_at_a_round_place_before_an_anchor_or_at_the_end(
    row: Propagation, frames: list[int]
) -> None:
    assert next_frames(row, row.reached) == frames


@pytest.mark.parametrize("last", [60, 0], ids=["forward", "backward"])
def test_the_steps_of_a_whole_way_name_each_frame_but_the_anchors_once(last: int) -> None:
    row = a_run(30, last, anchors=(22, 21, 38, 39, 50))
    seen: list[int] = []
    while row.reached != row.last:
        frames = next_frames(row, row.reached)
        seen += frames
        reached = frames[-1] if frames else row.reached
        if row.ahead is not None and row.ahead.frame == reached + row.step:
            reached = row.ahead.frame
        assert reached != row.reached, "each step comes further"
        row = row.model_copy(update={"reached": reached})
    way = range(31, 61) if last == 60 else range(29, -1, -1)
    assert seen == [frame for frame in way if frame not in {22, 21, 38, 39, 50}]
    assert row.seed.frame == (50 if last == 60 else 21)


RESTARTS: list[tuple[str, Propagation, dict[int, Keyframe | None], int | None, list[int]]] = [
    ("nothing changed", a_run(reached=40), {}, None, []),
    ("behind the first frame", a_run(reached=40), {9: key(9)}, None, []),
    ("beyond the last", a_run(reached=40), {61: key(61)}, None, []),
    ("in the range", a_run(reached=40), {30: key(30)}, 30, [10, 30]),
    ("where it began", a_run(reached=40), {10: key(10, 7)}, 10, [10]),
    ("ahead of it", a_run(reached=40), {50: key(50)}, 40, [10, 50]),
    ("several, the earliest counts", a_run(reached=40), {35: key(35), 20: key(20)}, 20, [10, 20, 35]),
    ("backward, the latest counts", a_run(60, 10, reached=20), {35: key(35), 50: key(50)}, 50, [35, 50, 60]),
    ("an anchor taken away", a_run(reached=40, anchors=(30,)), {30: None}, 29, [10]),
    ("an anchor ahead taken away", a_run(reached=20, anchors=(30,)), {30: None}, 20, [10]),
    ("a machine's keyframe taken away", a_run(reached=40), {30: None}, None, []),
    ("the first keyframe taken away", a_run(reached=40), {10: None}, None, []),
    ("at the end", a_run(reached=60, status="finished"), {60: key(60)}, 60, [10, 60]),
]


@pytest.mark.parametrize(
    ("row", "changed", "reached", "anchors"), [row[1:] for row in RESTARTS], ids=[row[0] for row in RESTARTS]
)
def test_a_correction_begins_it_anew_from_the_earliest_change(
    row: Propagation, changed: dict[int, Keyframe | None], reached: int | None, anchors: list[int]
) -> None:
    anew = restart(row, changed, revision=9)
    if reached is None:
        assert anew is None
        return
    assert anew is not None
    assert (anew.reached, [anchor.frame for anchor in anew.anchors]) == (reached, anchors)
    assert (anew.run, anew.status, anew.revision) == (row.run + 1, "queued", 9)
    assert anew.dedupe != row.dedupe
    assert (anew.first, anew.last) == (row.first, row.last)
    said = [entry for entry in changed.values() if entry is not None]
    assert all(entry in anew.anchors for entry in said)


def request(kind: str, **fields: Any) -> CorrectionRequest:
    return CorrectionRequest.model_validate({"mutation_id": "m" * 12, "kind": kind, **fields})


def a_track(*frames: int) -> Track:
    return Track(keyframes=[key(frame) for frame in frames])


def said(*frames: int, x: float = 2.0) -> dict[str, Any]:
    return {
        str(frame): {"shape": {"type": "box", "x": x, "y": 1, "width": 9, "height": 9}} for frame in frames
    }


SOURCE = "prp_" + "1" * 32
LEDGERS: list[tuple[str, list[CorrectionRequest], set[int]]] = [
    ("empty", [], set()),
    ("drawn", [request("add", shape=a_track(1, 5))], {1, 5}),
    ("accepted of a model", [request("accept")], set()),
    ("set by a person", [request("accept"), request("rekey", keyframes=said(3))], {3}),
    (
        "taken over of the machine",
        [request("add", shape=a_track(1)), request("rekey", keyframes=said(2, 3), propagation_id=SOURCE)],
        {1},
    ),
    (
        "taken over, then corrected",
        [
            request("add", shape=a_track(1)),
            request("rekey", keyframes=said(2, 3), propagation_id=SOURCE),
            request("rekey", keyframes=said(3, x=4)),
        ],
        {1, 3},
    ),
    (
        "taken away",
        [request("add", shape=a_track(1, 5)), request("rekey", keyframes={"5": None})],
        {1},
    ),
    (
        "trimmed: what stays is whose it was",
        [
            request("add", shape=a_track(1)),
            request("rekey", keyframes=said(2, 3, x=1), propagation_id=SOURCE),
            request("reshape", shape=a_track(1, 2, 9)),
        ],
        {1, 9},
    ),
]


@pytest.mark.parametrize(("ledger", "frames"), [row[1:] for row in LEDGERS], ids=[row[0] for row in LEDGERS])
def test_the_ledger_tells_which_keyframes_are_peoples_own(
    ledger: list[CorrectionRequest], frames: set[int]
) -> None:
    assert spoken_frames(ledger) == frames


def test_shapes_of_many_points_are_followed_over_fewer_frames() -> None:
    assert most_frames(key(0).shape) == MOST_FRAMES
    assert most_frames(Points(points=[(1, 1)])) == MOST_FRAMES
    ring = [(float(place), float(place % 7)) for place in range(400)]
    assert most_frames(Polygon(points=ring)) == MOST_POINTS // 400
    assert most_frames(Polygon(points=ring, holes=[ring])) == MOST_POINTS // 800


def test_ghosts_on_a_line_are_left_out_but_the_ends_and_those_beside_a_turn_at_an_anchor() -> None:
    def x_at(frame: int) -> float:
        return float(frame if frame <= 20 else 40 - frame)

    ghosts = [key(frame, x_at(frame)) for frame in range(1, 41) if frame != 20]
    assert thin_ghosts([], [], tolerance=1) == []
    assert thin_ghosts(ghosts[:1], [], tolerance=1) == ghosts[:1]
    kept = thin_ghosts(ghosts, [key(20, 20.0)], tolerance=0.5)
    assert [ghost.frame for ghost in kept] == [1, 40]
    kept = thin_ghosts(ghosts, [], tolerance=0.5)
    assert [ghost.frame for ghost in kept] == [1, 19, 21, 40]
    assert thin_ghosts(ghosts, [key(0), key(99)], tolerance=0.5) == kept
