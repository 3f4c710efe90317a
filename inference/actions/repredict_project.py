"""After a promotion: let the new champion predict the frames that nobody has decided on, part by part."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.actions.record_predictions import Answer, place_answer
from annotations.actions.share_worker import Slice
from annotations.actions.work_job import Ending, LeaseLost, keep_step
from annotations.domain.asset import Frame
from annotations.domain.job import Job
from annotations.domain.record import utc_now
from annotations.errors import PortalError, StoreUnavailable
from annotations.store import assets, corrections, jobs, model_versions, predictions, promotions
from annotations.store.client import Session, transaction
from inference.actions.predict_frame import detect_frame, warm_detector
from inference.pipeline.detector import Detector
from inference.store import undecided

FIRST = 256
"""Frames that go before all others, because they are the likeliest to be opened next."""
PAGE = 64
CHUNK = 8
"""Frames that are kept at once."""
SUPERSEDED = "Another version was promoted meanwhile: its own run takes over."
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Part:
    """Some frames in order, how many the project's sweep has passed with them, and where it goes on."""

    frames: list[Frame]
    passed: int
    place: str


def repredict_project(job: Job, part: Slice, *, threads: int) -> Ending | None:
    """Go on until the slice is over; what was said of each part, the progress and the place commit together.

    A frame on which the version has spoken is passed over, so that each is predicted once, whoever else runs
    the version meanwhile; one that people have touched is left as it is.
    """
    version = model_versions.find_model_version(job.subject.model_version_id or "")
    if version is None:
        return Ending("failed", "The model version is gone.")
    if not _is_current(job):
        return Ending("cancelled", SUPERSEDED)
    detector = warm_detector(version, threads=threads).detector
    total = job.progress.total if job.progress else undecided.count_predictable(job.project_id)
    done = job.progress.done if job.progress else 0
    for some in _parts(job, done):
        wanted = _choose(some.frames, version.id)
        answers = _answer(detector, version.id, wanted)
        if not _keep(job, answers, some, total):
            return Ending("cancelled", SUPERSEDED)
        if part.is_over:
            return Ending("queued")
    if not jobs.set_outcome(job.id, job.fence, "finished"):
        raise LeaseLost(job.id)
    return None


def _parts(job: Job, done: int) -> Iterator[_Part]:
    """Yield the likeliest frames first, unless that was done; then all of them in order.

    In the order of their ids: frames that are uploaded meanwhile, and were perhaps predicted by the champion
    before, come last and are not missed.
    """
    place = job.place
    if place is None:
        first = undecided.list_likeliest(job.project_id, limit=FIRST)
        for start in range(0, len(first), CHUNK):
            # Told as progress only when the sweep comes by: it meets them again.
            yield _Part(first[start : start + CHUNK], done, "")
        place = ""
    while page := undecided.list_predictable(job.project_id, after=place, limit=PAGE):
        for start in range(0, len(page), CHUNK):
            some = page[start : start + CHUNK]
            done += len(some)
            place = some[-1].id
            yield _Part(some, done, place)


def _choose(frames: Sequence[Frame], version_id: str) -> list[Frame]:
    """Leave out what people have decided on and what the version has spoken about."""
    touched = undecided.list_touched(frames)
    said = predictions.list_spoken([frame.id for frame in frames], version_id)
    return [frame for frame in frames if frame.id not in touched and frame.id not in said]


def _answer(detector: Detector, version_id: str, frames: Sequence[Frame]) -> list[tuple[Frame, Answer]]:
    answers = []
    for frame in frames:
        try:
            columns = detect_frame(detector, frame)
        except StoreUnavailable:
            raise
        except PortalError as fault:
            # One picture that cannot be read must not keep the others from the new champion.
            log.warning("%s was not predicted again: %s", frame.id, fault.message)
            continue
        answers.append((frame, Answer(model_version_id=version_id, columns=columns)))
    return answers


def _keep(job: Job, answers: Sequence[tuple[Frame, Answer]], some: _Part, total: int) -> bool:
    """Keep a part; False when another version was promoted before it could be."""

    def work(session: Session) -> bool:
        if not _is_current(job, session=session):
            return False
        passed = min(some.passed, total) if total else some.passed
        keep_step(job, passed, max(total, passed), place=some.place, session=session)
        for frame, answer in answers:
            placed = place_answer(frame.id, answer, at=utc_now(), session=session)
            # The frame's row is written: a correction of it comes before, and is seen, or after.
            if placed is not None and corrections.list_touched([frame.id], session=session):
                raise _Touched(frame.id)
            if placed is not None and not frame.prediction_ids:
                assets.set_predicted(frame.asset_id, "done", session=session)
        return True

    left = list(answers)
    while True:
        try:
            return transaction(work)
        except _Touched as touched:
            left = [entry for entry in left if entry[0].id != touched.frame_id]
            answers = left


class _Touched(Exception):
    """Somebody corrected the frame while it was predicted: it keeps what they saw."""

    def __init__(self, frame_id: str) -> None:
        super().__init__(frame_id)
        self.frame_id = frame_id


def _is_current(job: Job, session: Session | None = None) -> bool:
    """Whether no later promotion has begun a run of its own."""
    last = promotions.find_last(job.project_id, session=session)
    return last is None or job.subject.promotion_id in {None, last.id}
