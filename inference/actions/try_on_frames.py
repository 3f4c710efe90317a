"""Try a person's model on pictures of the project before it may be chosen there."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from annotations.actions.read_pixels import open_still
from annotations.domain.model_version import Trial, TrialFrame
from annotations.errors import PortalError, StoreUnavailable
from inference.runtime.trial import TrialReport
from inference.store import undecided

SAMPLES = 8
SILENT = "It said nothing of any of these pictures, at its lowest threshold."
log = logging.getLogger(__name__)


def read_samples(project_id: str) -> dict[str, bytes]:
    """Return the newest pictures of a project as files that we wrote, by the ids of their frames."""
    samples: dict[str, bytes] = {}
    for frame in undecided.list_likeliest(project_id, limit=SAMPLES):
        try:
            with open_still(frame) as source:
                samples[frame.id] = source.read()
        except StoreUnavailable:
            raise
        except PortalError as fault:
            log.warning("no trial on %s: %s", frame.id, fault.message)
    return samples


def judge_trial(report: TrialReport, frame_ids: Sequence[str]) -> Trial:
    """Return what is kept of a trial with the version.

    A model that says nothing is not refused for it: what it looks for may not be on the pictures at hand.
    """
    frames = [
        TrialFrame(frame_id=frame_id, predictions=run.predictions, seconds=round(run.seconds, 4))
        for frame_id, run in zip(frame_ids, report.samples, strict=False)
    ]
    is_silent = bool(frames) and not report.fault and all(frame.predictions == 0 for frame in frames)
    return Trial(
        frames=frames,
        memory_bytes=report.memory_bytes,
        reason=report.fault or None,
        notes=[SILENT] if is_silent else [],
    )
