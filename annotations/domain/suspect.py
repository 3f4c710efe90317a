"""What may be wrong with what people annotated: judged by the champion's words and by its peers."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Literal, get_args

from annotations.domain.actor import Actor
from annotations.domain.annotation import Annotation
from annotations.domain.frame_scores import iou
from annotations.domain.geometry import Box, Tag, Track, bounds
from annotations.domain.prediction import Prediction
from annotations.domain.record import Record

SuspectKind = Literal["label", "missing", "twin", "size", "form"]
SUSPECT_KINDS: tuple[SuspectKind, ...] = get_args(SuspectKind)

SURE = 0.6
"""A model that is less sure than this is not believed against a person."""
SAME, NEAR, TWIN = 0.5, 0.3, 0.8
"""Overlaps: of one object; of something that lies near; of two objects in one place."""
FAR_OUT = 4.0
"""How many times the usual spread lies between an object and the middle of its label before it is odd."""
FEWEST = 20
LEAST_SPREAD = 0.1
MAD_TO_SPREAD = 1.4826
MOST_TIMES = 20.0
"""A logarithm: more than half a billion times is said as that."""
GRID = 20
"""Into how many parts a frame is cut to know the place of a missing object again."""


class Suspect(Record):
    """Something to look at again. Its id stays the same from search to search, and so does a dismissal."""

    id: str
    project_id: str
    asset_id: str
    frame_id: str
    kind: SuspectKind
    annotation_id: str | None
    revision: int | None
    prediction_id: str | None
    label: str
    suggested: str | None
    score: float
    reason: str
    run: str
    found_at: datetime
    other_id: str | None = None
    """Of twins the object that was drawn first."""
    looks: str | None = None
    """What was looked at, in short: a suspect whose objects look otherwise by now was seen to."""
    unsaid: Prediction | None = None
    """What the champion said to the search alone, where it has not spoken before; nobody can answer it."""
    dismissed: Actor | None = None


class Suspicion(Record):
    """What one frame gives reason to doubt."""

    kind: SuspectKind
    annotation_id: str | None = None
    revision: int | None = None
    prediction_id: str | None = None
    label: str
    suggested: str | None = None
    score: float
    reason: str
    other_id: str | None = None
    looks: str | None = None
    place: str = ""


class Usual(Record):
    """The middle and the spread of the logarithms of area and of width by height, of a label's boxes."""

    area: float
    area_spread: float
    form: float
    form_spread: float


def learn_usual(boxes: Iterable[tuple[str, float, float]]) -> dict[str, Usual]:
    """Learn what is usual of each label that has enough boxes, from labels, widths and heights."""
    areas: dict[str, list[float]] = {}
    forms: dict[str, list[float]] = {}
    for label, width, height in boxes:
        if width > 0 and height > 0:
            areas.setdefault(label, []).append(math.log(width) + math.log(height))
            forms.setdefault(label, []).append(math.log(width) - math.log(height))
    return {
        label: Usual(
            area=median(areas[label]),
            area_spread=_spread(areas[label]),
            form=median(forms[label]),
            form_spread=_spread(forms[label]),
        )
        for label in areas
        if len(areas[label]) >= FEWEST
    }


def judge_frame(
    objects: Sequence[Annotation],
    said: Sequence[Prediction],
    *,
    show: float,
    usual: Mapping[str, Usual],
    finished: bool,
    size: tuple[int, int],
) -> list[Suspicion]:
    """Return what is doubtful about a frame's objects.

    Args:
        objects: The live ones.
        said: What stands of the champion's predictions, without those that a person rejected.
        show: The score from which they are shown.
        usual: What is usual of each label.
        finished: Whether somebody said that nothing is missing any more.
        size: The frame's width and height.
    """
    boxes = [found for found in objects if isinstance(found.shape, Box)]
    sure = [found for found in said if found.score >= max(SURE, show) and isinstance(found.shape, Box)]
    found = _labels(boxes, said, sure) + _twins(boxes) + _odd(boxes, usual)
    if finished:
        found += _missing(
            [entry for entry in objects if not isinstance(entry.shape, Tag | Track)], sure, size
        )
    return found


def suspect_id(project_id: str, frame_id: str, suspicion: Suspicion) -> str:
    """Name a suspicion so that the next search knows it again."""
    about = suspicion.annotation_id or f"{frame_id}:{suspicion.label}:{suspicion.place}"
    words = f"{project_id}:{suspicion.kind}:{about}:{suspicion.suggested or ''}"
    return f"sus_{hashlib.blake2b(words.encode(), digest_size=16).hexdigest()}"


def looks_of(*objects: Annotation) -> str:
    """Return in short what objects are called and where they are; a change taken back leaves no trace."""
    words = "\n".join(f"{drawn.label}:{drawn.shape.model_dump_json()}" for drawn in objects)
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


def still_doubtful(suspect: Suspect, objects: Mapping[str, Annotation]) -> bool:
    """Whether a suspect's objects are as they were found; `objects` are those of now, by id."""
    about = [about_id for about_id in (suspect.annotation_id, suspect.other_id) if about_id]
    found = [objects[about_id] for about_id in about if about_id in objects]
    if len(found) < len(about) or any(drawn.removed for drawn in found):
        return False
    if suspect.looks is not None:
        return looks_of(*found) == suspect.looks
    return not found or found[0].revision == suspect.revision


def is_drawn(said: Prediction, objects: Iterable[Annotation]) -> bool:
    """Whether something lies where a prediction does, whatever it is called."""
    place = bounds(said.shape)
    return any(
        iou(place, bounds(drawn.shape)) >= NEAR
        for drawn in objects
        if not isinstance(drawn.shape, Tag | Track)
    )


def _labels(
    boxes: Sequence[Annotation], said: Sequence[Prediction], sure: Sequence[Prediction]
) -> list[Suspicion]:
    found: list[Suspicion] = []
    for drawn in boxes:
        there = bounds(drawn.shape)
        others = [it for it in sure if it.label != drawn.label and iou(bounds(it.shape), there) >= SAME]
        best = max(others, key=lambda it: it.score, default=None)
        if best is None:
            continue
        own = [it.score for it in said if it.label == drawn.label and iou(bounds(it.shape), there) >= SAME]
        if max(own, default=0.0) >= best.score / 2:
            continue
        found.append(
            Suspicion(
                kind="label",
                annotation_id=drawn.id,
                revision=drawn.revision,
                prediction_id=best.id,
                label=drawn.label,
                suggested=best.label,
                score=best.score,
                reason=f"Called “{drawn.label}”; the model is {best.score:.0%} sure of “{best.label}”",
                looks=looks_of(drawn),
            )
        )
    return found


def _missing(
    objects: Sequence[Annotation], sure: Sequence[Prediction], size: tuple[int, int]
) -> list[Suspicion]:
    there = [bounds(found.shape) for found in objects]
    found: list[Suspicion] = []
    for said in sorted(sure, key=lambda it: -it.score):
        place = bounds(said.shape)
        if any(iou(place, other) >= NEAR for other in there):
            continue
        there.append(place)  # what the model says twice of one place is missing once
        across, down = (place[0] + place[2]) / 2 / size[0], (place[1] + place[3]) / 2 / size[1]
        found.append(
            Suspicion(
                kind="missing",
                prediction_id=said.id,
                label=said.label,
                suggested=said.label,
                score=said.score,
                reason=f"Nothing is drawn where the model is {said.score:.0%} sure of “{said.label}”",
                place=f"{int(across * GRID)}:{int(down * GRID)}",
            )
        )
    return found


def _twins(boxes: Sequence[Annotation]) -> list[Suspicion]:
    found: list[Suspicion] = []
    for index, drawn in enumerate(boxes):
        for other in boxes[:index]:
            shared = iou(bounds(drawn.shape), bounds(other.shape))
            if shared >= TWIN:
                same = (
                    "Two of the same"
                    if drawn.label == other.label
                    else f"“{drawn.label}” and “{other.label}”"
                )
                found.append(
                    Suspicion(
                        kind="twin",
                        annotation_id=drawn.id,
                        revision=drawn.revision,
                        label=drawn.label,
                        score=round(shared, 4),
                        reason=f"{same} lie in one place: they overlap by {shared:.0%}",
                        other_id=other.id,
                        looks=looks_of(drawn, other),
                    )
                )
                break
    return found


def _odd(boxes: Sequence[Annotation], usual: Mapping[str, Usual]) -> list[Suspicion]:
    found: list[Suspicion] = []
    for drawn in boxes:
        known = usual.get(drawn.label)
        left, top, right, bottom = bounds(drawn.shape)
        width, height = right - left, bottom - top
        if known is None or width <= 0 or height <= 0:
            continue
        size = (math.log(width) + math.log(height) - known.area) / known.area_spread
        form = (math.log(width) - math.log(height) - known.form) / known.form_spread
        if abs(size) >= FAR_OUT:
            times = math.exp(min(MOST_TIMES, abs(size) * known.area_spread))
            word = "larger" if size > 0 else "smaller"
            found.append(
                _strange("size", drawn, size, f"{times:.0f} times {word} than “{drawn.label}” usually is")
            )
        elif abs(form) >= FAR_OUT:
            word = "wider" if form > 0 else "narrower"
            found.append(
                _strange("form", drawn, form, f"Much {word} for its height than “{drawn.label}” usually is")
            )
    return found


def _strange(kind: SuspectKind, drawn: Annotation, far: float, reason: str) -> Suspicion:
    return Suspicion(
        kind=kind,
        annotation_id=drawn.id,
        revision=drawn.revision,
        label=drawn.label,
        score=round(1 - FAR_OUT / (2 * abs(far)), 4),
        reason=reason,
        looks=looks_of(drawn),
    )


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return max(LEAST_SPREAD, MAD_TO_SPREAD * median(abs(value - middle) for value in values))
