"""Record what a model version said of a frame, and end its job, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from annotations.actions.work_job import LeaseLost
from annotations.domain.asset import Frame
from annotations.domain.ids import new_id
from annotations.domain.job import Job
from annotations.domain.prediction import PackedPredictions
from annotations.domain.record import Record, utc_now
from annotations.store import assets, jobs, predictions
from annotations.store.client import Session, transaction


class PredictedColumns(Record):
    """A model's answer as columns; `boxes` is flat x, y, width, height in image pixels."""

    shape_type: Literal["box", "tag"]
    labels: Sequence[str]
    label_index: list[int]
    scores: list[float]
    boxes: list[float]


class Answer(Record):
    """What a model version says of a picture."""

    model_version_id: str
    columns: PredictedColumns


def record_predictions(
    *,
    job: Job,
    frame: Frame,
    answer: Answer,
    clock: Callable[[], datetime] = utc_now,
) -> PackedPredictions:
    """Put a model's answer in place of the ghosts it replaces; what people have touched stays as it is.

    Raises:
        LeaseLost: the job belongs to somebody else now; nothing was written.
    """

    def work(session: Session) -> PackedPredictions:
        if not jobs.set_outcome(job.id, job.fence, "finished", session=session):
            raise LeaseLost(job.id)
        row_id = new_id("prd")
        advanced = assets.advance_frame(frame.id, 1, changes={"prediction_ids": [row_id]}, session=session)
        if advanced is None:
            raise LeaseLost(job.id)
        replaces = frame.prediction_ids[-1] if frame.prediction_ids else None
        packed = pack_answer(answer, advanced, row_id=row_id, replaces=replaces, at=clock())
        predictions.add_predictions(packed, session=session)
        assets.set_predicted(frame.asset_id, "done", session=session)
        return packed

    return transaction(work)


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
        created_at=at,
    )
