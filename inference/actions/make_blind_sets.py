"""What people compare blind: the frames on which two versions differ, and those predicted in shadow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotations.domain.asset import Frame
from annotations.domain.blind import BlindSet, BlindShape, HeldShape
from annotations.domain.evaluation import Evaluation, FrameDifference
from annotations.domain.geometry import Box, Tag
from annotations.domain.record import utc_now
from inference.actions.hear_versions import Heard, Said, Speaker
from inference.actions.held_out import HeldOut

MOST_SHAPES = 200


def make_sets(
    row: Evaluation, differences: Sequence[FrameDifference], heard: Heard, speakers: Sequence[Speaker]
) -> list[BlindSet]:
    """Return the frames on which candidate and champion differ most, in that order.

    Args:
        row: Their evaluation.
        differences: The frames, among those of `heard`.
        heard: What the candidate, then the champion said.
        speakers: The two.
    """
    if len(speakers) < 2:
        return []
    numbers = {frame.frame_id: number for number, frame in enumerate(heard.frames)}
    sets: list[BlindSet] = []
    for place, difference in enumerate(differences):
        number = numbers[difference.frame_id]
        frame = heard.frames[number]
        candidate, champion = (
            shown_shapes(speaker, said, number) for speaker, said in zip(speakers, heard.said, strict=True)
        )
        people = _held_shapes(frame)
        sets.append(
            make_set(row, frame.frame_id, frame, place, candidate=candidate, champion=champion, people=people)
        )
    return sets


def make_set(
    row: Evaluation,
    frame_id: str,
    frame: Frame | HeldOut,
    place: int,
    *,
    candidate: list[BlindShape],
    champion: list[BlindShape],
    people: Sequence[HeldShape] = (),
) -> BlindSet:
    """Return what the two versions of an evaluation show on a frame, to be compared at its place."""
    return BlindSet(
        id=set_id(row.id, frame_id),
        project_id=row.project_id,
        evaluation_id=row.id,
        frame_id=frame_id,
        asset_id=frame.asset_id,
        width=frame.width,
        height=frame.height,
        place=place,
        candidate=candidate,
        champion=champion,
        people=list(people),
        created_at=utc_now(),
    )


def set_id(evaluation_id: str, frame_id: str) -> str:
    """Name a frame of an evaluation: it is compared once."""
    return f"{evaluation_id}/{frame_id}"


def shown_shapes(speaker: Speaker, said: Said, number: int) -> list[BlindShape]:
    """Return what a version shows of a frame, best first."""
    is_tag = speaker.detector.kind == "tag"
    shapes: list[BlindShape] = []
    scores = said.scores[number]
    for place in np.argsort(-scores, kind="stable"):
        label, score = said.labels[number][place], float(scores[place])
        if score < speaker.shown_from(label) or len(shapes) == MOST_SHAPES:
            continue
        x, y, width, height = (float(value) for value in said.boxes[number][place])
        shape = Tag() if is_tag else Box(x=x, y=y, width=width, height=height)
        shapes.append(BlindShape(label=label, score=round(score, 4), shape=shape))
    return shapes


def _held_shapes(frame: HeldOut) -> list[HeldShape]:
    shapes = [
        HeldShape(label=label, shape=Box(x=x, y=y, width=width, height=height))
        for label, (x, y, width, height), _area in frame.boxes[:MOST_SHAPES]
    ]
    return [*shapes, *(HeldShape(label=tag, shape=Tag()) for tag in frame.tags)][:MOST_SHAPES]
