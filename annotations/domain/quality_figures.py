"""The figures of the quality page, read off a project's counts: agreement, known truth, acceptance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from annotations.domain.actor import Actor
from annotations.domain.agreement import (
    against_the_rest,
    alpha_of_coincidences,
    cohen_kappa,
    fleiss_of_sums,
)
from annotations.domain.quality_counts import MILLIONTHS, Counts
from annotations.domain.record import Record

Rate = float | None


class PairFigures(Record):
    """Two voters: how far they agree on what they both looked at."""

    one: str
    other: str
    frames: int
    objects: int
    agreed: int
    kappa: Rate
    mean_iou: Rate


class FleissFigures(Record):
    """Fleiss' kappa of the frames that as many people answered."""

    raters: int
    frames: int
    objects: int
    kappa: Rate


class Work(Record):
    """What became of predictions, and what was drawn beside them."""

    accepted: int = 0
    adjusted: int = 0
    rejected: int = 0
    drawn: int = 0


class TruthFigures(Record):
    """How answers compare with known truth."""

    found: int = 0
    missed: int = 0
    extra: int = 0
    mean_iou: Rate = None
    precision: Rate = None
    recall: Rate = None


class LabelFigures(Record):
    """One label: agreement of people on it, known truth, acceptance of its predictions."""

    label: str
    objects: int
    alpha: Rate
    kappa: Rate
    mean_iou: Rate
    truth: TruthFigures
    work: Work


class PersonFigures(Record):
    """One person or model: agreement with the other people, known truth, acceptance."""

    person: Actor
    frames: int
    kappa: Rate
    mean_iou: Rate
    agreed: Rate
    truth_frames: int
    truth: TruthFigures
    work: Work


class Figures(Record):
    """All of a project."""

    alpha: Rate
    fleiss: list[FleissFigures]
    frames: int
    objects: int
    labels: list[LabelFigures]
    people: list[PersonFigures]
    pairs: list[PairFigures]


Contingency = dict[tuple[str, str], float]


def read_figures(counts: Counts, people: Mapping[str, Actor]) -> Figures:
    """Return the figures that counts stand for."""
    pairs: dict[tuple[str, str], Contingency] = defaultdict(dict)
    met: Contingency = defaultdict(float)
    said: dict[str, dict[str, int]] = defaultdict(dict)
    work: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    truth: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    sums: dict[tuple[str, ...], int] = {}
    for key, count in counts.items():
        match key:
            case ("pair", one, other, mine, theirs):
                pairs[one, other][mine, theirs] = count
            case ("met", raters, mine, theirs):
                met[mine, theirs] += count / (int(raters) - 1)
            case ("said", raters, label):
                said[raters][label] = count
            case ("work", person, label, what):
                work[person][label][what] = count
            case ("truth", person, label, what):
                truth[person][label][what] = count
            case _:
                sums[key] = count
    sizes = sorted({key[1] for key in sums if key[0] == "panels"})
    labels = sorted(
        {one for table in pairs.values() for pair in table for one in pair if one}
        | {label for by_label in (*work.values(), *truth.values()) for label in by_label if label}
    )
    named = sorted(
        {who for pair in pairs for who in pair} | set(work) | set(truth),
        key=lambda who: people[who].name if who in people else who,
    )
    persons = {who for who in named if who in people and people[who].kind == "person"}
    human = {pair: table for pair, table in pairs.items() if set(pair) <= persons}
    return Figures(
        alpha=_round(alpha_of_coincidences(met)),
        fleiss=[_fleiss(number, said[number], sums) for number in sizes],
        frames=sum(sums.get(("panels", number), 0) for number in sizes),
        objects=sum(sums.get(("items", number), 0) for number in sizes),
        labels=[_label(label, met, human, sums, truth, work) for label in labels],
        people=[
            _person(people[who], pairs, persons, sums, truth.get(who, {}), work.get(who, {}))
            for who in named
            if who in people
        ],
        pairs=[_pair(pair, table, sums) for pair, table in sorted(pairs.items())],
    )


def _fleiss(raters: str, said: Mapping[str, int], sums: Mapping[tuple[str, ...], int]) -> FleissFigures:
    items = sums.get(("items", raters), 0)
    kappa = fleiss_of_sums(said, items=items, agreeing=sums.get(("agreeing", raters), 0), raters=int(raters))
    return FleissFigures(
        raters=int(raters), frames=sums.get(("panels", raters), 0), objects=items, kappa=_round(kappa)
    )


def _pair(pair: tuple[str, str], table: Contingency, sums: Mapping[tuple[str, ...], int]) -> PairFigures:
    one, other = pair
    return PairFigures(
        one=one,
        other=other,
        frames=sums.get(("frames", one, other), 0),
        objects=int(sum(table.values())),
        agreed=_agreed(table),
        kappa=_round(cohen_kappa(table)),
        mean_iou=_mean(sums.get(("iou", one, other, "sum"), 0), sums.get(("iou", one, other, "count"), 0)),
    )


def _label(
    label: str,
    met: Contingency,
    human: Mapping[tuple[str, str], Contingency],
    sums: Mapping[tuple[str, ...], int],
    truth: Mapping[str, Mapping[str, Mapping[str, int]]],
    work: Mapping[str, Mapping[str, Mapping[str, int]]],
) -> LabelFigures:
    whole: dict[tuple[bool, bool], float] = {}
    objects = 0.0
    for table in human.values():
        for key, count in against_the_rest(table, label).items():
            whole[key] = whole.get(key, 0) + count
            objects += count if any(key) else 0
    return LabelFigures(
        label=label,
        objects=int(objects),
        alpha=_round(alpha_of_coincidences(against_the_rest(met, label))),
        kappa=_round(cohen_kappa(whole)),
        mean_iou=_mean(sums.get(("label_iou", label, "sum"), 0), sums.get(("label_iou", label, "count"), 0)),
        truth=_truth([by_label.get(label, {}) for by_label in truth.values()]),
        work=_work([by_label.get(label, {}) for by_label in work.values()]),
    )


def _person(
    who: Actor,
    pairs: Mapping[tuple[str, str], Contingency],
    persons: set[str],
    sums: Mapping[tuple[str, ...], int],
    truth: Mapping[str, Mapping[str, int]],
    work: Mapping[str, Mapping[str, int]],
) -> PersonFigures:
    own: Contingency = {}
    frames = iou_sum = iou_count = 0
    for (one, other), table in pairs.items():
        if who.id not in {one, other} or (({one, other} - {who.id}) - persons):
            continue
        frames += sums.get(("frames", one, other), 0)
        iou_sum += sums.get(("iou", one, other, "sum"), 0)
        iou_count += sums.get(("iou", one, other, "count"), 0)
        for (mine, theirs), count in table.items():
            key = (mine, theirs) if one == who.id else (theirs, mine)
            own[key] = own.get(key, 0) + count
    whole = sum(own.values())
    return PersonFigures(
        person=who,
        frames=frames,
        kappa=_round(cohen_kappa(own)),
        mean_iou=_mean(iou_sum, iou_count),
        agreed=round(_agreed(own) / whole, 6) if whole else None,
        truth_frames=sums.get(("truth_frames", who.id), 0),
        truth=_truth(list(truth.values())),
        work=_work(list(work.values())),
    )


def _agreed(table: Contingency) -> int:
    return int(sum(count for (one, other), count in table.items() if one == other))


def _truth(parts: list[Mapping[str, int]]) -> TruthFigures:
    found, missed, extra, iou = (
        sum(part.get(name, 0) for part in parts) for name in ("found", "missed", "extra", "iou")
    )
    return TruthFigures(
        found=found,
        missed=missed,
        extra=extra,
        mean_iou=_mean(iou, found),
        precision=_share(found, found + extra),
        recall=_share(found, found + missed),
    )


def _work(parts: list[Mapping[str, int]]) -> Work:
    """Add counters up; one that was taken back by somebody else must not show below zero."""
    return Work(**{name: max(0, sum(part.get(name, 0) for part in parts)) for name in Work.model_fields})


def _mean(millionths: int, count: int) -> Rate:
    return round(millionths / MILLIONTHS / count, 6) if count else None


def _share(part: int, whole: int) -> Rate:
    return round(part / whole, 6) if whole else None


def _round(figure: Rate) -> Rate:
    return None if figure is None else round(figure, 9)
