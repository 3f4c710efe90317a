"""What a trainer's lines mean: stages, points, log lines and refusals; everything else is a log line too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from annotations.domain.record import Record
from annotations.domain.training import Point, Stage

LONGEST_TEXT = 2_000
LONGEST_REASON = 500
_Count = Annotated[int, Field(ge=0, le=2**53)]
_Finite = Annotated[float, Field(allow_inf_nan=False)]


class _StageLine(Record):
    type: Literal["stage"]
    name: Annotated[str, Field(min_length=1, max_length=40)]
    done: _Count = 0
    total: _Count = 0


class _PointLine(Record):
    type: Literal["point"]
    step: _Count
    split: Literal["train", "validation"]
    metric: Annotated[str, Field(min_length=1, max_length=40)]
    value: _Finite


class _LogLine(Record):
    type: Literal["log"]
    text: str


class _RefusedLine(Record):
    type: Literal["refused"]
    reason: Annotated[str, Field(min_length=1)]


_LINE: TypeAdapter[_StageLine | _PointLine | _LogLine | _RefusedLine] = TypeAdapter(
    Annotated[_StageLine | _PointLine | _LogLine | _RefusedLine, Field(discriminator="type")]
)


@dataclass(frozen=True)
class Said:
    """Text for the log; `is_refusal` marks the reason of a refusal."""

    text: str
    is_refusal: bool = False


def read_line(line: bytes) -> Stage | Point | Said:
    """Read one line of a trainer; one that is not of the protocol is text as it stands."""
    text = line.decode("utf-8", "replace")
    if text.startswith("{"):
        try:
            found = _LINE.validate_python(json.loads(text))
        except (ValueError, ValidationError, RecursionError):
            return Said(_shown(text))
        if isinstance(found, _StageLine):
            return Stage(name=_shown(found.name), done=found.done, total=found.total)
        if isinstance(found, _PointLine):
            metric = _shown(found.metric)
            return Point(step=found.step, split=found.split, metric=metric, value=found.value)
        if isinstance(found, _RefusedLine):
            return Said(_shown(found.reason)[:LONGEST_REASON], is_refusal=True)
        text = found.text
    return Said(_shown(text))


def _shown(text: str) -> str:
    """Leave out what is no character of a text: colours of terminals, carriage returns, zero bytes."""
    kept = "".join(letter if letter.isprintable() or letter == "\t" else " " for letter in text)
    return kept if len(kept) <= LONGEST_TEXT else f"{kept[: LONGEST_TEXT - 1]}…"
