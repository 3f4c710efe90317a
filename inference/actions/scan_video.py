"""Run a model version over frames of a video in order, part by part, from where it was."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from itertools import islice

from annotations.actions.look_ahead import in_order, one_ahead
from annotations.actions.read_pixels import SCALED_QUALITY, decode, tiles_of
from annotations.actions.record_predictions import Answer, place_answer
from annotations.actions.share_worker import Slice, spare_threads
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.asset import Asset, Frame
from annotations.domain.frame_table import FrameTable, split_at_keys
from annotations.domain.job import FrameSpan, Job
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
    table = read_table(asset.video.table)
    indices = list_indices(table, span)
    done = job.progress.done if job.progress else 0
    reader = _Reader(asset, detector, table, indices[done:], part, keys_only=span.frames == "keys")

    def answer(seen: tuple[Frame, bytes]) -> tuple[int, Answer]:
        frame, picture = seen
        columns = detect_in(detector, BytesIO(picture), frame)
        return frame.index, Answer(model_version_id=version.id, columns=columns)

    with one_ahead(reader.read) as batches:
        for wanted, missing, decoded in batches:
            # The model has threads of its own where it runs beside nobody.
            with closing(in_order(answer, decoded, threads=spare_threads() if threads == 1 else 1)) as said:
                for start in range(0, len(wanted), CHUNK):
                    some = wanted[start : start + CHUNK]
                    shown = len(some) - len(missing.intersection(some))
                    done += len(some)
                    _keep(job, asset, dict(islice(said, shown)), done, len(indices))
                    if part.is_over and done < len(indices):
                        return Ending("queued")
    if done < len(indices):
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


class _Reader:
    """Decodes the frames of a scan, whole groups at once."""

    def __init__(
        self,
        asset: Asset,
        detector: Detector,
        table: FrameTable,
        indices: Sequence[int],
        part: Slice,
        *,
        keys_only: bool,
    ) -> None:
        model = detector.manifest.input
        self._side = max(LEAST_SIDE, 2 * max(model.width, model.height))
        self._asset = asset
        self._table = table
        self._left = indices
        self._part = part
        self._keys_only = keys_only
        self._has_begun = False

    def read(self) -> tuple[Sequence[int], set[int], list[tuple[Frame, bytes]]] | None:
        """Return the next settled frames, which are missing, and the others; None at the end."""
        if not self._left or (self._has_begun and self._part.is_over):
            return None
        self._has_begun = True
        wanted = list(next(split_at_keys(self._table, self._left[: AHEAD + 1], AHEAD)))
        with tempfile.TemporaryFile() as pack:
            read = decode(
                self._asset,
                wanted,
                pack,
                side=self._side,
                quality=SCALED_QUALITY,
                keys_only=self._keys_only,
                # What is decoded and not kept before the slice is over is decoded again.
                seconds=max(1.0, self._part.seconds_left / 3),
            )
            frames, pictures = make_frames(self._asset, read.indices), tiles_of(pack, len(read.indices))
            decoded = list(zip(frames, pictures, strict=True))
        settled = len(read.indices) + len(read.missing)
        if settled == 0:
            message = "Decoding the next frame took too long."
            raise DecoderBusy(message)
        self._left = self._left[settled:]
        return wanted[:settled], set(read.missing), decoded


def _keep(job: Job, asset: Asset, answers: dict[int, Answer], done: int, total: int) -> None:
    def work(session: Session) -> None:
        keep_step(job, done, total, session=session)
        for index, answer in answers.items():
            place_answer(video_frame_id(asset.id, index), answer, at=utc_now(), session=session)

    transaction(work)
