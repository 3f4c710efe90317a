"""Record what a model version said of a frame, and end its job, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from annotations.actions.rate_frame import rate_frame
from annotations.actions.work_job import LeaseLost
from annotations.domain.asset import Frame
from annotations.domain.ids import new_id
from annotations.domain.job import Job
from annotations.domain.packed_tracks import PackedTracks
from annotations.domain.prediction import PackedPredictions
from annotations.domain.record import Record, utc_now
from annotations.domain.region import Region
from annotations.store import assets, jobs, predictions
from annotations.store.client import Session, transaction

MOST_ROWS = 60
"""Rows that stand for a frame beside the newest: runs of ever other regions must not pile up for ever."""


class PredictedColumns(Record):
    """A model's answer as columns; `boxes` is flat x, y, width, height in image pixels.

    Where it says tracks, there is one box for each keyframe.
    """

    shape_type: Literal["box", "tag", "track"]
    labels: Sequence[str]
    label_index: list[int]
    scores: list[float]
    boxes: list[float]
    tracks: PackedTracks | None = None


class Answer(Record):
    """What a model version says of a picture, or of a region of it."""

    model_version_id: str
    columns: PredictedColumns
    region: Region | None = None


def record_predictions(
    *,
    job: Job,
    frame: Frame,
    answer: Answer,
    clock: Callable[[], datetime] = utc_now,
) -> PackedPredictions:
    """Put a model's answer in place of what the same version said before; what people have touched stays.

    What other versions said stays beside it, and so does what it said itself outside the answer's region.

    Raises:
        LeaseLost: the job belongs to somebody else now; nothing was written.
    """

    def work(session: Session) -> PackedPredictions:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        packed = place_answer(frame.id, answer, at=clock(), session=session)
        if packed is None:
            raise LeaseLost(job.id)
        assets.set_predicted(frame.asset_id, "done", session=session)
        return packed

    return transaction(work)


def place_answer(
    frame_id: str,
    answer: Answer,
    *,
    at: datetime,
    session: Session,
    changes: dict[str, object] | None = None,
) -> PackedPredictions | None:
    """Put an answer in its place within a transaction; None when the frame is gone.

    Args:
        frame_id: The frame spoken of.
        answer: What was said.
        at: When.
        session: The transaction.
        changes: Other fields of the frame to set with it.
    """
    now = assets.find_frame(frame_id, session=session)
    if now is None:
        return None
    row_id = new_id("prd")
    rows = predictions.find_packed(now.prediction_ids, session=session)
    own = [row for row in rows if row.model_version_id == answer.model_version_id]
    kept = [row.id for row in rows if row not in own or not _is_replaced(row, answer.region)]
    packed = pack_answer(answer, now, row_id=row_id, replaces=own[-1].id if own else None, at=at)
    placed = {**(changes or {}), "prediction_ids": [*kept[-MOST_ROWS:], row_id]}
    waiting = rate_frame(now, rows, packed, session=session)
    if waiting is not None:
        placed["waiting"] = waiting.model_dump()
    if now.is_handed_out:
        placed["unembedded"] = True
    advanced = assets.advance_frame(frame_id, 1, changes=placed, session=session)
    if advanced is None:
        return None
    packed = packed.model_copy(update={"frame_seq": advanced.seq})
    predictions.add_predictions(packed, session=session)
    return packed


def pack_answer(
    answer: Answer, frame: Frame, *, row_id: str, replaces: str | None, at: datetime
) -> PackedPredictions:
    """Return the row that keeps an answer about a frame, at the frame's present seq."""
    columns = answer.columns
    return PackedPredictions(
        id=row_id,
        project_id=frame.project_id,
        asset_id=frame.asset_id,
        frame_id=frame.id,
        frame_seq=frame.seq,
        model_version_id=answer.model_version_id,
        replaces=replaces,
        shape_type=columns.shape_type,
        labels=list(columns.labels),
        label_index=columns.label_index,
        scores=columns.scores,
        boxes=columns.boxes,
        tracks=columns.tracks,
        region=answer.region,
        created_at=at,
    )


def _is_replaced(row: PackedPredictions, region: Region | None) -> bool:
    """Whether nothing of a row can stand beside a later one of its version."""
    return region is None or (row.region is not None and region.holds(row.region))
