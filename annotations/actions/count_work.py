"""Count who did how much on which day, and how many frames are in each stage, kept by the relay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from annotations.domain.actor import Actor
from annotations.domain.correction import Correction
from annotations.domain.prediction import Prediction
from annotations.domain.review import Review
from annotations.domain.work import WorkItem
from annotations.domain.work_days import add_up, count_days, count_verdicts
from annotations.queries.submitters import read_submitters
from annotations.store import work_days
from annotations.store.client import Session

Seen = dict[tuple[str, str], tuple[Actor, datetime]]


def count_work(
    made: Sequence[Correction],
    judged: Sequence[Review],
    moved: Sequence[WorkItem],
    answered: dict[str, Prediction],
    *,
    session: Session,
) -> None:
    """Add corrections, verdicts and moves between stages to the counters of the manager's console.

    Args:
        made: New corrections.
        judged: New verdicts.
        moved: Frames in the work as they came to a stage, in order.
        answered: The predictions that the corrections name.
        session: The relay's transaction.
    """
    verdicts = count_verdicts(judged, read_submitters(judged)) if judged else {}
    work_days.add_days(add_up(count_days(made, answered), verdicts), session=session)
    work_days.see_people(see(made, judged), session=session)
    work_days.move_stages({item.id: (item.project_id, item.stage) for item in moved}, session=session)


def see(made: Sequence[Correction], judged: Sequence[Review]) -> Seen:
    """Return by project and person who was at work, and when last."""
    acts = [(entry.project_id, entry.actor, entry.at) for entry in made]
    acts += [(review.project_id, review.actor, review.created_at) for review in judged]
    seen: Seen = {}
    for project_id, who, at in acts:
        place = project_id, who.id
        if who.kind == "person" and (place not in seen or seen[place][1] < at):
            seen[place] = who, at
    return seen
