"""How often people take over what a model version says as it stands, over their last answers to it."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.domain.project import TrainingTrigger
from annotations.domain.record import Record


class Acceptance(Record):
    """The last answers to one version's predictions, oldest first: `1` taken over unchanged, `0` not."""

    answers: str = ""

    def with_answers(self, accepted: Sequence[bool], *, window: int) -> Acceptance:
        """Add answers and keep the last ones of a window."""
        added = "".join("1" if entry else "0" for entry in accepted)
        return Acceptance(answers=(self.answers + added)[-window:])

    def is_drift(self, policy: TrainingTrigger) -> bool:
        """Tell whether a whole window of answers lies below what the policy asks for."""
        below, window = policy.acceptance_below, policy.acceptance_window
        if below is None or len(self.answers) < window:
            return False
        return self.answers[-window:].count("1") / window < below
