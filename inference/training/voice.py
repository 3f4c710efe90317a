"""Says on standard output what a training is doing: one JSON object a line."""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Literal, TextIO

_SECONDS_BETWEEN = 0.5


class Voice:
    """Writes stages, points and log lines for the caller to read."""

    def __init__(self, target: TextIO | None = None) -> None:
        """Speak on `target`, standard output when not given."""
        self._target = target or sys.stdout
        self._stage, self._said_at = "", 0.0

    def stage(self, name: str, done: int = 0, total: int = 0) -> None:
        """Tell where the training is; steps within a stage at most twice a second."""
        now = time.monotonic()
        if name == self._stage and done not in (0, total) and now - self._said_at < _SECONDS_BETWEEN:
            return
        self._stage, self._said_at = name, now
        self._say({"type": "stage", "name": name, "done": done, "total": total})

    def point(self, step: int, split: Literal["train", "validation"], metric: str, value: float) -> None:
        """Tell one measured value; what is not a number is left out."""
        if math.isfinite(value):
            point = {"step": step, "split": split, "metric": metric, "value": round(value, 5)}
            self._say({"type": "point", **point})

    def log(self, text: str) -> None:
        """Tell something in words."""
        self._say({"type": "log", "text": text})

    def refuse(self, reason: str) -> None:
        """Tell why nothing comes of this."""
        self._say({"type": "refused", "reason": reason})

    def _say(self, message: dict[str, object]) -> None:
        self._target.write(json.dumps(message, ensure_ascii=False) + "\n")
        self._target.flush()
