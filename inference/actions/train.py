"""The training job's place. No trainer is installed yet, and it says so."""

from __future__ import annotations

from annotations.actions.work_job import Ending
from annotations.domain.job import Job

REASON = (
    "no trainer installed: the corrections are counted and kept, and this job can be retried "
    "once a trainer is there"
)


def train(job: Job) -> Ending:
    """End a training job in a state that a person can see; never in a pretended success."""
    return Ending("blocked", REASON)
