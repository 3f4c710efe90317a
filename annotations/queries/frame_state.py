"""All of one frame and the seq it is true at."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.domain.annotation import Annotation
from annotations.domain.asset import Frame
from annotations.domain.prediction import Prediction, standing
from annotations.store import annotations as objects
from annotations.store import assets, corrections, predictions


@dataclass(frozen=True)
class FrameState:
    """A frame with its live objects and its undecided predictions, best first."""

    frame: Frame
    annotations: list[Annotation]
    predictions: list[Prediction]
    model_version_ids: list[str]
    """The versions that have spoken, the last one last."""

    @property
    def model_version_id(self) -> str | None:
        """The version that spoke last."""
        return self.model_version_ids[-1] if self.model_version_ids else None


def read_frame_state(frame: Frame) -> FrameState:
    """Read a frame's state.

    The seq is read first: what is written between the reads is then seen twice, as state and as a later
    event, and applying an event twice does no harm. The other order would lose it.
    """
    first = assets.find_frame(frame.id) or frame
    live = objects.list_annotations(frame.id)
    packed = predictions.find_packed(first.prediction_ids)
    decided = corrections.list_decided(frame.id) if packed else set()
    undecided = [said for said in standing(packed) if said.id not in decided]
    spoken = dict.fromkeys(row.model_version_id for row in reversed(packed))
    return FrameState(
        frame=first,
        annotations=live,
        predictions=sorted(undecided, key=lambda said: -said.score),
        model_version_ids=list(reversed(spoken)),
    )
