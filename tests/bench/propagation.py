"""Measure how fast the machine goes on with a track, beside the tracker alone on the same frames."""

import io
import math
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from annotations.domain.geometry import Box, Keyframe, bounds
from inference.tracking.association import overlaps
from inference.tracking.follow import Followed, Follower
from inference.tracking.similarity import scale_shape
from tests.bench.context import Bench
from tests.bench.figures import BenchFailed, Figure
from tests.builders_motion import HEIGHT, WIDTH, a_moving_clip, box_on
from tests.waiting import wait_until

FRAMES, SCALE, EVERY = 400, 4, 48
LOOKED_AT = 640
"""The longest side of the pictures that the portal follows an object of this size on."""
OPENCV_FRAMES = 40
SECONDS = 180.0
GOAL = 0.5


def path(frame: int) -> tuple[float, float]:
    """Return where the square is: round and round."""
    return 130 + 100 * math.sin(frame / 40), 95 + 80 * math.sin(frame / 27)


def run(bench: Bench) -> Iterator[Figure]:
    """Let the portal follow a square forward, over frames that nobody has seen and again over the same."""
    clip = a_moving_clip(FRAMES, path=path, every=EVERY, scale=SCALE)
    target = bench.home / "bench" / "propagation.mp4"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(clip)
    bare = Bare(clip)
    alone, decoding = bare.rate(), bare.rate_with_decoding()
    asset = _ready_video(bench, target)
    cold, told = _propagate(bench, asset)
    warm, _again = _propagate(bench, asset)
    name = f"{WIDTH * SCALE}×{HEIGHT * SCALE}"
    for words, rate in (("frames never seen", cold), ("frames that were seen", warm)):
        yield Figure(
            "propagation", f"{name}, {words}", rate, "frames/s", "decoding and tracker, bare", decoding,
            f"> {GOAL} of bare", rate > GOAL * decoding,
        )  # fmt: skip
    yield Figure("propagation", f"{name}, frames never seen", cold, "frames/s", "tracker alone, bare", alone)
    peer = bare.rate_of_opencv()
    if peer is not None:
        yield Figure("propagation", "our tracker alone", alone, "frames/s", "OpenCV's MIL tracker", peer)
    yield Figure(
        "propagation", "least overlap with the truth", _least_overlap(told), "IoU", goal="> 0.8",
        met=_least_overlap(told) > 0.8,
    )  # fmt: skip


def _ready_video(bench: Bench, clip: Path) -> dict[str, Any]:
    client = bench.client
    (asset,) = client.upload(client.create_project("Bench: propagation"), [clip])
    rows = bench.portal.database()["assets"]
    done = {"_id": asset["id"], "predicted": {"$in": ["done", "none"]}, "video.sprite": {"$ne": None}}
    wait_until(lambda: rows.count_documents(done), SECONDS, for_what="key frames")
    found: dict[str, Any] = client.http.get(f"/api/assets/{asset['id']}").json()
    return found


def _propagate(bench: Bench, asset: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Return frames/s from asking until the last ghost is kept, and what was found."""
    http, track_id = bench.client.http, f"ann_{secrets.token_hex(16)}"
    box = scale_shape(box_on(0, path), SCALE, SCALE).model_dump(exclude_none=True)
    asked = {
        "mutation_id": secrets.token_hex(16), "kind": "add", "label": "person", "annotation_id": track_id,
        "shape": {"type": "track", "keyframes": [{"frame": 0, "shape": box}]},
    }  # fmt: skip
    http.post(f"/api/frames/{asset['reel_id']}/corrections", json={"corrections": [asked]}).raise_for_status()
    body = {"annotation_id": track_id, "first": 0, "frames": FRAMES - 1, "direction": "forward"}
    rows = bench.portal.database()["propagations"]
    began = time.monotonic()
    answer = http.post(f"/api/assets/{asset['id']}/propagations", json=body)
    answer.raise_for_status()
    over = {"_id": answer.json()["id"], "status": {"$nin": ["queued", "running"]}}
    wait_until(lambda: rows.count_documents(over), SECONDS, for_what="the last frame")
    took = time.monotonic() - began
    told: dict[str, Any] = http.get(f"/api/propagations/{over['_id']}").json()
    if told["reached"] != FRAMES - 1:
        raise BenchFailed(f"it came to frame {told['reached']} only: {told['reason']}")
    return (FRAMES - 1) / took, told


def _least_overlap(told: dict[str, Any]) -> float:
    ghosts = [Keyframe.model_validate(entry) for entry in told["keyframes"]]
    pairs = ((ghost.shape, scale_shape(box_on(ghost.frame, path), SCALE, SCALE)) for ghost in ghosts)
    return min(
        float(overlaps(np.array([bounds(found)]), np.array([bounds(true)]))[0, 0]) for found, true in pairs
    )


class Bare:
    """The same tracker, with frames from PyAV in the same process and nothing around them."""

    def __init__(self, clip: bytes) -> None:
        self._clip = clip
        self._scale = LOOKED_AT / (WIDTH * SCALE)
        self._grey = list(self._decode())

    def rate(self) -> float:
        """Return frames/s on pictures that lie in memory."""
        began = time.monotonic()
        self._follow(iter(self._grey))
        return (len(self._grey) - 1) / (time.monotonic() - began)

    def rate_with_decoding(self) -> float:
        """Return frames/s with decoding and scaling."""
        began = time.monotonic()
        self._follow(self._decode())
        return (len(self._grey) - 1) / (time.monotonic() - began)

    def rate_of_opencv(self) -> float | None:
        """Return frames/s of a tracker of OpenCV's own; None where this build has none."""
        make = getattr(cv2, "TrackerMIL_create", None) or getattr(
            getattr(cv2, "TrackerMIL", None), "create", None
        )
        if make is None:
            return None
        tracker = make()
        pictures = [cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR) for grey in self._grey[: OPENCV_FRAMES + 1]]
        box = self._first()
        tracker.init(pictures[0], (round(box.x), round(box.y), round(box.width), round(box.height)))
        began = time.monotonic()
        for picture in pictures[1:]:
            tracker.update(picture)
        return OPENCV_FRAMES / (time.monotonic() - began)

    def _first(self) -> Box:
        factor = SCALE * self._scale
        box = scale_shape(box_on(0, path), factor, factor)
        if not isinstance(box, Box):
            raise BenchFailed("a box is a box whatever its size")
        return box

    def _follow(self, pictures: Iterator[NDArray[np.uint8]]) -> None:
        follower = Follower(next(pictures), self._first())
        for place, picture in enumerate(pictures, start=1):
            found = follower.step(picture)
            if not isinstance(found, Followed):
                raise BenchFailed(f"the bare tracker lost it at frame {place}: {found.reason}")

    def _decode(self) -> Iterator[NDArray[np.uint8]]:
        size = (LOOKED_AT, round(HEIGHT * SCALE * self._scale))
        with av.open(io.BytesIO(self._clip), "r") as container:
            for frame in container.decode(video=0):
                grey = frame.to_ndarray(format="gray")
                yield cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
