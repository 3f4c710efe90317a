"""The gate decides by the policy's rule and says why."""

from typing import Any

import pytest

from annotations.domain.evaluation import Blind, GatePolicy, Interval, LabelReport, Report
from inference.evaluation.gate import Judgement, decide


def a_report(
    ap50: float | None, *, knows: tuple[str, ...] = ("cat", "dog"), **by_label: float | None
) -> Report:
    return Report(
        model_version_id="mdl",
        knows=list(knows),
        ap50=None if ap50 is None else Interval(value=ap50, low=ap50 - 0.1, high=ap50 + 0.1),
        ap=None if ap50 is None else Interval(value=ap50 / 2, low=0, high=1),
        by_label=[
            LabelReport(
                label=label,
                objects=0 if value is None else 4,
                ap50=value,
                ap=value,
                precision=None,
                recall=None,
            )
            for label, value in by_label.items()
        ],
    )


def judged(
    candidate: Report,
    champion: Report | None,
    *,
    frames: int = 20,
    share: float | None = 0.9,
    blind: Blind | None = None,
    **policy: Any,
) -> Judgement:
    return decide(
        GatePolicy(**policy),
        candidate=candidate,
        champion=champion,
        frame_count=frames,
        better_share=share,
        blind=blind,
    )


@pytest.mark.parametrize("frames", [0, 1, 3])
def test_too_few_frames_decide_nothing_and_the_number_missing_is_told(frames: int) -> None:
    found = judged(a_report(0.9), a_report(0.1), frames=frames)
    assert found.verdict == "undecided"
    assert f"{4 - frames} more" in found.reasons[0]


def test_frames_without_an_object_decide_nothing() -> None:
    found = judged(a_report(None), a_report(None), share=None)
    assert (found.verdict, len(found.reasons)) == ("undecided", 1)


@pytest.mark.parametrize(
    ("candidate", "champion", "share", "policy", "verdict"),
    [
        (0.0, 0.0, 0.0, {}, "keep"),
        (0.5, 0.5, 0.4, {}, "keep"),
        (0.6, 0.5, 0.9, {}, "promote"),
        (0.5, 0.6, 0.1, {}, "keep"),
        (0.6, 0.5, 0.5, {}, "promote"),
        (0.6, 0.5, 0.49, {}, "keep"),
        (0.6, 0.5, 0.9, {"margin": 0.2}, "keep"),
        (0.8, 0.5, 0.9, {"margin": 0.2}, "promote"),
        (0.6, 0.5, 0.9, {"certainty": 0.95}, "keep"),
        (0.6, 0.5, 0.95, {"certainty": 0.95}, "promote"),
        (0.6, 0.5, 0.9, {"metric": "ap"}, "promote"),
        (0.6, 0.5, 0.9, {"promote": "ask"}, "promote"),
        (0.6, 0.5, None, {}, "promote"),
    ],
)
def test_a_candidate_has_to_be_better_and_surely_enough(
    candidate: float, champion: float, share: float | None, policy: dict[str, Any], verdict: str
) -> None:
    found = judged(a_report(candidate), a_report(champion), share=share, **policy)
    assert found.verdict == verdict
    assert "beside" in found.reasons[0]


def saturated(ap50: float, ap: float, *, dog: float = 0.8) -> Report:
    """Build a report whose AP50 leaves next to nothing to win."""
    labels = [
        LabelReport(label="dog", objects=4, ap50=1.0, ap=dog, precision=None, recall=None),
    ]
    report = a_report(ap50).model_copy(update={"by_label": labels})
    return report.model_copy(update={"ap": Interval(value=ap, low=ap - 0.05, high=ap + 0.05)})


@pytest.mark.parametrize(
    ("candidate", "champion", "share", "policy", "verdict", "by"),
    [
        (saturated(1.0, 0.8), saturated(1.0, 0.7), 0.9, {}, "promote", "AP "),
        (saturated(1.0, 0.7), saturated(1.0, 0.8), 0.1, {}, "keep", "AP "),
        (saturated(1.0, 0.7), saturated(1.0, 0.7), 0.0, {}, "keep", "AP "),
        (saturated(1.0, 0.8), saturated(1.0, 0.7), 0.6, {"certainty": 0.7}, "keep", "AP "),
        (saturated(1.0, 0.72), saturated(0.96, 0.7), 0.9, {"margin": 0.05}, "keep", "AP "),
        (saturated(1.0, 0.8), saturated(0.96, 0.7), 0.9, {"margin": 0.05}, "promote", "AP "),
        (saturated(1.0, 0.7), saturated(0.995, 0.8), 0.9, {}, "promote", "AP50"),
        (saturated(0.995, 0.9), saturated(1.0, 0.7), 0.1, {}, "keep", "AP50"),
        (saturated(0.9, 0.8), saturated(0.9, 0.7), 0.4, {}, "keep", "AP50"),
        (saturated(1.0, 0.8), saturated(1.0, 0.7), 0.9, {"metric": "ap"}, "promote", "AP "),
        (saturated(1.0, 0.8, dog=0.6), saturated(1.0, 0.7), 0.9, {"protected": ["dog"]}, "keep", "AP "),
        (saturated(1.0, 0.8), saturated(1.0, 0.7), 0.9, {"protected": ["dog"]}, "promote", "AP "),
    ],
)
def test_where_ap50_has_nothing_left_to_win_ap_breaks_the_tie(
    candidate: Report, champion: Report, share: float, policy: dict[str, Any], verdict: str, by: str
) -> None:
    found = judged(candidate, champion, share=share, **policy)
    assert found.verdict == verdict
    (comparison,) = [reason for reason in found.reasons if "–" in reason]
    assert comparison.startswith(by), found.reasons


def test_a_broken_tie_is_told_in_words() -> None:
    found = judged(saturated(1.0, 0.8), saturated(1.0, 0.7), share=0.91)
    assert found.reasons == [
        "AP50 1.00 beside 1.00: by it there is nothing left to win. "
        "AP (0.50:0.95), which asks how closely the boxes fit, decides.",
        "AP 0.80 (0.75–0.85) beside 0.70: better in 91 % of samples.",
    ]


def test_the_comparison_is_told_in_one_sentence() -> None:
    found = judged(a_report(0.62), a_report(0.55), share=0.938)
    assert found.reasons == ["AP50 0.62 (0.52–0.72) beside 0.55: better in 93 % of samples."]


@pytest.mark.parametrize(("own", "verdict"), [(0.0, "keep"), (0.3, "promote")])
def test_without_a_champion_the_candidate_has_to_find_something(own: float, verdict: str) -> None:
    assert judged(a_report(own), None, share=None).verdict == verdict


@pytest.mark.parametrize(
    ("own", "before", "verdict", "told"),
    [
        (0.5, 0.5, "promote", "cat +0.00."),
        (0.6, 0.5, "promote", "cat +0.10."),
        (0.49, 0.5, "promote", "cat −0.01, within the tolerance of 0.02."),
        (0.4, 0.5, "keep", "cat −0.10: more than the tolerance of 0.02 for a protected label."),
        (None, 0.5, "keep", "cat −0.50: more than the tolerance of 0.02 for a protected label."),
        (
            None,
            None,
            "undecided",
            "“cat” is protected, and no held-out frame shows one: it cannot be compared.",
        ),
    ],
)
def test_a_protected_label_may_not_become_worse(
    own: float | None, before: float | None, verdict: str, told: str
) -> None:
    found = judged(a_report(0.6, cat=own), a_report(0.5, cat=before), protected=("cat",))
    assert (found.verdict, found.reasons[-1]) == (verdict, told)


def test_a_label_that_nobody_protects_may_become_worse() -> None:
    assert judged(a_report(0.6, cat=0.1), a_report(0.5, cat=0.9)).verdict == "promote"


@pytest.mark.parametrize(
    ("before", "protected", "verdict"),
    [
        (0.4, (), "keep"),
        (0.4, ("dog",), "keep"),
        (None, (), "promote"),
        (None, ("dog",), "keep"),
        (0.0, (), "promote"),
    ],
)
def test_a_label_that_only_the_champion_knows_counts_as_worse(
    before: float | None, protected: tuple[str, ...], verdict: str
) -> None:
    found = judged(a_report(0.9, knows=("cat",), cat=0.9), a_report(0.5, dog=before), protected=protected)
    assert found.verdict == verdict
    assert any("dog" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ((0, 0, 0), "undecided"),
        ((1, 1, 0), "undecided"),
        ((2, 1, 0), "promote"),
        ((1, 1, 1), "promote"),
        ((1, 2, 0), "keep"),
        ((0, 0, 3), "promote"),
        ((9, 10, 3), "keep"),
    ],
)
def test_people_who_compare_blind_can_hold_a_candidate_back(
    votes: tuple[int, int, int], verdict: str
) -> None:
    candidate, champion, equal = votes
    blind = Blind(candidate=candidate, champion=champion, equal=equal)
    assert judged(a_report(0.6), a_report(0.5), blind=blind, blind_votes=3).verdict == verdict


def test_votes_do_not_let_a_worse_candidate_in() -> None:
    assert judged(a_report(0.4), a_report(0.5), blind=Blind(candidate=50), blind_votes=3).verdict == "keep"


def test_votes_are_told_but_decide_nothing_where_the_policy_asks_for_none() -> None:
    found = judged(a_report(0.6), a_report(0.5), blind=Blind(champion=1))
    assert found.verdict == "promote"
    assert found.reasons[-1].startswith("Blind")
