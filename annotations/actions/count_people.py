"""Count what each person makes of the predictions, by label, as the relay tells of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from annotations.domain.actor import Actor
from annotations.domain.correction import Correction
from annotations.domain.learning import count_corrections
from annotations.domain.prediction import Prediction
from annotations.domain.quality_counts import Key
from annotations.store import quality
from annotations.store.client import Session

COUNTED = ("accepted", "adjusted", "rejected", "drawn")


def count_people(made: Sequence[Correction], answered: dict[str, Prediction], *, session: Session) -> None:
    """Add corrections to the counters of who made them, in the relay's transaction."""
    by_person: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    people: dict[str, dict[str, Actor]] = defaultdict(dict)
    for entry in made:
        if entry.actor.kind == "person":
            by_person[entry.project_id, entry.actor.id].append(entry)
            people[entry.project_id][entry.actor.id] = entry.actor
    counts: dict[str, Counter[Key]] = defaultdict(Counter)
    for (project_id, person_id), entries in by_person.items():
        for (_project, _day, _version, label), amounts in count_corrections(entries, answered).items():
            for name in COUNTED:
                if amounts.get(name):
                    counts[project_id]["work", person_id, label, name] += amounts[name]
    for project_id, found in counts.items():
        quality.add_counts(project_id, dict(found), session=session)
        quality.name_people(project_id, list(people[project_id].values()), session=session)
