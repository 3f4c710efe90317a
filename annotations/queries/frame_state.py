"""All of one frame and the seq it is true at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotations.domain.annotation import Annotation
from annotations.domain.answer import Answer
from annotations.domain.asset import Frame
from annotations.domain.prediction import Prediction, choose_layer, standing
from annotations.domain.project import Project
from annotations.queries.label_maps import LabelMaps
from annotations.store import annotations as objects
from annotations.store import assets, corrections, predictions, promotions


@dataclass(frozen=True)
class FrameState:
    """A frame with its live objects and its undecided predictions, best first."""

    frame: Frame
    annotations: list[Annotation]
    predictions: list[Prediction]
    model_version_ids: list[str]
    """The versions that have spoken, the last one last."""
    pinned_version_id: str | None
    """The champion of when people first touched the frame; None while nobody has."""
    layer_id: str | None
    """The version whose predictions are the frame's; what others said stands beside them."""

    @property
    def model_version_id(self) -> str | None:
        """The version that spoke last."""
        return self.model_version_ids[-1] if self.model_version_ids else None


def read_frame_state(frame: Frame, project: Project | None = None) -> FrameState:
    """Read a frame's state; who predicts now is known by its project.

    The seq is read first: what is written between the reads is then seen twice, as state and as a later
    event, and applying an event twice does no harm. The other order would lose it.
    """
    first = assets.find_frame(frame.id) or frame
    live = objects.list_annotations(frame.id)
    packed = predictions.find_packed(first.prediction_ids)
    decided = corrections.list_decided(frame.id) if packed else set()
    undecided = [said for said in standing(packed) if said.id not in decided]
    named = LabelMaps(project).apply(undecided)
    spoken = list(reversed(dict.fromkeys(row.model_version_id for row in reversed(packed))))
    pinned = find_pinned(frame.id, project) if project and (live or decided) else None
    return FrameState(
        frame=first,
        annotations=live,
        predictions=sorted(named, key=lambda said: -said.score),
        model_version_ids=spoken,
        pinned_version_id=pinned,
        layer_id=choose_layer(spoken, pinned_id=pinned, champion_id=project.champion_id if project else None),
    )


def as_answered(state: FrameState, own: Answer, project: Project) -> FrameState:
    """Return a frame as one sees it who answers alone: own objects, and predictions that are open still."""
    said = standing(predictions.find_packed(state.frame.prediction_ids))
    decided = {name for name, _made in own.decided}
    named = LabelMaps(project).apply([entry for entry in said if entry.id not in decided])
    return replace(
        state,
        annotations=[found for found in own.objects if not found.removed],
        predictions=sorted(named, key=lambda entry: -entry.score),
        pinned_version_id=None,
        layer_id=choose_layer(state.model_version_ids, pinned_id=None, champion_id=project.champion_id),
    )


def find_pinned(frame_id: str, project: Project) -> str | None:
    """Return who was champion when people first touched a frame: what they saw then stays."""
    touched_at = corrections.find_first_moment(frame_id)
    following = promotions.find_next(project.id, after=touched_at) if touched_at else None
    return following.from_id if following is not None else project.champion_id
