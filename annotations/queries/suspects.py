"""Suspects as a page shows them: those that stand, with what is drawn and what the model says there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from annotations.domain.annotation import Annotation
from annotations.domain.prediction import Prediction
from annotations.domain.project import Project
from annotations.domain.record import Record
from annotations.domain.suspect import Suspect, SuspectKind, is_drawn, still_doubtful
from annotations.domain.views import AnnotationView, FrameView, view_annotation, view_frame
from annotations.queries.label_maps import LabelMaps
from annotations.store import annotations as objects
from annotations.store import assets, corrections, jobs, predictions, suspects

MOST_COUNTED = 1_000


class SuspectView(Suspect):
    """A suspect, with all that a picture of it needs."""

    asset_name: str
    frame: FrameView
    drawn: AnnotationView | None
    """The object as it is now."""
    other: AnnotationView | None
    """Of twins the object that was drawn first."""
    said: Prediction | None
    """What the model says, under the project's labels."""


class SuspectCounts(Record):
    """How many suspects wait, by kind, and how many were dismissed; when all was searched last."""

    kinds: dict[SuspectKind, int]
    dismissed: int
    at_least: bool
    searched_at: datetime | None


def read_suspects(project: Project, found: Sequence[Suspect]) -> list[SuspectView]:
    """Return those of the suspects that stand, with what is drawn and said there."""
    kept, now, said = _standing(project, found)
    frames = {frame.id: frame for frame in assets.find_frames(sorted({entry.frame_id for entry in kept}))}
    names = assets.find_names(sorted({entry.asset_id for entry in kept}))
    return [
        SuspectView(
            **entry.model_dump(exclude={"unsaid"}),
            asset_name=names.get(entry.asset_id, ""),
            frame=view_frame(frames[entry.frame_id]),
            drawn=view_annotation(now.get(entry.annotation_id or "")),
            other=view_annotation(now.get(entry.other_id or "")),
            said=said.get(entry.prediction_id or "") or entry.unsaid,
        )
        for entry in kept
        if entry.frame_id in frames
    ]


def count_suspects(project: Project) -> SuspectCounts:
    """Count the suspects that stand, up to some; the others as they were found."""
    listed = suspects.list_suspects(project.id, kind=None, dismissed=False, after=None, limit=MOST_COUNTED)
    kept, _now, _said = _standing(project, listed)
    last = jobs.list_jobs(project.id, kind="mine", status="finished", limit=1)
    return SuspectCounts(
        kinds=dict(Counter(entry.kind for entry in kept)),
        dismissed=suspects.count_dismissed(project.id),
        at_least=len(listed) == MOST_COUNTED,
        searched_at=last[0].finished_at if last else None,
    )


def _standing(
    project: Project, found: Sequence[Suspect]
) -> tuple[list[Suspect], dict[str, Annotation], dict[str, Prediction]]:
    """Return those of the suspects that stand, what is drawn there now, and what the model says, by ids."""
    now = objects.find_annotations(
        [about for entry in found for about in (entry.annotation_id, entry.other_id) if about]
    )
    kept = [entry for entry in found if still_doubtful(entry, now)]
    wanted = [entry.prediction_id for entry in kept if entry.prediction_id]
    known = predictions.find_predictions(wanted) if wanted else {}
    said = {entry.id: entry for entry in LabelMaps(project).apply(known.values())}
    return _without_answered(kept, said), now, said


def _without_answered(found: Sequence[Suspect], said: dict[str, Prediction]) -> list[Suspect]:
    """Leave out what people have told the model since, or drawn by themselves."""
    missing = [entry for entry in found if entry.kind == "missing"]
    answered = corrections.list_answered([entry.prediction_id for entry in missing if entry.prediction_id])
    named = [entry.prediction_id for entry in found if entry.kind == "label" and entry.prediction_id]
    answered |= corrections.list_rejected(named)
    drawn: dict[str, list[Annotation]] = defaultdict(list)
    for thing in objects.list_on_frames(sorted({entry.frame_id for entry in missing})):
        drawn[thing.frame_id].append(thing)

    def stands(entry: Suspect) -> bool:
        if entry.prediction_id in answered:
            return False
        if entry.kind != "missing":
            return True
        word = said.get(entry.prediction_id or "") or entry.unsaid
        return word is not None and not is_drawn(word, drawn[entry.frame_id])

    return [entry for entry in found if stands(entry)]
