"""Shares are held without chance, and figures of frames say what they are said to say."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.frame_scores import (
    NOTHING_SHOWN,
    disagreement_of,
    first_waiting,
    renewed,
    uncertainty_of,
)
from annotations.domain.geometry import Box, Tag
from annotations.domain.prediction import Prediction
from annotations.domain.queue import QueuePolicy, StrategyShare, rank_labels, rank_strategies

MIX = [
    StrategyShare(strategy="uncertainty", share=6),
    StrategyShare(strategy="rare", share=3),
    StrategyShare(strategy="random", share=1),
]
DRAWS = 10_000


def said(label: str, score: float, x: float = 0.0, *, tag: bool = False) -> Prediction:
    shape = Tag() if tag else Box(x=x, y=0, width=10, height=10)
    return Prediction(
        id="prd_1.0", frame_id="frm_1", model_version_id="mdl_1", label=label, score=score, shape=shape
    )


def test_a_mix_holds_its_shares_over_ten_thousand_draws_and_at_every_moment() -> None:
    drawn: Counter[str] = Counter()
    for number in range(1, DRAWS + 1):
        drawn[rank_strategies(MIX, number)[0]] += 1
        for entry in MIX:
            assert abs(drawn[entry.strategy] - number * entry.share / 10) <= 4, number
    assert drawn["uncertainty"] == pytest.approx(6_000, abs=2)


def test_the_turns_of_a_strategy_without_candidates_go_to_the_others_by_their_shares() -> None:
    drawn: Counter[str] = Counter()
    for number in range(1, DRAWS + 1):
        drawn[next(name for name in rank_strategies(MIX, number) if name != "uncertainty")] += 1
    assert drawn["rare"] == pytest.approx(7_500, abs=20)
    assert drawn["random"] == pytest.approx(2_500, abs=20)


def test_the_labels_of_the_draws_that_come_to_the_rare_hold_their_weights_too() -> None:
    weights = {"cat": 1.0, "dog": 0.5, "bird": 0.5, "gone": 0.0}
    numbers = [number for number in range(DRAWS) if rank_strategies(MIX, number)[0] == "rare"]
    drawn = Counter(rank_labels(weights, number)[0] for number in numbers)
    assert drawn["cat"] / len(numbers) == pytest.approx(0.5, abs=0.02)
    assert drawn["dog"] / len(numbers) == pytest.approx(0.25, abs=0.02)
    assert "gone" not in drawn


@given(
    shares=st.lists(st.floats(min_value=1e-6, max_value=1_000), min_size=1, max_size=6),
    number=st.integers(0, 10**9),
)
@settings(max_examples=200, deadline=None)
def test_every_strategy_of_any_mix_has_a_place_in_every_draw(shares: list[float], number: int) -> None:
    names = ["uncertainty", "disagreement", "rare", "diversity", "random", "order"][: len(shares)]
    mix = [
        StrategyShare.model_validate({"strategy": n, "share": s}) for n, s in zip(names, shares, strict=True)
    ]
    assert sorted(rank_strategies(mix, number)) == sorted(names)


def test_a_strategy_stands_in_a_mix_once() -> None:
    twice = [{"strategy": "random", "share": 1}, {"strategy": "random", "share": 2}]
    with pytest.raises(ValueError, match="stands in the mix once"):
        QueuePolicy.model_validate({"mix": twice})


@pytest.mark.parametrize(
    ("scores", "least", "most"),
    [
        ([], NOTHING_SHOWN, NOTHING_SHOWN),
        ([0.05], NOTHING_SHOWN, NOTHING_SHOWN),
        ([0.99], 0.0, 0.05),
        ([0.4], 0.8, 0.8),
        ([0.39], 0.75, 0.8),
        ([0.99, 0.4], 0.8, 0.85),
        ([0.4] * 5, 1.0, 1.0),
        ([1.0, 0.0], 0.0, 0.0),
    ],
)
def test_what_lies_near_the_threshold_is_uncertain(scores: list[float], least: float, most: float) -> None:
    assert least <= uncertainty_of(scores, 0.4) <= most


@given(st.lists(st.floats(0, 1), max_size=30), st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_uncertainty_lies_between_nothing_and_one(scores: list[float], show: float) -> None:
    assert 0 <= uncertainty_of(scores, show) <= 1


def test_two_versions_disagree_by_what_they_do_not_share() -> None:
    cat, moved = said("cat", 0.9), said("cat", 0.8, x=2)
    assert disagreement_of([], [], 0.5) == 0
    assert disagreement_of([cat], [cat], 0.5) == 0
    assert disagreement_of([cat], [], 0.5) == 1
    assert disagreement_of([cat], [said("dog", 0.9)], 0.5) == 1
    assert disagreement_of([cat], [said("cat", 0.3)], 0.5) == 1
    assert 0 < disagreement_of([cat], [moved], 0.5) < 0.5
    assert disagreement_of([cat, said("dog", 0.9, x=50)], [cat], 0.5) == pytest.approx(1 / 3, abs=1e-3)
    assert disagreement_of([said("cat", 0.9, tag=True)], [said("cat", 0.7, tag=True)], 0.5) == 0


def test_a_frame_is_found_by_the_labels_that_the_canvas_shows() -> None:
    fresh = first_waiting("frm_1", position="ast_1", index=0)
    assert fresh.uncertainty is None
    assert first_waiting("frm_1", position="ast_1", index=0) == fresh
    assert 0 <= fresh.chance < 1
    rated = renewed(
        fresh,
        version_id="mdl_1",
        said=[said("cat", 0.9), said("cat", 0.6), said("dog", 0.95), said("bird", 0.1)],
        others=None,
        show=0.5,
    )
    assert rated.shown == ["dog", "cat"]
    assert rated.disagreement is None
    assert rated.uncertainty is not None
    assert (rated.order, rated.chance) == (fresh.order, fresh.chance)
