"""The manager's console: read from counters that grow with days, people and labels, never with objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from annotations.domain.learning import Answers, measure_pace
from annotations.domain.project import Project
from annotations.domain.quality_figures import read_figures
from annotations.domain.record import utc_now
from annotations.domain.work import Stage
from annotations.domain.work_days import Backlog, Console, DayWork, LabelWork, PersonWork
from annotations.remembered import Remembered
from annotations.store import learning, projects, quality, work, work_days

BACKLOG: tuple[Stage, ...] = ("open", "in_progress", "submitted", "returned", "skipped", "approved")
MOST_LABELS = 200
Sums = dict[str, dict[str, int]]
PAST: Remembered[Sums] = Remembered(seconds=60, most=200)
"""What was done before today changes no more, but for what the relay still has to count."""
AGREEMENT: Remembered[dict[str, float]] = Remembered(seconds=30)
"""Agreement is made of all pairs of people; the console need not follow it by the second."""


def read_console(project: Project, names: Mapping[str, str], *, days: int) -> Console:
    """Return how a project's work goes, over its last days.

    Args:
        project: Whose.
        names: What the project's people are called, by id: who did nothing is listed too.
        days: How many, today among them, in UTC.
    """
    today = utc_now().date()
    window = [(today - timedelta(days=back)).isoformat() for back in reversed(range(days))]
    by_day = work_days.read_days(project.id, since=window[0])
    totals: dict[str, int] = {}
    for amounts in by_day.values():
        for name, amount in amounts.items():
            totals[name] = totals.get(name, 0) + amount
    pace, saved = measure_pace(totals)
    rate = project.costs.hourly_rate
    return Console(
        days=[_day(day, by_day.get(day, {})) for day in window],
        backlog=_backlog(project.id),
        people=_people(project.id, names, window),
        labels=_labels(_over(window, f"labels:{project.id}", partial(_sum_labels, project.id))),
        pace=pace,
        seconds_saved=saved,
        money_saved=None if saved is None or rate is None else round(saved / 3600 * rate, 2),
        costs=project.costs,
    )


def _day(day: str, amounts: Mapping[str, int]) -> DayWork:
    verdicts = {
        name: max(0, amounts.get(name, 0)) for name in ("submitted", "approved", "returned", "skipped")
    }
    return DayWork(day=day, objects=_objects(amounts), **verdicts)


def _objects(amounts: Mapping[str, int]) -> int:
    """Count what was made; what is taken back on a later day must not show below zero."""
    return max(0, sum(amounts.get(name, 0) for name in ("accepted", "adjusted", "drawn")))


def _backlog(project_id: str) -> list[Backlog]:
    counted = work_days.read_stages(project_id)
    begun = sum(counted.values())
    waiting = max(0, projects.read_counts(project_id).ready - begun)
    found = [Backlog(stage="waiting", frames=waiting, since=_oldest_waiting(project_id) if waiting else None)]
    for stage in BACKLOG:
        frames = counted.get(stage, 0)
        done = stage == "approved" or not frames
        found.append(
            Backlog(stage=stage, frames=frames, since=None if done else work.find_oldest(project_id, stage))
        )
    return found


def _oldest_waiting(project_id: str) -> datetime | None:
    first = work.list_open_assets(project_id, limit=1)
    return work.arrival_of(first[0]) if first else None


def _people(project_id: str, names: Mapping[str, str], window: Sequence[str]) -> list[PersonWork]:
    did = _over(window, f"people:{project_id}", partial(_sum_people, project_id))
    known = work_days.read_people(project_id)
    agreement = AGREEMENT.get(project_id, lambda: _agreement(project_id))
    found = []
    for person_id in sorted(did.keys() | names.keys()):
        amounts = did.get(person_id, {})
        name, at = known.get(person_id, ("", None))
        timed = sum(amounts.get(f"{origin}_timed", 0) for origin in ("accepted", "adjusted", "drawn"))
        spent = sum(amounts.get(f"{origin}_ms", 0) for origin in ("accepted", "adjusted", "drawn"))
        answers = {part: max(0, amounts.get(part, 0)) for part in ("accepted", "adjusted", "rejected")}
        passed, back = amounts.get("passed", 0), amounts.get("came_back", 0)
        found.append(
            PersonWork(
                person_id=person_id,
                name=names.get(person_id) or name or "(gone)",
                pictures=amounts.get("submitted", 0) + amounts.get("finished", 0),
                objects=_objects(amounts),
                seconds_per_object=round(spent / timed / 1000, 2) if timed > 0 else None,
                acceptance=_share(answers["accepted"], sum(answers.values())),
                passed=_share(passed, passed + back),
                reviewed=amounts.get("approved", 0) + amounts.get("returned", 0) - amounts.get("finished", 0),
                agreement=agreement.get(person_id),
                last_seen=at,
            )
        )
    return sorted(found, key=lambda row: (-row.pictures, -row.objects, row.name.casefold()))


def _sum_people(project_id: str, since: str, before: str | None) -> Sums:
    return work_days.sum_people(project_id, since=since, before=before)


def _sum_labels(project_id: str, since: str, before: str | None) -> Sums:
    return learning.sum_counts(project_id, since=since, before=before, by="label")


def _over(window: Sequence[str], name: str, add_up: Callable[[str, str | None], Sums]) -> Sums:
    """Add counters up over some days: today's are read anew, those of the days before once a minute."""
    first, today = window[0], window[-1]
    whole = {key: dict(amounts) for key, amounts in add_up(today, None).items()}
    past = {} if first == today else PAST.get(f"{name}:{first}:{today}", lambda: add_up(first, today))
    for key, amounts in past.items():
        known = whole.setdefault(key, {})
        for counter, amount in amounts.items():
            known[counter] = known.get(counter, 0) + amount
    return whole


def _agreement(project_id: str) -> dict[str, float]:
    people = quality.read_people(project_id)
    figures = read_figures(quality.read_counts(project_id), people) if people else None
    return {row.person.id: row.kappa for row in figures.people if row.kappa is not None} if figures else {}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole > 0 else None


def _labels(by_label: Mapping[str, Mapping[str, int]]) -> list[LabelWork]:
    rows = [
        LabelWork(
            label=label,
            corrections=max(0, amounts.get("corrections", 0)),
            **{name: max(0, amounts.get(name, 0)) for name in Answers.model_fields},
        )
        for label, amounts in by_label.items()
        if label
    ]
    rows.sort(key=lambda row: (-row.corrections, row.label))
    return rows[:MOST_LABELS]
