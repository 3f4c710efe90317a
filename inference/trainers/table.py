"""Which trainers there are: two of Tandem's own, and those that the operator has named in a file."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, JsonValue, ValidationError

from annotations.domain.record import Record
from annotations.domain.training import TrainerName
from inference.errors import TrainersInvalid

TrainerTask = Literal["detection", "classification"]
PROJECT_ROOT = Path(__file__).resolve().parents[2]
FOLDER_MARK = "{folder}"
OWN_MODULE = "inference.training"
OWN_NEEDS = "torch"
NOT_INSTALLED = (
    "The trainer is not installed: run `make trainer` (it installs a CPU build of PyTorch), then try again. "
    "The corrections are counted and kept."
)
AUTO = "auto"


class NamedTrainer(Record):
    """A trainer as the operator's file names it. `{folder}` in its command is where its task lies."""

    command: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=4_000)], ...], Field(min_length=1)]
    tasks: Annotated[tuple[TrainerTask, ...], Field(min_length=1)] = ("detection",)
    title: Annotated[str, Field(max_length=200)] = ""
    environment: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, JsonValue] = Field(default_factory=dict)


class _TrainersFile(Record):
    trainers: dict[TrainerName, NamedTrainer]


@dataclass(frozen=True)
class Trainer:
    """A trainer that can be chosen by name."""

    name: str
    title: str
    tasks: tuple[TrainerTask, ...]
    command: tuple[str, ...]
    environment: dict[str, str]
    is_own: bool
    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    """What the operator set for it, handed over in its task."""

    def command_for(self, folder: Path) -> tuple[str, ...]:
        """Return the command for a task in a folder; its last word is the folder unless it says where."""
        words = tuple(word.replace(FOLDER_MARK, str(folder)) for word in self.command)
        return words if words != self.command else (*words, str(folder))

    def why_missing(self) -> str | None:
        """Return why the trainer cannot run here, or None when it can."""
        if self.is_own:
            return None if _is_there(OWN_NEEDS) and _is_there(f"{OWN_MODULE}.__main__") else NOT_INSTALLED
        if shutil.which(self.command[0], path=SEARCHED) is None:
            return f"The program {self.command[0]} of the trainer “{self.name}” is not on this machine."
        return None


SEARCHED = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin"
"""Where commands are looked for that name no folder."""


def list_trainers(file: Path | None) -> list[Trainer]:
    """List all trainers, Tandem's own first.

    Raises:
        TrainersInvalid: the operator's file cannot be read.
    """
    return [*_own_trainers(), *_named_trainers(file)]


def _own_trainers() -> list[Trainer]:
    # Without the working folder on the path: what lies in a task's folder is never imported.
    command = (sys.executable, "-P", "-m", OWN_MODULE, FOLDER_MARK)
    environment = {"PYTHONPATH": str(PROJECT_ROOT)}
    titles: dict[TrainerTask, str] = {
        "detection": "Fine-tuning of the default detector",
        "classification": "Whole-frame labels on the default detector's features",
    }
    return [Trainer(task, title, (task,), command, environment, True) for task, title in titles.items()]


def _named_trainers(file: Path | None) -> list[Trainer]:
    if file is None:
        return []
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        named = _TrainersFile.model_validate({"trainers": document}).trainers
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as fault:
        message = f"The file of trainers that the operator named cannot be read: {_first_line(fault)}."
        raise TrainersInvalid(message, {"trainers": "unreadable"}) from fault
    taken = sorted({AUTO, "detection", "classification"} & named.keys())
    if taken:
        message = f"The file of trainers names “{taken[0]}”, which is a name of Tandem's own."
        raise TrainersInvalid(message, {"trainers": "name taken"})
    return [
        Trainer(
            name, entry.title or name, entry.tasks, entry.command, entry.environment, False, entry.settings
        )
        for name, entry in sorted(named.items())
    ]


def _first_line(fault: Exception) -> str:
    if isinstance(fault, ValidationError):
        entry = fault.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(str(part) for part in entry['loc'][1:])}: {entry['msg']}"
    if isinstance(fault, OSError):
        return fault.strerror or type(fault).__name__
    return str(fault).partition("\n")[0]


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
