"""Who did how much on which day: counters that add up, and what the manager's console reads from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from annotations.domain.actor import Actor
from annotations.domain.correction import Correction
from annotations.domain.costs import Costs
from annotations.domain.learning import LabelAnswers, Pace, count_corrections
from annotations.domain.prediction import Prediction
from annotations.domain.record import Record
from annotations.domain.review import Review
from annotations.domain.work import Stage

EVERYBODY = ""
"""The person of the row that adds a day of a project up, machines' verdicts among it."""
COUNTED = ("corrections", "accepted", "adjusted", "rejected", "drawn")
TIMED = tuple(f"{origin}_{unit}" for origin in COUNTED[1:] for unit in ("ms", "timed"))
VERDICTS = ("submitted", "skipped", "approved", "returned")
JUDGED = ("passed", "came_back", "finished")
"""What became of a person's hand-ins when somebody looked at them; and what was approved without any."""
NAMES = (*COUNTED, *TIMED, *VERDICTS, *JUDGED)

DayKey = tuple[str, str, str]
"""Project, day in UTC, person; `EVERYBODY` for the sum."""
DayCounts = dict[DayKey, Counter[str]]


class DayWork(Record):
    """What was done on one day, in UTC."""

    day: str
    submitted: int = 0
    approved: int = 0
    returned: int = 0
    skipped: int = 0
    objects: int = 0


class Backlog(Record):
    """How many frames are in a stage, and since when the one that has waited longest is.

    `waiting` are those that nobody has begun with; `since` is None where there is none.
    """

    stage: Stage | Literal["waiting"]
    frames: int
    since: datetime | None


class PersonWork(Record):
    """What one person did in the period.

    Attributes:
        pictures: Handed in, or approved at once without being handed in by anybody.
        objects: Accepted, adjusted and drawn, less what was taken back.
        seconds_per_object: Mean of what was timed on the canvas; None where nothing was.
        acceptance: Share of the answered predictions that were accepted as they were.
        passed: Share of the person's judged pictures that did not come back.
        reviewed: Verdicts on others' work.
        agreement: Cohen's kappa with the other people, of all time; None where nobody can tell.
    """

    person_id: str
    name: str
    pictures: int = 0
    objects: int = 0
    seconds_per_object: float | None = None
    acceptance: float | None = None
    passed: float | None = None
    reviewed: int = 0
    agreement: float | None = None
    last_seen: datetime | None = None


class LabelWork(LabelAnswers):
    """What was done with one label in the period."""

    corrections: int = 0


class Console(Record):
    """A project's work as its managers see it, of the last days.

    `seconds_saved` compares answering predictions with drawing by hand; `money_saved` is that at the
    hourly rate.
    """

    days: list[DayWork]
    backlog: list[Backlog]
    people: list[PersonWork]
    labels: list[LabelWork]
    pace: list[Pace]
    seconds_saved: float | None
    money_saved: float | None
    costs: Costs


def count_days(made: Iterable[Correction], answered: dict[str, Prediction]) -> DayCounts:
    """Turn corrections of people into what the counters grow by."""
    by_person: dict[str, list[Correction]] = defaultdict(list)
    for entry in made:
        if entry.actor.kind == "person":
            by_person[entry.actor.id].append(entry)
    counts: DayCounts = defaultdict(Counter)
    for person_id, entries in by_person.items():
        for (project_id, day, _version, _label), amounts in count_corrections(entries, answered).items():
            for person in (person_id, EVERYBODY):
                counts[project_id, day, person].update(amounts)
    return counts


def count_verdicts(made: Iterable[Review], submitters: Mapping[str, Actor]) -> DayCounts:
    """Turn verdicts into what the counters grow by; `submitters` says who handed each judged frame in.

    Args:
        made: The verdicts.
        submitters: By the id of the verdict, who had submitted the frame before it.
    """
    counts: DayCounts = defaultdict(Counter)
    for review in made:
        day = review.created_at.strftime("%Y-%m-%d")
        people = [EVERYBODY, *([review.actor.id] if review.actor.kind == "person" else [])]
        author = submitters.get(review.id)
        amounts: Counter[str] = Counter({review.verdict: 1})
        if review.verdict == "approved" and author is None:
            amounts["finished"] = 1
        for person in people:
            counts[review.project_id, day, person].update(amounts)
        if author is not None and author.kind == "person" and review.verdict in {"approved", "returned"}:
            outcome = "passed" if review.verdict == "approved" else "came_back"
            for person in (author.id, EVERYBODY):
                counts[review.project_id, day, person][outcome] += 1
    return counts


def add_up(*parts: DayCounts) -> DayCounts:
    """Add counts of the same kind up."""
    whole: DayCounts = defaultdict(Counter)
    for part in parts:
        for place, amounts in part.items():
            for name, amount in amounts.items():
                whole[place][name] += amount
    return whole
