"""Show people two versions without saying which is which, and let their votes count at the gate."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from annotations.domain.actor import SYSTEM, Actor
from annotations.domain.blind import BlindPair, BlindSet, Choice, unveil
from annotations.domain.evaluation import Evaluation
from annotations.domain.ids import new_id
from annotations.domain.record import utc_now
from annotations.errors import AlreadyExists, NotFound, StateConflict
from annotations.store import evaluations, projects
from annotations.store.client import Session, transaction
from annotations.store.model_versions import find_model_version
from inference.actions.carry_out import as_reason, carry_out
from inference.evaluation.gate import Judgement, decide
from inference.store import blind

CHANGED = "Another version was promoted since: evaluate the candidate again, beside that one."


@dataclass(frozen=True)
class Shown:
    """What a person is to compare next, or why there is nothing."""

    pair: BlindPair | None
    seen: BlindSet | None
    reason: str | None


def show_pair(row: Evaluation, person: Actor) -> Shown:
    """Return the pair that a person was shown last and has not voted on, else a new one."""
    if row.status != "finished" or row.acted:
        return Shown(None, None, "This evaluation is over." if row.acted else "It is still being measured.")
    if row.champion is None:
        return Shown(None, None, "There is no champion to compare the candidate with.")
    pair = blind.find_open_pair(row.id, person.id) or _draw_pair(row, person)
    seen = blind.find_set(pair.set_id) if pair is not None else None
    if pair is None or seen is None:
        return Shown(None, None, "You have compared every frame on which the two differ.")
    return Shown(pair, seen, None)


def vote(row: Evaluation, person: Actor, *, pair_id: str, choice: Choice) -> Evaluation:
    """Keep a vote and judge anew; a verdict that was waiting for it is carried out at once.

    Raises:
        NotFound: the person was not shown such a pair.
        AlreadyExists: it has voted on it.
        StateConflict: the evaluation is over.
    """
    pair = blind.find_pair(pair_id)
    if pair is None or pair.evaluation_id != row.id or pair.person_id != person.id:
        message = "You were not shown this pair."
        raise NotFound(message, {"pair_id": "unknown"})
    side = unveil(pair, choice)

    def work(session: Session) -> Evaluation:
        if blind.set_choice(pair.id, side, session=session) is None:
            message = "You have voted on this pair."
            raise AlreadyExists(message, {"pair_id": "voted on"})
        counted = evaluations.add_vote(row.id, side, session=session)
        if counted is None:
            message = "This evaluation is over; the vote was not counted."
            raise StateConflict(message)
        return _judge_again(counted, session)

    return transaction(work)


def _draw_pair(row: Evaluation, person: Actor) -> BlindPair | None:
    unseen = blind.find_unseen_set(row.id, person.id)
    if unseen is None:
        return None
    pair = BlindPair(
        id=new_id("bln"),
        project_id=row.project_id,
        evaluation_id=row.id,
        set_id=unseen.id,
        person_id=person.id,
        is_swapped=bool(secrets.randbits(1)),
        created_at=utc_now(),
    )
    # Asked for twice at once, the first one stands.
    return pair if blind.add_pair(pair) else blind.find_open_pair(row.id, person.id)


def _judge_again(row: Evaluation, session: Session) -> Evaluation:
    """Judge with the votes so far; whatever was decided for good stays."""
    if row.candidate is None or row.verdict == "keep":
        return row
    found = decide(
        row.policy,
        candidate=row.candidate,
        champion=row.champion,
        frame_count=row.frame_count,
        better_share=row.better_share,
        blind=row.blind,
        notes=row.notes,
        needs_person=row.needs_person,
    )
    project = projects.find_project(row.project_id, session=session)
    candidate = find_model_version(row.candidate_id, session=session)
    promotes = found.verdict == "promote" and row.policy.promote == "auto"
    if project is None or candidate is None or project.champion_id != row.champion_id:
        found, promotes = Judgement("undecided", [*found.reasons, CHANGED]), False
    elif found.verdict != row.verdict:
        carry_out(
            row,
            candidate,
            found.verdict,
            reason=as_reason(found.reasons),
            compared_with=row.champion_id,
            promotes=promotes,
            actor=SYSTEM,
            session=session,
        )
    changes = {"verdict": found.verdict, "reasons": found.reasons, "acted": promotes}
    return evaluations.set_judged(row, changes, session=session) or row
