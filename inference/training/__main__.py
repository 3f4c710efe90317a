"""Trains what a folder asks for: `python -m inference.training FOLDER`."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from inference.training.output import clear_output
from inference.training.stop import Cancelled, Refused, Stop
from inference.training.task import read_task
from inference.training.voice import Voice

REFUSED, FAILED, CANCELLED = 3, 1, 143
_TRAINERS = {
    "detection": ("inference.training.detection", "train_detection"),
    "classification": ("inference.training.classification", "train_classification"),
}


def main(arguments: Sequence[str]) -> int:
    """Train, and return the exit code: 0 done, 3 refused, 143 cancelled, 1 failed."""
    parser = argparse.ArgumentParser(prog="python -m inference.training", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder.resolve()
    voice = Voice()
    try:
        task = read_task(folder)
        stop = Stop(task.seconds)
        stop.listen()
        (folder / "work").mkdir(exist_ok=True)
        clear_output(folder / "out")
        voice.stage("starting")
        module, name = _TRAINERS[task.task]
        # Loading torch takes seconds and may fail: only a training that has a task pays for it.
        trainer = getattr(importlib.import_module(module), name)
        stop.check()
        trainer(folder, task, voice, stop)
    except Refused as refusal:
        voice.refuse(str(refusal))
        return REFUSED
    except Cancelled:
        voice.log("Stopped; the next attempt goes on from here.")
        return CANCELLED
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "torch":
            raise
        voice.refuse("The trainer is not installed. Install it with: make trainer")
        return REFUSED
    except OSError as error:
        voice.log(f"The training failed: {error}")
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
