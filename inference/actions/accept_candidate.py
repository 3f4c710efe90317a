"""Let a candidate in by a person's word, whatever the gate advises."""

from __future__ import annotations

from annotations.domain.actor import Actor
from annotations.domain.evaluation import Decision, Evaluation
from annotations.domain.record import utc_now
from annotations.errors import InputInvalid, StateConflict
from annotations.store import evaluations, projects
from annotations.store.client import Session, transaction
from annotations.store.model_versions import find_model_version
from inference.actions.carry_out import as_reason, carry_out

CHANGED = "Another version was promoted since. Evaluate the candidate again, beside that one."


def accept_candidate(row: Evaluation, person: Actor, *, reason: str | None) -> Evaluation:
    """Let a candidate in by a person's word: as the gate advises, or against it with a written reason.

    Raises:
        InputInvalid: the gate does not advise it and there is no reason.
        StateConflict: nothing is judged, it was acted on before, or another version predicts by now.
    """

    def work(session: Session) -> Evaluation:
        now = evaluations.find_evaluation(row.id, session=session)
        if now is None or now.status != "finished" or now.acted:
            message = "There is no verdict to act on: the evaluation is not finished, or was acted on."
            raise StateConflict(message)
        if now.verdict != "promote" and not reason:
            message = "The gate does not advise this. Write down why the candidate is let in all the same."
            raise InputInvalid(message, {"reason": "missing"})
        project = projects.find_project(now.project_id, session=session)
        candidate = find_model_version(now.candidate_id, session=session)
        if project is None or candidate is None or project.champion_id != now.champion_id:
            raise StateConflict(CHANGED, {"champion": "changed"})
        carry_out(
            now,
            candidate,
            "promote",
            reason=reason or as_reason(now.reasons),
            compared_with=now.champion_id,
            promotes=True,
            actor=person,
            session=session,
        )
        decision = Decision(actor=person, reason=reason, at=utc_now())
        changes = {"acted": True, "decision": decision.model_dump()}
        changed = evaluations.set_judged(now, changes, session=session)
        if changed is None:
            message = "Somebody else acted on this evaluation at the same moment."
            raise StateConflict(message)
        return changed

    return transaction(work)
