"""What the champion would say of frames on which it has not spoken: for a search, and on no canvas."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

from annotations.domain.asset import Asset, Frame
from annotations.domain.frame_scores import iou
from annotations.domain.geometry import Box, bounds
from annotations.domain.model_version import ModelVersion
from annotations.domain.prediction import Prediction
from annotations.domain.project import Project
from annotations.errors import PortalError, StoreUnavailable
from annotations.queries.label_maps import LabelMaps
from annotations.store import corrections, predictions
from inference.actions.hear_versions import hear_frame, load_speaker

SAME = 0.5
"""Overlap from which two versions speak of one object."""
log = logging.getLogger(__name__)


def say_unsaid(
    project: Project,
    champion: ModelVersion,
    frames: Sequence[Frame],
    owners: Mapping[str, Asset],
    *,
    threads: int,
) -> dict[str, list[Prediction]]:
    """Let the champion speak of frames, and keep what it says where the gate keeps it.

    What people have rejected of another version is left out, and so are labels that the project lacks.
    The ids of these predictions are nobody's: they cannot be answered.

    Args:
        project: Whose labels are spoken.
        champion: Its version.
        frames: On which the champion has not spoken.
        owners: Their assets, by id.
        threads: Threads of the session in this process.

    Returns:
        The boxes by frame. A frame whose pixels cannot be read is absent.
    """
    speaker = load_speaker(champion, project, threads=threads)
    if speaker.detector.kind != "box":
        return {}
    rejected = _rejected(project, frames)
    said: dict[str, list[Prediction]] = {}
    for frame in frames:
        owner = owners.get(frame.asset_id)
        try:
            columns = hear_frame(speaker, frame, (owner and owner.sha256) or "")
        except StoreUnavailable:
            raise
        except PortalError as fault:
            # One picture that cannot be read must not keep the others from being searched.
            log.warning("%s was not looked at: %s", frame.id, fault.message)
            continue
        found = []
        for place, (index, score) in enumerate(zip(columns.label_index, columns.scores, strict=True)):
            name = speaker.names.get(columns.labels[index])
            x, y, width, height = columns.boxes[4 * place : 4 * place + 4]
            if name is None or width <= 0 or height <= 0:
                continue
            found.append(
                Prediction(
                    id=f"unsaid_{frame.id}.{place}",
                    frame_id=frame.id,
                    model_version_id=champion.id,
                    label=name,
                    score=score,
                    shape=Box(x=x, y=y, width=width, height=height),
                )
            )
        said[frame.id] = [entry for entry in found if not _is_among(entry, rejected[frame.id])]
    return said


def _rejected(project: Project, frames: Sequence[Frame]) -> dict[str, list[Prediction]]:
    """Return what people have rejected on frames, whichever version said it."""
    rows = predictions.find_packed([row_id for frame in frames for row_id in frame.prediction_ids])
    every = LabelMaps(project).apply(
        said for row in rows for said in row.unpack() if isinstance(said.shape, Box)
    )
    answered = corrections.list_rejected([said.id for said in every])
    found: dict[str, list[Prediction]] = defaultdict(list)
    for said in every:
        if said.id in answered:
            found[said.frame_id].append(said)
    return found


def _is_among(said: Prediction, others: Sequence[Prediction]) -> bool:
    place = bounds(said.shape)
    return any(other.label == said.label and iou(bounds(other.shape), place) >= SAME for other in others)
