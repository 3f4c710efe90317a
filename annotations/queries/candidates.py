"""Who comes next in a project: the waiting frames by the mix of strategies, found without a write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from annotations.domain.project import Project
from annotations.domain.queue import Strategy, rank_labels, rank_strategies
from annotations.remembered import Remembered
from annotations.store import queue
from annotations.store.queue import WaitingFrame

SPARE = 16
"""Candidates beyond those known to be in other hands: others are drawing at the same moment."""
MOST_LABELS = 200
"""Labels that a draw of the rare tries, at most."""
UNSEEN: Remembered[bool] = Remembered(seconds=10.0, most=50_000)
"""Labels that no waiting frame shows: a draw need not ask for each of them."""


@dataclass(frozen=True)
class Candidate:
    """A frame that may be drawn, by which strategy, what it scores there and why, in words."""

    frame_id: str
    strategy: Strategy
    score: float | None
    reason: str


class Candidates:
    """The waiting frames of a project but for some, read as far as they are needed."""

    def __init__(self, project: Project, *, left_out: Set[str], wanted: int = 1) -> None:
        """Look into a project's queue.

        Args:
            project: Its policy says the mix.
            left_out: Frames that are in other hands.
            wanted: How many draws are made of it.
        """
        self._project = project
        self._left_out = left_out
        self._limit = len(left_out) + wanted + SPARE
        self._read: dict[tuple[Strategy, str | None], Sequence[WaitingFrame]] = {}
        self._answers: dict[str, int] | None = None

    def of_draw(self, number: int, *, only: Strategy | None = None) -> Iterator[Candidate]:
        """Yield those whose turn a draw is, best first; with `only` those of one strategy.

        When no strategy of the mix has any, they come in order of upload.
        """
        mix = self._project.queue.mix
        ranked: list[Strategy] = [only] if only is not None else [*rank_strategies(mix, number)]
        if only is None and "order" not in ranked:
            ranked.append("order")
        for strategy in ranked:
            yield from self._rare(number) if strategy == "rare" else self._by(strategy)

    def _by(self, strategy: Strategy, label: str | None = None) -> Iterator[Candidate]:
        for found in self._waiting(strategy, label):
            if found.frame_id not in self._left_out:
                yield self._candidate(found, strategy, label)

    def _rare(self, number: int) -> Iterator[Candidate]:
        if self._answers is None:
            self._answers = queue.read_labels(self._project.id)
        names = self._project.label_names()
        weights = {name: 1 / (1 + self._answers.get(name, 0)) for name in names if not self._is_unseen(name)}
        for label in rank_labels(weights, number)[:MOST_LABELS]:
            yield from self._by("rare", label)

    def _is_unseen(self, label: str) -> bool:
        return UNSEEN.recall(f"{self._project.id}:{label}") is not None

    def _waiting(self, strategy: Strategy, label: str | None) -> Sequence[WaitingFrame]:
        key = (strategy, label)
        if key not in self._read:
            found = queue.list_waiting(self._project.id, strategy, limit=self._limit, label=label)
            self._read[key] = found
            if label is not None and not found:
                UNSEEN.keep(f"{self._project.id}:{label}", True)
        return self._read[key]

    def _candidate(self, found: WaitingFrame, strategy: Strategy, label: str | None) -> Candidate:
        score, reason = None, ""
        if strategy == "uncertainty":
            score = found.uncertainty
            reason = f"Most uncertain: {score or 0:.2f}"
        elif strategy == "disagreement":
            score = found.disagreement
            reason = f"Two versions disagree: {score or 0:.2f}"
        elif strategy == "rare":
            answers = (self._answers or {}).get(label or "", 0)
            score = round(1 / (1 + answers), 6)
            reason = f"Shows “{label}”, which people have answered {_times(answers)}"
        elif strategy == "diversity":
            reason = "Unlike the pictures before it"
        elif strategy == "random":
            reason = "Drawn at random"
        else:
            reason = "Next in order of upload"
        return Candidate(found.frame_id, strategy, score, reason)


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
