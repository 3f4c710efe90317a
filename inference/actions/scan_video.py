"""Run a model version over frames of a video in order, part by part, from where it was."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import closing
from io import BytesIO
from itertools import islice

from annotations.actions.read_pixels import SCALED_QUALITY, decode, tiles_of
from annotations.actions.record_predictions import Answer, place_answer
from annotations.actions.share_worker import Slice
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.asset import Asset
from annotations.domain.frame_table import FrameTable, split_at_keys
from annotations.domain.job import FrameSpan, Job
from annotations.domain.model_version import ModelVersion
from annotations.domain.record import utc_now
from annotations.domain.video import video_frame_id
from annotations.errors import DecoderBusy
from annotations.store import assets, jobs, model_versions
from annotations.store.client import Session, transaction
from annotations.store.video_frames import make_frames, read_table
from inference.actions.predict_frame import detect_in, warm_detector
from inference.pipeline.detector import Detector

CHUNK = 12
"""Frames that are kept at once."""
AHEAD = 256
"""Frames that are decoded at once, at most: whole groups, since decoding begins at a key frame."""
LEAST_SIDE = 640
"""Frames are read no smaller than this, and not below twice the model's input."""


def scan_video(job: Job, part: Slice, *, threads: int) -> Ending | None:
    """Go on until the slice is over; what was said of each part and the progress commit together."""
    subject, span = job.subject, job.subject.span
    asset = assets.find_asset(subject.asset_id or "")
    version = model_versions.find_model_version(subject.model_version_id or "")
    if asset is None or asset.video is None or version is None or span is None:
        return Ending("failed", "The video or the model version is gone.")
    detector = warm_detector(version, threads=threads).detector
    indices = list_indices(read_table(asset.video.table), span)
    done = job.progress.done if job.progress else 0
    table = read_table(asset.video.table)
    while done < len(indices):
        wanted = next(split_at_keys(table, indices[done : done + AHEAD + 1], AHEAD))
        reading = _look(asset, detector, version, wanted, part, keys_only=span.frames == "keys")
        with closing(reading) as parts:
            for passed, answers in parts:
                done += passed
                _keep(job, asset, answers, done, len(indices))
                if part.is_over and done < len(indices):
                    return Ending("queued")
    ended = jobs.set_outcome(job.id, job.fence, "finished")
    if not ended:
        raise LeaseLost(job.id)
    return None


def list_indices(table: FrameTable, span: FrameSpan) -> Sequence[int]:
    """Return the frames of a span in order."""
    if span.frames == "keys":
        return [index for index in table.keys if span.first <= index <= span.last]
    return range(span.first, span.last + 1, span.step)


def _look(
    asset: Asset,
    detector: Detector,
    version: ModelVersion,
    indices: Sequence[int],
    part: Slice,
    *,
    keys_only: bool,
) -> Generator[tuple[int, dict[int, Answer]], None, None]:
    """Decode frames at once and yield what is on them in parts, each with how many indices it settles."""
    model = detector.manifest.input
    side = max(LEAST_SIDE, 2 * max(model.width, model.height))
    # What is decoded and not kept before the slice is over is decoded again.
    seconds = max(1.0, part.seconds_left / 3)
    with tempfile.TemporaryFile() as pack:
        read = decode(
            asset,
            indices,
            pack,
            side=side,
            quality=SCALED_QUALITY,
            keys_only=keys_only,
            seconds=seconds,
        )
        settled = len(read.indices) + len(read.missing)
        if settled == 0:
            message = "Decoding the next frame took too long."
            raise DecoderBusy(message)
        decoded = zip(make_frames(asset, read.indices), tiles_of(pack, len(read.indices)), strict=True)
        for start in range(0, settled, CHUNK):
            some = indices[start : min(start + CHUNK, settled)]
            shown = len(some) - len(set(some).intersection(read.missing))
            yield (
                len(some),
                {
                    frame.index: Answer(
                        model_version_id=version.id, columns=detect_in(detector, BytesIO(picture), frame)
                    )
                    for frame, picture in islice(decoded, shown)
                },
            )


def _keep(job: Job, asset: Asset, answers: dict[int, Answer], done: int, total: int) -> None:
    def work(session: Session) -> None:
        keep_step(job, done, total, session=session)
        for index, answer in answers.items():
            place_answer(video_frame_id(asset.id, index), answer, at=utc_now(), session=session)

    transaction(work)
