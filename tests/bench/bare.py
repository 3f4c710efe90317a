"""The limits of the picture work: the product's own decoding and model, without the portal around them."""

import io
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

from PIL import Image

from annotations.media.encode import write_rendition, write_thumbnail
from annotations.media.limits import MediaLimits
from annotations.media.sniff import Container
from inference.convert.default_model import NAME, VERSION
from inference.pipeline.detections import Detections
from inference.pipeline.detector import Detector
from inference.pipeline.picture import read_picture
from inference.registry import find_model, load_registered

WARM_RUNS = 3
START_SECONDS = 60

_limits = MediaLimits()
_detectors: list[Detector] = []


def load_bare(home: Path, *, threads: int) -> Detector:
    """Load the default model as the workers do."""
    return load_registered(find_model(home / "models", NAME, VERSION), intra_threads=threads)


def look(detector: Detector, content: bytes) -> Detections:
    """Decode a JPEG to the scale the model needs, and run the model."""
    spec = detector.manifest.input
    picture = read_picture(io.BytesIO(content), least_width=spec.width, least_height=spec.height)
    return detector.detect(picture.pixels)


def time_look(detector: Detector, path: Path) -> float:
    """Return the seconds that decoding and the model take for one file."""
    began = time.monotonic()
    look(detector, path.read_bytes())
    return time.monotonic() - began


class BarePool:
    """As many warm processes as the bulk worker has, each with the model loaded."""

    def __init__(self, home: Path, warm: Path, *, threads: int) -> None:
        self.processes = os.cpu_count() or 1
        context = get_context("spawn")
        barrier = context.Barrier(self.processes + 1)
        self._pool = context.Pool(self.processes, _load, (home, warm, threads, barrier))
        barrier.wait(START_SECONDS)

    def rate_of_looking(self, photographs: Sequence[Path]) -> float:
        """Return pictures/s of decoding at the model's scale and the model, nothing else."""
        return self._rate(_look_at, photographs)

    def rate_of_all_picture_work(self, photographs: Sequence[Path]) -> float:
        """Return pictures/s of all that becomes of a picture: full decode, rendition, thumbnail, model."""
        return self._rate(_prepare_and_look_at, photographs)

    def close(self) -> None:
        """End the processes."""
        self._pool.close()
        self._pool.join()

    def _rate(self, work: Callable[[Path], int], photographs: Sequence[Path]) -> float:
        began = time.monotonic()
        self._pool.map(work, photographs, chunksize=1)
        return len(photographs) / (time.monotonic() - began)


def _load(home: Path, warm: Path, threads: int, barrier: Barrier) -> None:
    detector = load_bare(home, threads=threads)
    for _ in range(WARM_RUNS):
        look(detector, warm.read_bytes())
    _detectors.append(detector)
    barrier.wait(START_SECONDS)


def _look_at(path: Path) -> int:
    return len(look(_detectors[0], path.read_bytes()))


def _prepare_and_look_at(path: Path) -> int:
    with (
        tempfile.TemporaryFile() as rendition,
        tempfile.TemporaryFile() as thumbnail,
        Image.open(path) as opened,
    ):
        shown = opened.convert("RGB")
        write_rendition(shown, Container.JPEG, rendition, _limits)
        write_thumbnail(shown, thumbnail, _limits)
        rendition.seek(0)
        return len(look(_detectors[0], rendition.read()))
