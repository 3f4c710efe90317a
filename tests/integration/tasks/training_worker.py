"""A warm worker that does one training after the other, each in a fork that may kill itself at a stage."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

django.setup()

from annotations.domain.training import Stage  # noqa: E402  # models need the apps to be ready
from annotations.store import trainings  # noqa: E402
from inference.actions.record_training import TrainingRecorder  # noqa: E402
from inference.tasks import train_model  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(stage: str) -> None:
    """Die when a stage is shown, or within the transaction that keeps the candidate."""
    show, end = TrainingRecorder.note, trainings.set_ended

    def note(self: TrainingRecorder, said: Any) -> None:
        if isinstance(said, Stage) and said.name == stage:
            die()
        show(self, said)

    def set_ended(*given: Any, **named: Any) -> Any:
        ended = end(*given, **named)
        if stage == "keeping":
            die()
        return ended

    TrainingRecorder.note = note  # type: ignore[method-assign]
    trainings.set_ended = set_ended


HOME = Path(sys.argv[1])
settings.TRAINERS_FILE = HOME / "trainers.toml"
settings.TRAININGS_ROOT = HOME / "training"
settings.TRAINING_CACHE = HOME / "cache"
print("ready", flush=True)
for line in sys.stdin:
    job_id, _, stage = line.strip().partition(" ")
    pid = os.fork()
    if pid == 0:
        die_at(stage)
        train_model(job_id)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
