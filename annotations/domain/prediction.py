"""Predictions: what one model version said of one frame, packed in columns."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from annotations.domain.geometry import Box, Shape, Tag
from annotations.domain.record import Record


class Prediction(Record):
    """One predicted object, as the canvas sees it."""

    id: str
    frame_id: str
    model_version_id: str
    label: str
    score: float
    shape: Shape


class PackedPredictions(Record):
    """All predictions of one frame by one model version: never changed, read in one go.

    `boxes` is flat: x, y, width, height of each prediction in image pixels; empty for tags.
    """

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    frame_seq: int
    model_version_id: str
    replaces: str | None
    shape_type: Literal["box", "tag"]
    labels: list[str]
    label_index: list[int]
    scores: list[float]
    boxes: list[float]
    created_at: datetime

    def __len__(self) -> int:
        return len(self.scores)

    def at(self, index: int) -> Prediction:
        """Unpack one prediction."""
        shape: Shape = Tag()
        if self.shape_type == "box":
            x, y, width, height = self.boxes[4 * index : 4 * index + 4]
            shape = Box(x=x, y=y, width=width, height=height)
        return Prediction(
            id=f"{self.id}.{index}",
            frame_id=self.frame_id,
            model_version_id=self.model_version_id,
            label=self.labels[self.label_index[index]],
            score=self.scores[index],
            shape=shape,
        )

    def unpack(self) -> list[Prediction]:
        """Unpack all, best first."""
        return [self.at(index) for index in range(len(self))]
