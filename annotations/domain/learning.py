"""What people made of the predictions, counted by day: the figures of the learning page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from annotations.domain.correction import Correction
from annotations.domain.geometry import Shape
from annotations.domain.prediction import Prediction
from annotations.domain.record import Record
from annotations.domain.training import TrainingView
from annotations.domain.views import ModelVersionView

Origin = Literal["accepted", "adjusted", "rejected", "drawn"]
CountKey = tuple[str, str, str, str]
"""Project, day, model version (empty where no prediction was answered), label."""
NUDGE_PX = 0.01
MOST_MS = 600_000
"""What one correction may count at most: nobody works ten minutes on one object without stepping away."""
RESHAPES = frozenset({"adjust", "reshape", "relabel", "rekey"})


class Answers(Record):
    """How often predictions were accepted as they were, adjusted or rejected, and objects drawn by hand."""

    accepted: int = 0
    adjusted: int = 0
    rejected: int = 0
    drawn: int = 0


class DayFigures(Answers):
    """One day, in UTC."""

    day: str
    corrections: int = 0


class VersionAnswers(Answers):
    """What people made of one model version's predictions."""

    model_version_id: str


class LabelAnswers(Answers):
    """What people made of the predictions of one label, or drew of it."""

    label: str


class Pace(Record):
    """The mean seconds a person spent on an object of one origin; None where nothing was measured."""

    origin: Origin
    objects: int
    seconds: float | None


class NextTraining(Record):
    """How far the next training is away: corrections since the last one, and how many it waits for."""

    corrections: int
    every_corrections: int | None


class Learning(Record):
    """The loop of a project in figures.

    `seconds_saved` compares what was accepted and adjusted with drawing as many objects by hand; None until
    something of both was measured.
    """

    days: list[DayFigures]
    corrections: int
    corrections_before: int
    by_version: list[VersionAnswers]
    by_label: list[LabelAnswers]
    pace: list[Pace]
    seconds_saved: float | None
    next_training: NextTraining
    versions: list[ModelVersionView]
    trainings: list[TrainingView]


def count_corrections(
    corrections: Iterable[Correction], answered: dict[str, Prediction]
) -> dict[CountKey, dict[str, int]]:
    """Turn corrections into what the counters grow by; `answered` has the predictions they name."""
    counted: dict[CountKey, dict[str, int]] = {}
    for correction in corrections:
        prediction = answered.get(named_prediction(correction) or "")
        object_now = correction.after or correction.before
        label = prediction.label if prediction else object_now.label if object_now else ""
        version = prediction.model_version_id if prediction else ""
        place = (correction.project_id, correction.at.strftime("%Y-%m-%d"), version, label)
        amounts = counted.setdefault(place, {})
        for name, amount in _amounts(correction, prediction).items():
            amounts[name] = amounts.get(name, 0) + amount
    return counted


def named_prediction(correction: Correction) -> str | None:
    """Return the prediction that a correction answers, or that its object was made of."""
    object_now = correction.after or correction.before
    return correction.prediction_id or (object_now.derived_from if object_now else None)


def _amounts(correction: Correction, prediction: Prediction | None) -> dict[str, int]:
    amounts = {"corrections": 1}
    before, after = correction.before, correction.after
    origin: Origin | None = None
    if correction.kind == "reject":
        origin = "rejected"
    elif correction.kind == "reopen" and correction.reopened is not None and before is None:
        amounts["rejected"] = -1
    elif correction.kind == "withdraw" and before is not None and before.imported_by is None:
        amounts[_origin_of(before.label, before.shape, prediction)] = -1
    elif after is not None and after.imported_by is None:
        origin = _origin_of(after.label, after.shape, prediction)
        if before is None:
            amounts[origin] = 1
        elif correction.kind in RESHAPES and prediction is not None:
            was = _origin_of(before.label, before.shape, prediction)
            if was != origin:
                amounts |= {was: -1, origin: 1}
    if origin == "rejected":
        amounts[origin] = 1
    spent = min(correction.request.time_spent_ms or 0, MOST_MS)
    if origin is not None and spent:
        amounts[f"{origin}_ms"] = spent
        if before is None:
            amounts[f"{origin}_timed"] = 1
    return amounts


def _origin_of(label: str, shape: Shape, prediction: Prediction | None) -> Origin:
    if prediction is None:
        return "drawn"
    return "accepted" if label == prediction.label and _alike(shape, prediction.shape) else "adjusted"


def _alike(one: Shape, other: Shape) -> bool:
    """Tell whether two shapes are the same but for rounding and what clipping to the picture took away."""
    if one.type != other.type:
        return False
    left, right = one.model_dump(), other.model_dump()
    return all(
        abs(value - right[name]) <= NUDGE_PX if isinstance(value, float) else value == right[name]
        for name, value in left.items()
    )


def measure_pace(totals: dict[str, int]) -> tuple[list[Pace], float | None]:
    """Return seconds per object by origin, and what answering saved over drawing everything by hand."""
    origins: tuple[Origin, ...] = ("accepted", "adjusted", "rejected", "drawn")
    pace = []
    for origin in origins:
        timed, spent = totals.get(f"{origin}_timed", 0), totals.get(f"{origin}_ms", 0)
        seconds = spent / timed / 1000 if timed > 0 else None
        pace.append(Pace(origin=origin, objects=max(0, totals.get(origin, 0)), seconds=seconds))
    by_origin = {entry.origin: entry for entry in pace}
    drawn = by_origin["drawn"].seconds
    answered = [by_origin["accepted"], by_origin["adjusted"]]
    measured = [entry for entry in answered if entry.seconds is not None and entry.objects]
    if drawn is None or not measured:
        return pace, None
    return pace, sum((drawn - (entry.seconds or 0.0)) * entry.objects for entry in measured)
