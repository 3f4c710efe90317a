"""Agreement equals reference libraries and published figures; what frames add comes off again exactly."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import cohen_kappa_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from annotations.domain.actor import Actor
from annotations.domain.agreement import (
    NOTHING,
    against_the_rest,
    alpha_of_coincidences,
    cohen_kappa,
    coincidences,
    krippendorff_alpha,
)
from annotations.domain.agreement import fleiss_kappa as our_fleiss_kappa
from annotations.domain.consensus import Voter
from annotations.domain.geometry import Box
from annotations.domain.matching import Drawn, cluster_objects, pair_objects
from annotations.domain.quality_counts import Counts, count_agreement, difference, score_truth
from annotations.domain.quality_figures import read_figures

CLOSE = 1e-9
LABELS = ("cat", "dog", "bird", NOTHING)
# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: four observers, twelve units.
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# Fleiss, "Measuring nominal scale agreement among many raters" (1971), as the textbooks give it: 14 raters.
TEXTBOOK = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def box(x: float, y: float = 0.0, size: float = 10.0, label: str = "cat", name: str = "") -> Drawn:
    return Drawn(id=name or f"{label}{x}", label=label, shape=Box(x=x, y=y, width=size, height=size))


def people_at(seed: int, count: int, objects: int = 8) -> list[Voter]:
    """Return people who look at the same objects, each a bit off, with slips."""
    chance = random.Random(seed)
    places = [
        (chance.uniform(0, 300), chance.uniform(0, 300), chance.choice(LABELS[:3])) for _ in range(objects)
    ]
    voters = []
    for person in range(count):
        drawn = [
            box(
                x + chance.uniform(-3, 3),
                y + chance.uniform(-3, 3),
                chance.uniform(9, 14),
                label if chance.random() < 0.8 else chance.choice(LABELS[:3]),
                f"{person}.{place}",
            )
            for place, (x, y, label) in enumerate(places)
            if chance.random() < 0.85
        ]
        voters.append(Voter(id=f"person {person}", name=f"person {person}", drawn=drawn))
    return voters


def test_nothing_rated_has_no_figure() -> None:
    assert cohen_kappa({}) is None
    assert our_fleiss_kappa([]) is None
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([["a", None], [None, "b"]]) is None
    assert cohen_kappa({("a", "a"): 5}) is None, "who only ever says one thing agrees by chance"
    assert alpha_of_coincidences({("a", "a"): 5.0}) is None
    with pytest.raises(ValueError, match="same number"):
        our_fleiss_kappa([{"a": 2}, {"a": 3}])


def test_published_examples_come_out_as_published() -> None:
    units: list[list[int | None]] = [list(unit) for unit in zip(*PUBLISHED, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)
    fleiss = our_fleiss_kappa(
        [{place: count for place, count in enumerate(row) if count} for row in TEXTBOOK]
    )
    assert fleiss == pytest.approx(0.210, abs=5e-4)
    binary = [
        list(pair)
        for pair in zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True)
    ]
    assert krippendorff_alpha(binary) == pytest.approx(0.095, abs=5e-4), "example A of the same paper"


@pytest.mark.parametrize("seed", range(12))
def test_random_ratings_agree_with_the_reference_libraries(seed: int) -> None:
    chance = random.Random(seed)
    raters, items = chance.randint(2, 6), chance.randint(5, 60)
    true = [chance.choice(LABELS) for _ in range(items)]
    said = [
        [label if chance.random() < 0.7 else chance.choice(LABELS) for label in true] for _ in range(raters)
    ]
    agrees_with_the_references(said, LABELS)
    agrees_on_alpha(
        [[name if chance.random() < 0.8 else None for name in unit] for unit in zip(*said, strict=True)]
    )


def test_ratings_of_real_pictures_agree_with_the_reference_libraries() -> None:
    """Handwritten digits, read by four trained readers that differ in kind; none reads all."""
    pixels, written = load_digits(return_X_y=True)
    half = len(pixels) // 2
    readers: list[Any] = [
        KNeighborsClassifier(),
        GaussianNB(),
        DecisionTreeClassifier(random_state=1),
        RandomForestClassifier(20, random_state=1),
    ]
    names = [str(digit) for digit in range(10)]
    said = [
        [str(digit) for digit in reader.fit(pixels[:half], written[:half]).predict(pixels[half:])]
        for reader in readers
    ]
    assert all(len(set(reader)) == len(names) for reader in said)
    agrees_with_the_references(said, names)
    agrees_on_alpha(
        [
            [name if (place + rater) % 4 else None for rater, name in enumerate(unit)]
            for place, unit in enumerate(zip(*said, strict=True))
        ]
    )


def agrees_with_the_references(said: list[list[str]], labels: Sequence[str]) -> None:
    """Compare Cohen's kappa, also label by label, and Fleiss' with scikit-learn's and statsmodels'."""
    one, other = said[0], said[1]
    pairs = Counter(zip(one, other, strict=True))
    assert cohen_kappa(pairs) == pytest.approx(cohen_kappa_score(one, other), abs=CLOSE)
    for label in labels:
        ours = cohen_kappa(against_the_rest(pairs, label))
        theirs = cohen_kappa_score([name == label for name in one], [name == label for name in other])
        assert ours == pytest.approx(theirs, abs=CLOSE, nan_ok=True)
    units = list(zip(*said, strict=True))
    table, _names = aggregate_raters([[labels.index(name) for name in unit] for unit in units])
    ours = our_fleiss_kappa([Counter(unit) for unit in units])
    assert ours == pytest.approx(fleiss_kappa(table, method="fleiss"), abs=CLOSE)


def agrees_on_alpha(holes: list[list[str | None]]) -> None:
    """Compare Krippendorff's alpha with NLTK's; None where somebody did not rate."""
    task = AnnotationTask(
        [
            (str(rater), str(item), name)
            for item, unit in enumerate(holes)
            for rater, name in enumerate(unit)
            if name is not None
        ]
    )
    assert krippendorff_alpha(holes) == pytest.approx(task.alpha(), abs=CLOSE)


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_those_with_the_greatest_sum(seed: int) -> None:
    one, other = people_at(seed, 2, objects=5)
    found = pair_objects(one.drawn, other.drawn, least=0.1)
    assert len({row for row, _, _ in found}) == len({column for _, column, _ in found}) == len(found)

    def best(rows: list[int], taken: frozenset[int]) -> float:
        if not rows:
            return 0.0
        alone = best(rows[1:], taken)
        near = [pair_objects([one.drawn[rows[0]]], [said], least=0.1) for said in other.drawn]
        with_one = [
            pairs[0][2] + best(rows[1:], taken | {column})
            for column, pairs in enumerate(near)
            if pairs and column not in taken
        ]
        return max([alone, *with_one])

    assert sum(near for _, _, near in found) == pytest.approx(best(list(range(len(one.drawn))), frozenset()))


def test_a_greedy_choice_does_not_cost_a_second_pair() -> None:
    one = [box(0), box(4)]
    other = [box(3), box(8)]
    assert [pair[:2] for pair in pair_objects(one, other, least=0.3)] == [(0, 0), (1, 1)]
    assert cluster_objects([one, other], least=0.3) == [{0: 0, 1: 0}, {0: 1, 1: 1}]


def test_a_cluster_holds_one_object_of_a_person_and_only_what_all_overlap() -> None:
    said = [[box(0), box(1)], [box(0.5)], [box(5)], []]
    clusters = cluster_objects(said)
    assert sorted(member for cluster in clusters for member in cluster.items()) == [
        (0, 0), (0, 1), (1, 0), (2, 0),
    ]  # fmt: skip
    assert {0: 0, 1: 0} in clusters or {0: 1, 1: 0} in clusters
    assert {2: 0} in clusters, "what one of them means is not enough"


def figures_of(counts: Counts, voters: list[Voter]) -> Any:
    kinds = {voter.id: "person" if voter.kind == "person" else "machine" for voter in voters}
    people = {
        voter.id: Actor.model_validate({"id": voter.id, "name": voter.name, "kind": kinds[voter.id]})
        for voter in voters
    }
    return read_figures(counts, people)


def test_figures_read_off_counts_are_those_of_all_ratings_at_once() -> None:
    total: Counter[tuple[str, ...]] = Counter()
    units: list[list[str]] = []
    first_two: list[tuple[str, str]] = []
    for seed in range(10):
        voters = people_at(seed, 3)
        total.update(count_agreement(voters))
        drawn = [voter.drawn for voter in voters]
        for cluster in cluster_objects(drawn):
            units.append([drawn[who][cluster[who]].label if who in cluster else NOTHING for who in range(3)])
        pairs = pair_objects(drawn[0], drawn[1])
        first_two += [(drawn[0][row].label, drawn[1][column].label) for row, column, _ in pairs]
        rows, columns = {row for row, _, _ in pairs}, {column for _, column, _ in pairs}
        first_two += [(said.label, NOTHING) for row, said in enumerate(drawn[0]) if row not in rows]
        first_two += [(NOTHING, said.label) for col, said in enumerate(drawn[1]) if col not in columns]
    figures = figures_of(dict(total), voters)
    task = AnnotationTask(
        [(str(who), str(item), name) for item, unit in enumerate(units) for who, name in enumerate(unit)]
    )
    table, _names = aggregate_raters([[LABELS.index(name) for name in unit] for unit in units])
    assert figures.alpha == pytest.approx(task.alpha(), abs=CLOSE)
    assert figures.fleiss[0].kappa == pytest.approx(fleiss_kappa(table, method="fleiss"), abs=CLOSE)
    pair = next(entry for entry in figures.pairs if {entry.one, entry.other} == {"person 0", "person 1"})
    reference = cohen_kappa_score(*zip(*first_two, strict=True))
    assert pair.kappa == pytest.approx(reference, abs=CLOSE)
    assert (pair.frames, pair.objects) == (10, len(first_two))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(0, 50))
def test_what_a_frame_added_comes_off_without_a_trace(seeds: list[int], again: int) -> None:
    parts = [count_agreement(people_at(seed, 3, objects=4)) for seed in seeds]
    total: Counter[tuple[str, ...]] = Counter()
    for part in parts:
        total.update(part)
    anew = count_agreement(people_at(again, 4, objects=4))
    total.update(difference(anew, parts[0]))
    expected: Counter[tuple[str, ...]] = Counter(anew)
    for part in parts[1:]:
        expected.update(part)
    assert +total == +expected
    assert all(count >= 0 for count in total.values())


def test_a_model_counts_in_its_pairs_and_not_among_people() -> None:
    people = people_at(1, 2)
    model = Voter(id="mdl_1", name="detector 1", kind="model", drawn=people[0].drawn)
    alone = figures_of(count_agreement(people), people)
    both = figures_of(count_agreement([*people, model]), [*people, model])
    assert (both.alpha, both.fleiss) == (alone.alpha, alone.fleiss)
    assert len(both.pairs) == 3
    machine = next(entry for entry in both.people if entry.person.kind == "machine")
    assert machine.kappa is not None


def test_an_answer_is_scored_against_the_truth() -> None:
    truth = [box(0), box(100), box(200, label="dog")]
    score, counts = score_truth([], truth, person_id="bob")
    assert (score.found, score.missed, score.extra, score.f1) == (0, 3, 0, 0.0)
    answer = [box(1), box(100, label="dog"), box(300)]
    score, counts = score_truth(answer, truth, person_id="bob")
    assert (score.found, score.called, score.missed, score.extra) == (1, 1, 1, 1)
    assert score.f1 == pytest.approx(2 / 6, abs=1e-6)
    figures = read_figures(counts, {"bob": Actor(id="bob", name="bob")})
    by_label = {entry.label: entry.truth for entry in figures.labels}
    assert (by_label["cat"].found, by_label["cat"].missed, by_label["cat"].extra) == (1, 1, 1)
    assert (by_label["dog"].found, by_label["dog"].missed, by_label["dog"].extra) == (0, 1, 1)
    assert figures.people[0].truth.recall == pytest.approx(1 / 3, abs=1e-6)
    assert score_truth([], [], person_id="bob")[0].f1 is None, "an empty picture answered empty"


def test_a_unit_of_one_value_meets_nothing() -> None:
    units: list[list[str | None]] = [["a"], ["a", None]]
    assert coincidences(units) == {}
