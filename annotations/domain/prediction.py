"""Predictions: what one model version said of one frame, packed in columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from annotations.domain.geometry import Box, Shape, Tag
from annotations.domain.packed_tracks import PackedTracks
from annotations.domain.record import Record
from annotations.domain.region import Region


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

    `boxes` is flat: x, y, width, height of each prediction in image pixels; empty for tags. Where
    the predictions are tracks, on a reel, it holds those of each keyframe, and `tracks` says which are whose.
    A row of a region takes the place of what its version said before inside of it, a row without one of all.
    """

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    frame_seq: int
    model_version_id: str
    replaces: str | None
    shape_type: Literal["box", "tag", "track"]
    labels: list[str]
    label_index: list[int]
    scores: list[float]
    boxes: list[float]
    tracks: PackedTracks | None = None
    region: Region | None = None
    created_at: datetime

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def shape_count(self) -> int:
        """How many shapes it takes to tell all of it: of a track one for each keyframe."""
        return len(self.tracks.frames) if self.tracks is not None else len(self)

    def at(self, index: int) -> Prediction:
        """Unpack one prediction."""
        shape: Shape = Tag()
        if self.shape_type == "box":
            x, y, width, height = self.boxes[4 * index : 4 * index + 4]
            shape = Box(x=x, y=y, width=width, height=height)
        elif self.tracks is not None:
            shape = self.tracks.at(index, self.boxes)
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


def standing(rows: Sequence[PackedPredictions]) -> list[Prediction]:
    """Return what still stands of a frame's rows, oldest row first: a version's later word counts.

    Several versions stand beside each other.
    """
    found: list[Prediction] = []
    for place, row in enumerate(rows):
        later = [other for other in rows[place + 1 :] if other.model_version_id == row.model_version_id]
        if any(other.region is None for other in later):
            continue
        regions = [other.region for other in later if other.region is not None]
        found += [said for said in row.unpack() if not any(region.covers(said.shape) for region in regions)]
    return found


def choose_layer(spoken: Sequence[str], *, pinned_id: str | None, champion_id: str | None) -> str | None:
    """Return the version whose predictions are those of a frame; what others said is stored beside it.

    Args:
        spoken: The versions that have spoken, the last one last.
        pinned_id: The champion of when people first touched the frame: what they saw then stays.
        champion_id: The champion of now.
    """
    wanted = next((version for version in (pinned_id, champion_id) if version in spoken), None)
    return wanted or (spoken[-1] if spoken else None)
