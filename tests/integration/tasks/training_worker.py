"""A warm worker that does one training after the other, each in a fork; it or its trainer dies at a stage."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import psutil
from django.conf import settings

django.setup()

from annotations.domain.training import Stage  # noqa: E402  # models need the apps to be ready
from annotations.store import trainings  # noqa: E402
from inference.actions.record_training import TrainingRecorder  # noqa: E402
from inference.tasks import train_model  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def end_trainer() -> None:
    """Kill the trainer, not the process that stands between it and this one."""
    (warden,) = psutil.Process().children()
    (trainer,) = warden.children()
    trainer.kill()


def kill_at(stage: str, kill: Callable[[], None]) -> None:
    """Kill when a stage is shown, or within the transaction that keeps the candidate."""
    show, end = TrainingRecorder.note, trainings.set_ended

    def note(self: TrainingRecorder, said: Any) -> None:
        if isinstance(said, Stage) and said.name == stage:
            kill()
        show(self, said)

    def set_ended(*given: Any, **named: Any) -> Any:
        ended = end(*given, **named)
        if stage == "keeping":
            kill()
        return ended

    TrainingRecorder.note = note  # type: ignore[method-assign]
    trainings.set_ended = set_ended


HOME = Path(sys.argv[1])
settings.TRAINERS_FILE = HOME / "trainers.toml"
settings.TRAININGS_ROOT = HOME / "training"
settings.TRAINING_CACHE = HOME / "cache"
print("ready", flush=True)
for line in sys.stdin:
    job_id, whom, stage = line.strip().split(" ", 2)
    pid = os.fork()
    if pid == 0:
        kill_at(stage, die if whom == "worker" else end_trainer)
        train_model(job_id)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
