"""Run a model version over one frame and record what it says."""

from __future__ import annotations

from annotations.actions.record_predictions import PredictedColumns, record_predictions
from annotations.actions.work_job import Ending
from annotations.domain.job import Job
from annotations.domain.model_version import ModelVersion
from annotations.store import assets, files, model_versions
from inference.manifest import parse_manifest_json
from inference.pipeline.detections import Detections
from inference.pipeline.detector import Detector
from inference.pipeline.picture import Picture, read_picture
from inference.registry import load_detector
from inference.runtime.cache import WarmCache

WARM_MODELS = 3
DETECTORS: WarmCache[Detector] = WarmCache(WARM_MODELS)


def predict_frame(job: Job, *, threads: int) -> Ending | None:
    """Predict the frame of a job; predictions and job commit together.

    Args:
        job: Its subject names the frame and the model version.
        threads: Threads of the session in this process.
    """
    subject = job.subject
    frame = assets.find_frame(subject.frame_id or "")
    version = model_versions.find_model_version(subject.model_version_id or "")
    if frame is None or version is None:
        return Ending("failed", "The frame or the model version is gone.")
    detector = warm_detector(version, threads=threads)
    with files.open_stored(frame.rendition) as source:
        picture = read_picture(
            source, least_width=detector.manifest.input.width, least_height=detector.manifest.input.height
        )
    columns = as_columns(
        detector, detector.detect(picture.pixels), picture, width=frame.width, height=frame.height
    )
    record_predictions(job=job, frame=frame, model_version_id=version.id, columns=columns)
    return None


def warm_detector(version: ModelVersion, *, threads: int) -> Detector:
    """Return this process's loaded detector of a version, its file checked against its hash."""

    def load() -> Detector:
        content = b"".join(files.read_chunks(version.storage_name))
        return load_detector(parse_manifest_json(version.manifest), content, intra_threads=threads)

    return DETECTORS.get(version.id, load)


def as_columns(
    detector: Detector, found: Detections, picture: Picture, *, width: int, height: int
) -> PredictedColumns:
    """Turn detections on a scaled picture into columns in the frame's own pixels."""
    used = sorted({int(index) for index in found.label_index})
    places = {index: place for place, index in enumerate(used)}
    scale_x, scale_y = width / picture.pixels.shape[1], height / picture.pixels.shape[0]
    boxes = found.boxes_xywh.astype(float) * [scale_x, scale_y, scale_x, scale_y]
    return PredictedColumns(
        shape_type=detector.kind,
        labels=[detector.labels[index] or "" for index in used],
        label_index=[places[int(index)] for index in found.label_index],
        scores=[round(float(score), 4) for score in found.scores],
        boxes=[] if detector.kind == "tag" else [round(float(value), 2) for value in boxes.reshape(-1)],
    )
