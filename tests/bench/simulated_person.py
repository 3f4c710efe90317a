"""A person at the canvas, simulated: answers each ghost on a frame, draws what is missing, and submits."""

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx

from tests.bench.figures import BenchFailed
from tests.bench.labelled import Truth

SAME_OBJECT = 0.5
GOOD_ENOUGH = 0.8
"""From this overlap on a person leaves the machine's box as it is."""

AT_ONCE = 500

Box = Sequence[float]


def correct(http: httpx.Client, frame_id: str, truths: Sequence[Truth], *, show: float) -> Counter[str]:
    """Correct one frame as its truths say, and submit it.

    Args:
        http: A signed-in client.
        frame_id: The frame.
        truths: What a person sees on it.
        show: Ghosts below this score are not on the screen.

    Returns:
        How many corrections of each kind it took.
    """
    state = _checked(http.get(f"/api/frames/{frame_id}"))
    shown = state["layer_version_id"]  # of the other versions a canvas shows nothing by itself
    ghosts = [
        ghost
        for ghost in state["predictions"]
        if ghost["model_version_id"] == shown and ghost["score"] >= show
    ]
    acts = answer(ghosts, truths)
    for start in range(0, len(acts), AT_ONCE):
        some = {"corrections": acts[start : start + AT_ONCE]}
        said = _checked(http.post(f"/api/frames/{frame_id}/corrections", json=some))
        bad = [result for result in said["results"] if result["status"] != "applied"]
        if bad:
            raise BenchFailed(f"a correction was not applied: {bad[0]}")
    _checked(http.post(f"/api/frames/{frame_id}/reviews", json={"verdict": "submitted"}))
    return Counter(act["kind"] for act in acts)


def answer(ghosts: Sequence[dict[str, Any]], truths: Sequence[Truth]) -> list[dict[str, Any]]:
    """Answer the ghosts, surest first: accept, adjust or reject each, then add what no ghost showed."""
    left = list(truths)
    acts: list[dict[str, Any]] = []
    for ghost in sorted(ghosts, key=lambda shown: -shown["score"]):
        shape = ghost["shape"]
        box = tuple(shape[side] for side in ("x", "y", "width", "height")) if shape["type"] == "box" else None
        match = max(left, key=lambda truth: overlap(truth.box_xywh, box or (0, 0, 0, 0)), default=None)
        likeness = overlap(match.box_xywh, box) if match and box else 0.0
        if match is None or likeness < SAME_OBJECT:
            acts.append(_act("reject", prediction_id=ghost["id"]))
            continue
        left.remove(match)
        if likeness >= GOOD_ENOUGH and ghost["label"] == match.label:
            acts.append(_act("accept", prediction_id=ghost["id"], annotation_id=_new_object()))
        else:
            acts.append(
                _act(
                    "adjust",
                    prediction_id=ghost["id"],
                    annotation_id=_new_object(),
                    label=match.label,
                    shape=_shape(match),
                )
            )
    acts += [
        _act("add", annotation_id=_new_object(), label=truth.label, shape=_shape(truth)) for truth in left
    ]
    return acts


def overlap(first: Box, second: Box) -> float:
    """Return the intersection over union of two boxes: left, top, width, height."""
    width = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    height = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    common = max(0.0, width) * max(0.0, height)
    whole = first[2] * first[3] + second[2] * second[3] - common
    return common / whole if whole > 0 else 0.0


def _act(kind: str, **told: Any) -> dict[str, Any]:
    return {"mutation_id": secrets.token_hex(16), "kind": kind, **told}


def _new_object() -> str:
    return f"ann_{secrets.token_hex(16)}"


def _shape(truth: Truth) -> dict[str, Any]:
    x, y, width, height = truth.box_xywh
    return {"type": "box", "x": x, "y": y, "width": width, "height": height}


def _checked(said: httpx.Response) -> Any:
    if said.is_error:
        raise BenchFailed(f"{said.request.method} {said.request.url.path}: {said.text[:300]}")
    return said.json()
