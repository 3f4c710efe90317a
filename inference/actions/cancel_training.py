"""Stop a training that waits or runs; its worker ends the trainer within a second or two."""

from __future__ import annotations

from annotations.domain.actor import Actor
from annotations.domain.training import Training
from annotations.errors import StateConflict
from annotations.store import jobs, trainings
from annotations.store.client import Session, transaction


def cancel_training(*, training: Training, actor: Actor) -> Training:
    """Cancel a training and its job together; what was made so far is dropped.

    Raises:
        StateConflict: it is over.
    """

    def work(session: Session) -> Training | None:
        reason = f"It was stopped by {actor.name}."
        ended = trainings.set_ended(training.id, "cancelled", reason=reason, session=session)
        job = jobs.find_job_by_dedupe(f"train:{training.id}", session=session)
        if ended is not None and job is not None:
            jobs.set_cancelled(job.id, session=session)
        return ended

    ended = transaction(work)
    if ended is None:
        message = "The training is over already."
        raise StateConflict(message)
    return ended
