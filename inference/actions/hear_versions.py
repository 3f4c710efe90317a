"""Run model versions over the same held-out frames: what each says in the project's words, and how fast."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median

import numpy as np
import orjson
from django.conf import settings

from annotations.actions.record_predictions import PredictedColumns
from annotations.domain.asset import Frame
from annotations.domain.model_version import ModelVersion
from annotations.domain.project import Project
from annotations.errors import DecoderBusy, FrameUnreadable, NotFound
from annotations.store.file_cache import FileCache
from inference.actions.held_out import HeldOut, load_frames
from inference.actions.predict_frame import detect_frame, warm_detector
from inference.evaluation.columns import Claims, FloatArray, IntArray, as_claims
from inference.pipeline.detector import Detector

TIMED = 12
"""Frames on which both versions are timed, in turn, whether or not it is known what they say."""
BATCH = 50
PROGRESS_SECONDS = 0.5


@dataclass(frozen=True)
class Speaker:
    """A loaded version and what its labels are called in the project; others are absent."""

    version: ModelVersion
    detector: Detector
    names: dict[str, str]

    @property
    def knows(self) -> list[str]:
        """The project's labels that it can say."""
        return sorted(set(self.names.values()))

    def shown_from(self, label: str) -> float:
        """Return the score from which a project's label is shown: the least, where several come to it."""
        thresholds = self.detector.manifest.thresholds
        own = (thresholds.show_of(said) for said, name in self.names.items() if name == label)
        return min(own, default=thresholds.show)


@dataclass
class Said:
    """What one version says of frames, as parts of columns, and the milliseconds that it took."""

    labels: list[list[str]] = field(default_factory=list)
    scores: list[FloatArray] = field(default_factory=list)
    boxes: list[FloatArray] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def milliseconds(self) -> float | None:
        """The median time of a frame."""
        return round(median(self.took), 1) if self.took else None

    def as_claims(self, labels: Sequence[str]) -> Claims:
        """Return columns with labels as numbers."""
        places = {label: place for place, label in enumerate(labels)}
        counts = [len(said) for said in self.labels]
        frame: IntArray = np.repeat(np.arange(len(counts)), counts)
        label = np.array([places[name] for said in self.labels for name in said], np.int64)
        boxes = np.concatenate(self.boxes) if self.boxes else np.zeros((0, 4))
        scores = np.concatenate(self.scores) if self.scores else np.zeros(0)
        return as_claims(frame, label, boxes, scores)


@dataclass(frozen=True)
class Heard:
    """The frames that could be read, and what each version says of them, in the same order."""

    frames: list[HeldOut]
    said: list[Said]
    unreadable: int


@cache
def prediction_cache() -> FileCache:
    """Return the place for what versions said of held-out frames: the next round runs only its candidate."""
    return FileCache(settings.EVALUATION_CACHE, settings.EVALUATION_CACHE_BYTES)


def load_speaker(version: ModelVersion, project: Project, *, threads: int) -> Speaker:
    """Load a version for a project."""
    detector = warm_detector(version, threads=threads).detector
    return Speaker(version, detector, name_labels(project, version))


def name_labels(project: Project, version: ModelVersion) -> dict[str, str]:
    """Return what a version's labels are called in a project.

    A version that was trained here speaks the project's words already; another one's are mapped.
    """
    mapped = {} if version.training_id is not None else project.label_map
    there = project.label_names()
    called = {label: mapped.get(label, label) for label in version.labels}
    return {label: name for label, name in called.items() if name is not None and name in there}


def hear_versions(
    speakers: Sequence[Speaker], frames: Sequence[HeldOut], *, progress: Callable[[int, int], None]
) -> Heard:
    """Let versions speak of frames.

    Args:
        speakers: The versions.
        frames: Where their pixels cannot be read, a frame is left out for all.
        progress: Is told how many frames of how many are done, a few times a second.
    """
    heard: list[HeldOut] = []
    said = [Said() for _ in speakers]
    told = -PROGRESS_SECONDS
    for start in range(0, len(frames), BATCH):
        some = list(frames[start : start + BATCH])
        for held, row in zip(some, load_frames(some), strict=True):
            try:
                words = _speak(speakers, held, row, said, number=len(heard))
            except (FrameUnreadable, NotFound, DecoderBusy):
                continue
            heard.append(held)
            for speaker, own, columns in zip(speakers, said, words, strict=True):
                note_columns(own, columns, speaker.names)
            if time.monotonic() - told >= PROGRESS_SECONDS:
                told = time.monotonic()
                progress(len(heard), len(frames))
    return Heard(heard, said, len(frames) - len(heard))


def hear_frame(speaker: Speaker, frame: Frame, asset_sha256: str) -> PredictedColumns:
    """Let one version speak of one frame, or say again what it said before.

    Raises:
        PortalError: the pixels cannot be read.
    """
    what = (asset_sha256, frame.index, frame.width, frame.height)
    name = _name(speaker.version, *what)
    kept = prediction_cache().read(name) if asset_sha256 else None
    if kept is not None:
        return PredictedColumns.model_validate_json(kept)
    columns = detect_frame(speaker.detector, frame)
    if asset_sha256:
        prediction_cache().keep(name, [orjson.dumps(columns.model_dump(mode="json"))])
    return columns


def _speak(
    speakers: Sequence[Speaker], held: HeldOut, row: Frame, said: Sequence[Said], *, number: int
) -> list[PredictedColumns]:
    """Let each speak of one frame; on the first ones all are timed, and who begins changes."""
    words: dict[int, PredictedColumns] = {}
    took: dict[int, float] = {}
    places = range(len(speakers))
    for place in places if number % 2 == 0 else reversed(places):
        speaker = speakers[place]
        name = _name(speaker.version, held.asset_sha256, held.index, held.width, held.height)
        kept = prediction_cache().read(name)
        if kept is None or number < TIMED:
            began = time.perf_counter()
            words[place] = detect_frame(speaker.detector, row)
            took[place] = 1_000 * (time.perf_counter() - began)
            if kept is None:
                prediction_cache().keep(name, [orjson.dumps(words[place].model_dump(mode="json"))])
        if kept is not None:
            words[place] = PredictedColumns.model_validate_json(kept)
    if number < TIMED:
        for place, own in enumerate(said):
            own.took.append(took[place])
    return [words[place] for place in places]


def note_columns(said: Said, columns: PredictedColumns, names: Mapping[str, str]) -> None:
    """Add what was said of a further frame, in the project's words; what has no name there is left out."""
    called = [names.get(columns.labels[index]) for index in columns.label_index]
    named = np.array([name is not None for name in called], np.bool_)
    boxes = np.array(columns.boxes, np.float64).reshape(-1, 4)
    said.labels.append([name for name in called if name is not None])
    said.scores.append(np.array(columns.scores, np.float64)[named])
    said.boxes.append(boxes[named] if len(boxes) else np.zeros((int(named.sum()), 4)))


def _name(version: ModelVersion, asset_sha256: str, index: int, width: int, height: int) -> str:
    """Name what a version says of a frame by everything that it depends on."""
    what = (version.sha256, version.manifest, asset_sha256, index, width, height)
    name = hashlib.sha256(repr(what).encode()).hexdigest()
    return f"{version.id}/{name[:2]}/{name}.json"
