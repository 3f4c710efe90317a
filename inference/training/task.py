"""What a training is asked to do: `task.json` of its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inference.training.stop import Refused

TASK_FILE = "task.json"
Seconds = Annotated[float, Field(gt=0, le=7 * 86_400)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Settings(_Record):
    """What an operator may change; the defaults were chosen by cross-validation."""

    views: Annotated[int, Field(ge=1, le=64)] | None = None
    steps: Annotated[int, Field(ge=1, le=100_000)] | None = None
    batch: Annotated[int, Field(ge=1, le=64)] = 16
    head_rate: Annotated[float, Field(gt=0, le=1)] = 3e-3
    body_rate: Annotated[float, Field(ge=0, le=1)] = 3e-4
    start: Literal["origin", "parent"] = "origin"
    refit: bool = True
    cache_bytes: Annotated[int, Field(ge=0)] = 2 * 1024**3


class Task(_Record):
    """One training: labels in the order of the model's columns, the seed, and how long it may take."""

    schema_number: Annotated[Literal[1], Field(alias="schema")]
    task: Literal["detection", "classification"]
    labels: Annotated[tuple[str, ...], Field(min_length=1, max_length=1_000)]
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    settings: Settings = Settings()
    seconds: Seconds = 240.0
    threads: Annotated[int, Field(ge=1, le=256)] = 2
    cache: str | None = None


def read_task(folder: Path) -> Task:
    """Read the task of a training's folder.

    Raises:
        Refused: It is missing or wrong.
    """
    try:
        task = Task.model_validate_json((folder / TASK_FILE).read_bytes())
    except OSError as error:
        raise Refused(f"The folder holds no readable {TASK_FILE}.") from error
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in problem["loc"]) or "its form"
        raise Refused(f"{TASK_FILE} is wrong at {place}: {problem['msg']}.") from error
    if len(set(task.labels)) < len(task.labels):
        raise Refused(f"{TASK_FILE} names a label twice.")
    return task
