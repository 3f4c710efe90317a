"""Carry a verdict out within the transaction that keeps it: promote, or refuse the candidate."""

from __future__ import annotations

from annotations.domain.actor import SYSTEM, Actor
from annotations.domain.evaluation import Evaluation, GateVerdict
from annotations.domain.model_version import ModelVersion
from annotations.store.client import Session
from annotations.store.model_versions import find_model_version
from inference.actions.promote_model_version import promote_in
from inference.store import model_versions

MOST_REASON = 1_000
"""Letters of the gate's reasons that the ledger of promotions keeps; all of them are in the evaluation."""


def carry_out(
    row: Evaluation,
    candidate: ModelVersion,
    verdict: GateVerdict,
    *,
    reason: str,
    compared_with: str | None,
    promotes: bool,
    actor: Actor = SYSTEM,
    session: Session,
) -> None:
    """Promote the candidate over the version that it was compared with, or refuse one that is worse.

    Raises:
        StateConflict: another version than the one compared with predicts by now.
    """
    now = find_model_version(candidate.id, session=session)
    if promotes:
        if now is not None and now.status == "refused":
            model_versions.set_status(now.id, "candidate", session=session)
        promote_in(
            session,
            project_id=row.project_id,
            version=candidate,
            actor=actor,
            cause="gate" if actor == SYSTEM else "person",
            reason=reason,
            evaluation_id=row.id,
            expected_champion_id=compared_with,
        )
        return
    # One that has predicted before, or serves all projects, is not refused for being worse than another one.
    if verdict == "keep" and now is not None and now.status == "candidate":
        model_versions.set_status(now.id, "refused", session=session)


def as_reason(reasons: list[str]) -> str:
    """Return the gate's reasons as the ledger of promotions keeps them."""
    return " ".join(reasons)[:MOST_REASON]
