"""Measure a mask by pointing, beside the model and GrabCut alone on the same part of the same picture."""

import os
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.convert.prompt_model import ensure_prompt_model
from inference.manifest import Manifest, read_manifest
from inference.pipeline.preprocess import prepare, stack
from inference.runtime.session import OrtSession
from tests.bench.context import Bench
from tests.bench.figures import Figure, milliseconds

SIDE = 1536
BOX = (180, 0, 1000, 1536)
"""An object about a thousand pixels across: the astronaut, enlarged."""
ROUNDS = 12
GOAL_MS = 500.0


def run(bench: Bench) -> Iterator[Figure]:
    """Ask for the same object again and again; the bare run in turns with it."""
    photograph = bench.home / "cache" / "photographs" / "astronaut.png"
    with Image.open(photograph) as image:
        large = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    target = bench.home / "bench" / "prompt.jpg"
    stored = BytesIO()
    large.save(stored, "JPEG", quality=92)
    target.write_bytes(stored.getvalue())
    client = bench.client
    (frame,) = client.predicted_frames(client.create_project("Bench: prompt"), [target])
    x, y, width, height = BOX
    body = {"box": {"x": x, "y": y, "width": width, "height": height}}
    bare = BareMask(bench.home, np.asarray(large))
    first = client.prompt(frame, body)
    bare.seconds()
    ours: list[float] = []
    limit: list[float] = []
    for _ in range(ROUNDS):
        limit.append(bare.seconds())
        ours.append(client.prompt(frame, body))
    goal = f"< {GOAL_MS:.0f} ms"
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        value = milliseconds(ours, share)
        yield Figure(
            "prompt",
            f"box of 1000 pixels, {name}",
            value,
            "ms",
            "bare u2netp + GrabCut",
            milliseconds(limit, share),
            goal,
            value < GOAL_MS,
        )
    yield Figure("prompt", "the first, with the start of its process", first * 1000, "ms")


class BareMask:
    """The model and GrabCut on the crop, at the same sizes, with nothing around them."""

    def __init__(self, home: Path, pixels: NDArray[np.uint8]) -> None:
        path = ensure_prompt_model(home / "models")
        self._manifest: Manifest = read_manifest(path.parent / "manifest.toml")
        threads = os.cpu_count() or 1
        self._session = OrtSession(path.read_bytes(), intra_threads=threads)
        x, y, width, height = BOX
        self._crop = np.ascontiguousarray(pixels[y : y + height, x : x + width])

    def seconds(self) -> float:
        """Run once."""
        began = time.perf_counter()
        tensor, _ = prepare(self._crop, self._manifest.input)
        plane = self._session.run({self._manifest.input.name: stack([tensor])})["1959"][0, 0]
        scale = 288 / max(self._crop.shape[:2])
        size = (round(self._crop.shape[1] * scale), round(self._crop.shape[0] * scale))
        small = cv2.resize(self._crop, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        soft = cv2.resize(plane, size)
        trimap = np.where(soft > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
        models = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.grabCut(small, trimap, (0, 0, 1, 1), models[0], models[1], 2, cv2.GC_INIT_WITH_MASK)
        return time.perf_counter() - began
