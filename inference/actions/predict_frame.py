"""Run a model version over one frame: at once where that is quick, or as a job that records what it says."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from annotations import gauges
from annotations.actions.read_pixels import open_still
from annotations.actions.record_predictions import Answer, PredictedColumns, record_predictions
from annotations.actions.work_job import Ending
from annotations.domain.asset import Frame
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.region import Region
from annotations.errors import PortalError
from annotations.store import assets, files, model_versions, predictions, projects
from inference.actions.read_tiles import read_tiles
from inference.manifest import parse_manifest_json
from inference.pipeline.detections import Detections
from inference.pipeline.detector import Detector
from inference.pipeline.picture import Picture, read_picture
from inference.pipeline.preprocess import plan
from inference.pipeline.tiled import choose_level, cut_exactly, join_tiles, span_of
from inference.registry import load_detector
from inference.runtime.cache import WarmCache

WARM_MODELS = 3
QUICK_SECONDS = 0.25
"""A slower model gets a job of its own, so that pictures appear before their predictions."""
SHARPER = 2
"""A level is made small by means of four pixels; with twice what is needed models see no difference."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WarmDetector:
    """A loaded detector and what one run of it takes here."""

    detector: Detector
    seconds: float


DETECTORS: WarmCache[WarmDetector] = WarmCache(WARM_MODELS)


def predict_frame(job: Job, *, threads: int) -> Ending | None:
    """Predict the frame of a job; predictions and job commit together.

    Args:
        job: Its subject names the frame and the model version.
        threads: Threads of the session in this process.
    """
    subject = job.subject
    frame = assets.find_frame(subject.frame_id or "")
    version_id = subject.model_version_id or ""
    if frame is not None and subject.asset_id is not None:
        # Nobody asked for this very version: whoever is champion by now predicts, unless it has done so.
        project = projects.find_project(frame.project_id)
        version_id = (project and project.champion_id) or version_id
        if version_id != subject.model_version_id and predictions.list_spoken([frame.id], version_id):
            return Ending("finished")
    version = model_versions.find_model_version(version_id)
    if frame is None or version is None:
        return Ending("failed", "The frame or the model version is gone.")
    columns = detect_frame(warm_detector(version, threads=threads).detector, frame, subject.region)
    answer = Answer(model_version_id=version.id, columns=columns, region=subject.region)
    record_predictions(job=job, frame=frame, answer=answer)
    return None


def first_look(frame: Frame) -> Answer | None:
    """Predict a frame that was just decoded by its project's champion, if that is warm here and quick.

    Returns:
        The answer; None leaves the frame to a job, which also tells what is wrong with a model.
    """
    try:
        project = projects.find_project(frame.project_id)
        if project is None or project.champion_id is None:
            return None
        warm = DETECTORS.peek(project.champion_id)
        if warm is None or warm.seconds > QUICK_SECONDS:
            return None
        return Answer(model_version_id=project.champion_id, columns=detect_frame(warm.detector, frame))
    except PortalError as fault:
        log.warning("no first look at %s: %s", frame.id, fault.message)
        return None


def patient_look(frame: Frame, *, threads: int) -> Answer | None:
    """Predict a frame by its project's champion, which is loaded first if need be.

    Returns:
        The answer; None when there is no champion, or it cannot be used here.
    """
    try:
        project = projects.find_project(frame.project_id)
        version = model_versions.find_model_version((project and project.champion_id) or "")
        if version is None:
            return None
        columns = detect_frame(warm_detector(version, threads=threads).detector, frame)
        return Answer(model_version_id=version.id, columns=columns)
    except PortalError as fault:
        log.warning("no look at %s: %s", frame.id, fault.message)
        return None


def warm_detector(version: ModelVersion, *, threads: int) -> WarmDetector:
    """Return this process's loaded detector of a version, its file checked against its hash."""

    def load() -> WarmDetector:
        content = b"".join(files.read_chunks(version.storage_name))
        detector = load_detector(parse_manifest_json(version.manifest), content, intra_threads=threads)
        return WarmDetector(detector, _time_run(detector))

    return DETECTORS.get(version.id, load)


def cut_region(picture: Picture, region: Region, *, width: int, height: int) -> tuple[Picture, Region]:
    """Cut whole pixels around a region of a frame of `width` by `height` out of its scaled picture.

    Returns:
        The part, and the region of the frame that it really covers.
    """
    rows, columns = picture.pixels.shape[:2]
    scale_x, scale_y = columns / width, rows / height
    left = min(columns - 1, max(0, math.floor(region.x * scale_x)))
    top = min(rows - 1, max(0, math.floor(region.y * scale_y)))
    right = min(columns, max(left + 1, math.ceil((region.x + region.width) * scale_x)))
    bottom = min(rows, max(top + 1, math.ceil((region.y + region.height) * scale_y)))
    covered = Region(
        x=left / scale_x, y=top / scale_y, width=(right - left) / scale_x, height=(bottom - top) / scale_y
    )
    return Picture(picture.pixels[top:bottom, left:right]), covered


def as_columns(detector: Detector, found: Detections, picture: Picture, region: Region) -> PredictedColumns:
    """Turn detections on the picture of a region into columns in the frame's own pixels."""
    used = sorted({int(index) for index in found.label_index})
    places = {index: place for place, index in enumerate(used)}
    scale_x, scale_y = region.width / picture.pixels.shape[1], region.height / picture.pixels.shape[0]
    boxes = found.boxes_xywh.astype(float) * [scale_x, scale_y, scale_x, scale_y]
    boxes += [region.x, region.y, 0.0, 0.0]
    return PredictedColumns(
        shape_type=detector.kind,
        labels=[detector.labels[index] or "" for index in used],
        label_index=[places[int(index)] for index in found.label_index],
        scores=[round(float(score), 4) for score in found.scores],
        boxes=[] if detector.kind == "tag" else [round(float(value), 2) for value in boxes.reshape(-1)],
    )


def detect_frame(detector: Detector, frame: Frame, region: Region | None = None) -> PredictedColumns:
    """Run a detector over a frame or a region of it, on no more of a large picture than that takes."""
    asked = region or Region(x=0, y=0, width=frame.width, height=frame.height)
    least = _least_size(detector, asked)
    size = (frame.width, frame.height)
    span = span_of(size, asked, choose_level(size, asked, (SHARPER * least[0], SHARPER * least[1])))
    tiles = read_tiles(frame, span)
    if tiles is not None:
        part = cut_exactly(join_tiles(span, tiles), span, asked, least)
        return as_columns(detector, _detect(detector, part), part, asked)
    with open_still(frame) as source:
        return detect_in(detector, source, frame, region)


def detect_in(
    detector: Detector, source: BinaryIO, frame: Frame, region: Region | None = None
) -> PredictedColumns:
    """Run a detector over a picture of a frame that we wrote, of any size; the answer is in frame pixels."""
    asked = region or Region(x=0, y=0, width=frame.width, height=frame.height)
    least = _least_size(detector, asked)
    # A region needs the picture at the scale at which the region alone fills the model's input.
    picture = read_picture(
        source,
        least_width=math.ceil(least[0] * frame.width / asked.width),
        least_height=math.ceil(least[1] * frame.height / asked.height),
    )
    part, covered = cut_region(picture, asked, width=frame.width, height=frame.height)
    return as_columns(detector, _detect(detector, part), part, covered)


def _detect(detector: Detector, part: Picture) -> Detections:
    manifest = detector.manifest
    with gauges.timed("inference"), gauges.timed(f"inference|model|{manifest.name} {manifest.version}"):
        return detector.detect(part.pixels)


def _least_size(detector: Detector, asked: Region) -> tuple[int, int]:
    """Return the size to which the model's input brings a region."""
    return plan(max(1, round(asked.width)), max(1, round(asked.height)), detector.manifest.input)[1]


def _time_run(detector: Detector) -> float:
    size = detector.manifest.input
    blank_hwc = np.full((size.height, size.width, 3), 127, np.uint8)
    detector.detect(blank_hwc)  # The first run of a session also lays out its memory.
    began = time.monotonic()
    detector.detect(blank_hwc)
    return time.monotonic() - began
