"""Owns the tracks on whose meaning both sides must agree; run as a program it writes them anew."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotations.domain.geometry import Track
from annotations.domain.interpolation import place_at

VECTORS = Path(__file__).parent / "vectors" / "tracks.json"
Json = dict[str, Any]


def box(x: float, rotation: float | None = None, **more: float) -> Json:
    """Return a box as JSON."""
    return {"type": "box", "x": x, "y": 20, "width": 30, "height": 40, "rotation": rotation} | more


def ring(count: int, radius: float = 40, turn: float = 0, way: int = 1, x: float = 100) -> list[list[float]]:
    """Return a regular outline, going round in one direction or the other."""
    angles = (turn + way * math.tau * place / count for place in range(count))
    return [
        [round(x + radius * math.cos(a), 3), round(90 + radius * 0.6 * math.sin(a) + 5 * math.cos(3 * a), 3)]
        for a in angles
    ]


def polygon(points: list[list[float]], *holes: list[list[float]]) -> Json:
    """Return a polygon as JSON."""
    return {"type": "polygon", "points": points, "holes": list(holes)}


def keyframe(frame: int, shape: Json, **more: Any) -> Json:
    """Return a keyframe as JSON."""
    return {"frame": frame, "shape": shape, **more}


def drawn_tracks() -> Iterator[tuple[str, list[Json]]]:
    """Yield the keyframes of tracks by name."""
    yield "a box that moves and grows", [keyframe(3, box(10)), keyframe(8, box(60, width=90, height=11.5))]
    yield "one keyframe", [keyframe(4, box(10), occluded=True)]
    for start, end in ((10, 50), (350, 10), (-170, 170), (170, -170), (0, 180), (180, 0), (90, 271), (45, 0)):
        yield f"turned from {start} to {end}", [keyframe(0, box(10, start)), keyframe(7, box(30, end))]
    yield "turned from upright", [keyframe(0, box(10)), keyframe(4, box(10, 30))]
    ellipse = {"type": "ellipse", "x": 50, "y": 60, "rx": 20, "ry": 10, "rotation": 80}
    yield "an ellipse", [keyframe(0, ellipse), keyframe(6, ellipse | {"x": 80, "rx": 5, "rotation": -80})]
    points = {"type": "points", "points": [[1, 2], [30, 40], [50, 6]]}
    yield "points", [keyframe(0, points), keyframe(4, points | {"points": [[5, 2], [30, 48], [0, 9]]})]
    yield "points of another count", [keyframe(0, points), keyframe(4, points | {"points": [[5, 2]]})]
    skeleton = {"type": "skeleton", "points": [[10, 10], [20, 30]], "visibility": [2, 1]}
    moved = {"type": "skeleton", "points": [[30, 14], [40, 50]], "visibility": [0, 2]}
    yield "a skeleton", [keyframe(1, skeleton), keyframe(5, moved)]
    yield "a skeleton of another count", [keyframe(1, skeleton), keyframe(5, skeleton | {"points": [[1, 1]]})]
    line = {"type": "polyline", "points": [[0, 0], [40, 0], [40, 30]]}
    longer = {"type": "polyline", "points": [[5, 5], [15, 9], [30, 3], [44, 8], [50, 20], [52, 44]]}
    yield "a line of the same count", [keyframe(0, line), keyframe(5, line | {"points": ring(3)})]
    yield "a line that gains vertices", [keyframe(0, line), keyframe(5, longer)]
    yield "a line that loses vertices", [keyframe(0, longer), keyframe(5, line)]
    still = {"type": "polyline", "points": [[7, 7], [7, 7]]}
    yield "a line without length", [keyframe(0, still), keyframe(5, longer)]
    yield from _polygons()
    yield from _states()


def _polygons() -> Iterator[tuple[str, list[Json]]]:
    kite = polygon([[50, 10], [80, 60], [50, 120], [20, 60]])
    yield (
        "a polygon that moves",
        [keyframe(0, kite), keyframe(5, polygon([[60, 15], [90, 65], [60, 125], [30, 65]]))],
    )
    yield "a polygon that starts at another vertex", [
        keyframe(0, kite), keyframe(5, polygon([[55, 120], [25, 60], [55, 10], [85, 60]]))]  # fmt: skip
    yield "a polygon that goes the other way round", [
        keyframe(0, kite), keyframe(5, polygon([[50, 10], [20, 60], [50, 120], [80, 60]]))]  # fmt: skip
    for count, other in ((4, 9), (9, 4), (12, 64), (3, 100), (100, 70), (64, 65)):
        for way in (1, -1):
            yield (
                f"a polygon of {count} and one of {other} vertices, {way}",
                [
                    keyframe(0, polygon(ring(count))),
                    keyframe(4, polygon(ring(other, 55, 1.3, way, 130))),
                ],
            )
    yield "two polygons of 150 vertices", [
        keyframe(0, polygon(ring(150))), keyframe(4, polygon(ring(150, 50, 2.1, -1)))]  # fmt: skip
    yield "a polygon on one spot", [keyframe(0, kite), keyframe(4, polygon([[50, 60]] * 3))]
    other_hole = polygon(ring(8, 50), ring(5, 14, 0.4))
    yield "a hole", [keyframe(0, polygon(ring(8), ring(4, 10))), keyframe(4, other_hole)]
    yield "a hole that comes", [keyframe(0, polygon(ring(8))), keyframe(4, polygon(ring(8, 50), ring(5, 14)))]
    yield "a hole that goes", [keyframe(0, polygon(ring(8), ring(4, 10))), keyframe(4, polygon(ring(8, 50)))]


def _states() -> Iterator[tuple[str, list[Json]]]:
    yield (
        "gone and back",
        [
            keyframe(2, box(0)),
            keyframe(5, box(30), outside=True),
            keyframe(8, box(60)),
            keyframe(11, box(90), outside=True),
        ],
    )
    yield "gone from the start", [keyframe(0, box(0), outside=True), keyframe(3, box(9))]
    yield "hidden for a while", [
        keyframe(0, box(0)), keyframe(3, box(30), occluded=True), keyframe(6, box(60))]  # fmt: skip
    yield (
        "answers that hold until they are given anew",
        [
            keyframe(0, box(0), attributes={"pose": "front", "age": 3.5}),
            keyframe(3, box(30)),
            keyframe(5, box(50), attributes={"lit": True}, outside=True),
            keyframe(7, box(60), attributes={"pose": "side"}),
        ],
    )


def make_vectors() -> Json:
    """Return every track with where it is at each frame from before its first keyframe to after its last."""
    tracks = []
    for name, keyframes in drawn_tracks():
        track = Track.model_validate({"type": "track", "keyframes": keyframes})
        frames = range(max(0, keyframes[0]["frame"] - 2), keyframes[-1]["frame"] + 3)
        placed = {index: place_at(track, index) for index in frames}
        tracks.append(
            {
                "name": name,
                "track": track.model_dump(mode="json"),
                "placed": [
                    {"frame": index, "placed": found.model_dump(mode="json") if found else None}
                    for index, found in placed.items()
                ],
            }
        )
    return {"tracks": _rounded(tracks)}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value


def write() -> str:
    """Return the vectors as text: one line each, so that a change of one shows as one."""
    lines = ",\n".join(json.dumps(track, ensure_ascii=False) for track in make_vectors()["tracks"])
    return f'{{"tracks": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    VECTORS.write_text(write(), encoding="utf-8")
