"""The learning page's figures: read from counters that grow with days and labels, never with corrections."""

from __future__ import annotations

from datetime import timedelta

from annotations.domain.learning import (
    Answers,
    DayFigures,
    LabelAnswers,
    Learning,
    NextTraining,
    VersionAnswers,
    measure_pace,
)
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.domain.training import view_training
from annotations.domain.views import view_model_version
from annotations.store import learning, projects
from annotations.store.tables import MODEL_VERSIONS, TRAININGS

MOST_VERSIONS = 100
MOST_TRAININGS = 5
MOST_LABELS = 200


def describe_learning(project: Project, *, days: int) -> Learning:
    """Return how a project learns, over its last days."""
    today = utc_now().date()
    window = [(today - timedelta(days=back)).isoformat() for back in reversed(range(days))]
    by_day = learning.sum_counts(project.id, since=window[0], by="day")
    by_version = learning.sum_counts(project.id, since=window[0], by="model_version_id")
    by_label = learning.sum_counts(project.id, since=window[0], by="label")
    totals: dict[str, int] = {}
    for amounts in by_day.values():
        for name, amount in amounts.items():
            totals[name] = totals.get(name, 0) + amount
    pace, saved = measure_pace(totals)
    tally = projects.read_tally(project.id)
    everything = tally.get("corrections", 0)
    versions = MODEL_VERSIONS.page(
        {"project_id": {"$in": [project.id, None]}}, sort=[("_id", -1)], limit=MOST_VERSIONS
    )
    trainings = TRAININGS.page({"project_id": project.id}, sort=[("_id", -1)], limit=MOST_TRAININGS)
    return Learning(
        days=[
            DayFigures(
                day=day,
                corrections=max(0, by_day.get(day, {}).get("corrections", 0)),
                **_answers(by_day.get(day, {})).model_dump(),
            )
            for day in window
        ],
        corrections=everything,
        corrections_before=max(0, everything - totals.get("corrections", 0)),
        by_version=[
            VersionAnswers(model_version_id=version_id, **_answers(amounts).model_dump())
            for version_id, amounts in by_version.items()
            if version_id
        ],
        by_label=_by_label(by_label),
        pace=pace,
        seconds_saved=saved,
        next_training=NextTraining(
            corrections=max(0, tally.get("since_training", 0)),
            every_corrections=project.triggers.training.every_corrections,
        ),
        versions=[view_model_version(version) for version in versions],
        trainings=[view_training(training) for training in trainings],
    )


def _by_label(by_label: dict[str, dict[str, int]]) -> list[LabelAnswers]:
    entries = [
        LabelAnswers(label=label, **_answers(amounts).model_dump())
        for label, amounts in by_label.items()
        if label
    ]
    busy = [entry for entry in entries if entry.accepted + entry.adjusted + entry.rejected + entry.drawn]
    busy.sort(key=lambda entry: -(entry.accepted + entry.adjusted + entry.rejected + entry.drawn))
    return busy[:MOST_LABELS]


def _answers(amounts: dict[str, int]) -> Answers:
    """Read counters; one that was taken back on a later day than it was made must not show below zero."""
    return Answers(**{name: max(0, amounts.get(name, 0)) for name in Answers.model_fields})
