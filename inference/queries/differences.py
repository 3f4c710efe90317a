"""The held-out frames on which candidate and champion differ most, with what both and people say of them."""

from __future__ import annotations

from annotations.domain.blind import BlindShape, HeldShape
from annotations.domain.evaluation import Evaluation
from annotations.domain.record import Record
from annotations.errors import StateConflict
from inference.store import blind

MOST_FRAMES = 12
MOST_SHAPES = 50


class DifferingFrame(Record):
    """One frame with three sets of shapes, best first; `people` is what the two were measured by.

    `left_out` counts shapes of all three that are not told.
    """

    frame_id: str
    asset_id: str
    width: int
    height: int
    candidate: list[BlindShape]
    champion: list[BlindShape]
    people: list[HeldShape]
    left_out: int


def read_differences(row: Evaluation, person_id: str) -> list[DifferingFrame]:
    """Return the frames on which the two differ most, the largest difference first.

    Raises:
        StateConflict: the person could still compare the two blind, and the gate waits for votes.
    """
    if awaits_votes(row) and blind.count_votes(row.id, person_id) < blind.count_sets(row.id):
        message = "These pictures are shown when the blind comparison is over, so that votes stay blind."
        raise StateConflict(message, {"votes": "wanted"})
    frame_ids = [entry.frame_id for entry in row.differences[:MOST_FRAMES]]
    return [
        DifferingFrame(
            frame_id=entry.frame_id,
            asset_id=entry.asset_id,
            width=entry.width,
            height=entry.height,
            candidate=entry.candidate[:MOST_SHAPES],
            champion=entry.champion[:MOST_SHAPES],
            people=entry.people[:MOST_SHAPES],
            left_out=sum(
                max(0, len(shapes) - MOST_SHAPES)
                for shapes in (entry.candidate, entry.champion, entry.people)
            ),
        )
        for entry in blind.list_sets(row.id, frame_ids)
    ]


def awaits_votes(row: Evaluation) -> bool:
    """Tell whether the gate waits for people to compare the two."""
    return row.verdict == "undecided" and not row.acted and row.blind.votes < row.policy.blind_votes
