"""Consensus: what several voters say of a frame, made one: objects, their labels by vote, the best shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotations.domain.geometry import Box, Shape
from annotations.domain.matching import SAME_OBJECT, Drawn, cluster_objects, overlap
from annotations.domain.record import Record

EXACT = 1e-9


class Voter(Record):
    """A person or a model version with what it says; people weigh 1."""

    id: str
    name: str
    kind: str = "person"
    weight: float = 1.0
    drawn: list[Drawn]


class Vote(Record):
    """What one voter says of a proposal: its object, or nothing there."""

    voter_id: str
    label: str | None
    shape: Shape | None
    object_id: str | None
    overlap: float | None
    """With the proposed shape."""


class Proposal(Record):
    """One object of the consensus. `support` is the weight of those who say this label there, of all voters.

    `kept` says that the support is enough; `agreed` that every voter says the same.
    """

    number: int
    label: str
    shape: Shape
    support: float
    kept: bool
    agreed: bool
    tied: bool
    source_id: str | None
    """The object whose shape, and with it its answers, is taken; None where the shape is made of several."""
    votes: list[Vote]


def find_consensus(
    voters: Sequence[Voter], *, least: float = SAME_OBJECT, keep: float = 0.5
) -> list[Proposal]:
    """Return the objects that voters say, those with the most support first.

    An object's label is the one with the greatest weight; of equal ones the first by name, and it is `tied`.
    Its shape: of upright boxes the weighted median of each edge, else the one nearest to all others.
    """
    whole = sum(voter.weight for voter in voters)
    made: list[Proposal] = []
    for cluster in cluster_objects([voter.drawn for voter in voters], least=least):
        members = [(voters[person], voters[person].drawn[place]) for person, place in cluster.items()]
        weights: Counter[str] = Counter()
        for voter, said in members:
            weights[said.label] += voter.weight  # type: ignore[assignment]  # weights are not whole
        best = max(weights.values())
        leading = sorted(label for label, weight in weights.items() if weight >= best - EXACT)
        label = leading[0]
        shape, source_id = best_shape(
            [(voter.weight, said) for voter, said in members if said.label == label]
        )
        proposed = Drawn(id="", label=label, shape=shape)
        told = {voter.id: said for voter, said in members}
        votes = [_vote(voter, told.get(voter.id), proposed) for voter in voters]
        support = weights[label] / whole
        made.append(
            Proposal(
                number=0,
                label=label,
                shape=shape,
                support=round(support, 6),
                kept=support >= keep - EXACT and len(leading) == 1,
                agreed=len(members) == len(voters) and len(weights) == 1,
                tied=len(leading) > 1,
                source_id=source_id,
                votes=votes,
            )
        )
    made.sort(key=lambda entry: -entry.support)
    return [entry.model_copy(update={"number": number}) for number, entry in enumerate(made)]


def best_shape(members: Sequence[tuple[float, Drawn]]) -> tuple[Shape, str | None]:
    """Return the shape for objects that mean the same, and whose it is; nobody's if made of several."""
    boxes = [(weight, said.shape) for weight, said in members if isinstance(said.shape, Box)]
    upright = len(boxes) == len(members) and not any(shape.rotation for _weight, shape in boxes)
    if len(members) > 1 and upright:
        left = weighted_median([(shape.x, weight) for weight, shape in boxes])
        top = weighted_median([(shape.y, weight) for weight, shape in boxes])
        right = weighted_median([(shape.x + shape.width, weight) for weight, shape in boxes])
        bottom = weighted_median([(shape.y + shape.height, weight) for weight, shape in boxes])
        return Box(x=left, y=top, width=right - left, height=bottom - top), None
    nearest = max(
        members,
        key=lambda entry: (sum(weight * overlap(entry[1], other) for weight, other in members), entry[0]),
    )
    return nearest[1].shape, nearest[1].id


def weighted_median(values: Sequence[tuple[float, float]]) -> float:
    """Return the value up to which half of the weight lies; between two where it is met exactly."""
    ranked = sorted(values)
    half, sum_of = sum(weight for _value, weight in ranked) / 2, 0.0
    for place, (value, weight) in enumerate(ranked):
        sum_of += weight
        if abs(sum_of - half) <= EXACT and place + 1 < len(ranked):
            return (value + ranked[place + 1][0]) / 2
        if sum_of > half:
            return value
    return ranked[-1][0]


def _vote(voter: Voter, said: Drawn | None, proposed: Drawn) -> Vote:
    if said is None:
        return Vote(voter_id=voter.id, label=None, shape=None, object_id=None, overlap=None)
    placed = said.model_copy(update={"label": proposed.label})
    return Vote(
        voter_id=voter.id,
        label=said.label,
        shape=said.shape,
        object_id=said.id,
        overlap=round(overlap(placed, proposed), 6),
    )
