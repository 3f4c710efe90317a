"""The gate: whether a candidate takes the champion's place, and why, in sentences for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.domain.evaluation import (
    Blind,
    GatePolicy,
    GateVerdict,
    Interval,
    LabelReport,
    Metric,
    Report,
)

NAMES: dict[Metric, str] = {"ap50": "AP50", "ap": "AP", "accuracy": "Accuracy"}
MOST_NAMED = 5
SATURATED = 0.99
"""A figure from which there is nothing left to win: who is better has to be told by a finer one."""


@dataclass(frozen=True)
class Judgement:
    """A verdict and its reasons."""

    verdict: GateVerdict
    reasons: list[str]


@dataclass
class _Case:
    """What was found so far; whatever stands against the candidate weighs more than what is not known."""

    reasons: list[str] = field(default_factory=list)
    is_against: bool = False
    is_open: bool = False

    @property
    def verdict(self) -> GateVerdict:
        if self.is_against:
            return "keep"
        return "undecided" if self.is_open else "promote"

    def speak(self, reason: str, *, against: bool = False, leaves_open: bool = False) -> None:
        self.reasons.append(reason)
        self.is_against |= against
        self.is_open |= leaves_open


def judged_by(policy: GatePolicy, candidate: Report, champion: Report | None) -> Metric:
    """Return the figure that decides: the policy's, or accuracy where frames are tagged.

    Where both have an AP50 so high that neither can be better by it, AP breaks the tie.
    """
    if candidate.accuracy is not None:
        return "accuracy"
    return "ap" if _is_saturated(policy, candidate, champion) else policy.metric


def _is_saturated(policy: GatePolicy, candidate: Report, champion: Report | None) -> bool:
    if policy.metric != "ap50" or champion is None or candidate.ap is None or champion.ap is None:
        return False
    own, other = candidate.ap50, champion.ap50
    if own is None or other is None or other.value + policy.margin < SATURATED:
        return False
    return 0 <= own.value - other.value <= policy.margin


def decide(
    policy: GatePolicy,
    *,
    candidate: Report,
    champion: Report | None,
    frame_count: int,
    better_share: float | None,
    blind: Blind | None = None,
    notes: Sequence[str] = (),
    needs_person: bool = False,
) -> Judgement:
    """Decide about a candidate from the reports of both on the same frames.

    Args:
        policy: What the project asks for.
        candidate: What was measured of the candidate.
        champion: What was measured of the champion; None when there is none.
        frame_count: Held-out frames that were measured.
        better_share: Share of the bootstrap's draws in which the candidate is better by more than the margin,
            in the figure of `judged_by`.
        blind: How people judged the two without knowing which was which.
        notes: What has to be said beside the verdict.
        needs_person: Whether the two cannot really be compared, so that nothing is promoted by itself.
    """
    found = _judge(policy, candidate, champion, frame_count, better_share, blind or Blind())
    open_ = needs_person and found.verdict == "promote"
    return Judgement("undecided" if open_ else found.verdict, [*found.reasons, *notes])


def _judge(
    policy: GatePolicy,
    candidate: Report,
    champion: Report | None,
    frame_count: int,
    better_share: float | None,
    blind: Blind,
) -> Judgement:
    if frame_count < policy.least_frames:
        return Judgement("undecided", [_too_few(frame_count, policy.least_frames)])
    metric = judged_by(policy, candidate, champion)
    own = _figure(candidate, metric)
    if own is None:
        return Judgement(
            "undecided", ["No held-out frame has an object of this kind: nothing can be measured."]
        )
    case = _Case()
    finer = candidate.accuracy is None and metric != policy.metric
    if finer and champion is not None:
        _tell_tie(case, candidate, champion)
    _compare(case, policy, metric, own, _figure(champion, metric) if champion else None, better_share)
    _guard(case, policy, policy.metric if finer else metric, candidate, champion)
    if finer:
        _guard_finer(case, policy, candidate, champion)
    if case.verdict == "promote":
        _ask_people(case, policy, blind)
    return Judgement(case.verdict, case.reasons)


def _too_few(frame_count: int, least: int) -> str:
    missing = least - frame_count
    return (
        f"{_count(frame_count, 'held-out frame')} of at least {least}: {missing} more "
        f"{'is' if missing == 1 else 'are'} needed. Some of the next corrected frames will be held out."
    )


def _compare(
    case: _Case,
    policy: GatePolicy,
    metric: Metric,
    own: Interval,
    other: Interval | None,
    better_share: float | None,
) -> None:
    beside = other.value if other is not None else 0.0
    difference = own.value - beside
    sentence = f"{NAMES[metric]} {own.value:.2f} ({own.low:.2f}–{own.high:.2f})"
    sentence += f" beside {beside:.2f}" if other is not None else "; there is no champion to compare it with"
    if better_share is not None and other is not None:
        sentence += f": better in {_percent(better_share)} of samples"
    case.speak(sentence + ".")
    if difference <= policy.margin:
        wanted = f" by more than {policy.margin:.2f}" if policy.margin else ""
        told = "the same" if difference == 0 else f"{difference:+.3f}".replace("-", "−")
        case.speak(f"The candidate has to be better{wanted}; it is {told}.", against=True)
    elif better_share is not None and better_share < policy.certainty:
        case.speak(
            f"The policy asks for {_percent(policy.certainty)} of samples: this may be chance.", against=True
        )


def _tell_tie(case: _Case, candidate: Report, champion: Report) -> None:
    own, other = candidate.ap50, champion.ap50
    if own is not None and other is not None:
        case.speak(
            f"AP50 {own.value:.2f} beside {other.value:.2f}: by it there is nothing left to win. "
            "AP (0.50:0.95), which asks how closely the boxes fit, decides."
        )


def _guard_finer(case: _Case, policy: GatePolicy, candidate: Report, champion: Report | None) -> None:
    """Where AP decides, protected labels must not lose in AP either."""
    own = {entry.label: entry.ap for entry in candidate.by_label}
    for entry in champion.by_label if champion is not None else []:
        if entry.label in policy.protected and entry.label in candidate.knows and entry.ap is not None:
            change = (own.get(entry.label) or 0.0) - entry.ap
            if -change > policy.tolerance:
                _hold_to(case, f"{entry.label} AP", change, policy.tolerance)


def _guard(
    case: _Case, policy: GatePolicy, metric: Metric, candidate: Report, champion: Report | None
) -> None:
    """Look at each protected label, and at those that would no longer be known."""
    if champion is None:
        return
    own = {entry.label: entry for entry in candidate.by_label}
    before = {entry.label: entry for entry in champion.by_label}
    lost = [label for label in champion.knows if label not in candidate.knows]
    for label in policy.protected:
        there = _value(before.get(label), metric)
        if label in lost:
            case.speak(f"“{label}” is protected, and the candidate does not know it.", against=True)
        elif there is None and label in champion.knows:
            case.speak(
                f"“{label}” is protected, and no held-out frame shows one: it cannot be compared.",
                leaves_open=True,
            )
        elif there is not None:
            _hold_to(case, label, (_value(own.get(label), metric) or 0.0) - there, policy.tolerance)
    unguarded = [label for label in lost if label not in policy.protected]
    seen = [label for label in unguarded if (_value(before.get(label), metric) or 0.0) > policy.tolerance]
    if seen:
        case.speak(
            f"The champion finds {_list(seen)}; the candidate does not know it any more.", against=True
        )
    if unseen := [label for label in unguarded if label not in seen]:
        case.speak(f"The candidate no longer knows {_list(unseen)}, which no held-out frame needs.")


def _hold_to(case: _Case, label: str, change: float, tolerance: float) -> None:
    told = f"{label} {change:+.2f}".replace("-", "−")
    if change >= 0:
        case.speak(f"{told}.")
    elif -change <= tolerance:
        case.speak(f"{told}, within the tolerance of {tolerance:.2f}.")
    else:
        case.speak(f"{told}: more than the tolerance of {tolerance:.2f} for a protected label.", against=True)


def _ask_people(case: _Case, policy: GatePolicy, blind: Blind) -> None:
    if blind.votes:
        case.speak(
            f"Blind, people chose the candidate {_times(blind.candidate)}, the champion "
            f"{_times(blind.champion)}, neither {_times(blind.equal)}."
        )
    if not policy.blind_votes:
        return
    if blind.votes < policy.blind_votes:
        missing = policy.blind_votes - blind.votes
        case.speak(f"{_count(missing, 'blind comparison')} still to come.", leaves_open=True)
    elif blind.champion > blind.candidate:
        case.speak("The majority is against the candidate.", against=True)


def _figure(report: Report, metric: Metric) -> Interval | None:
    return {"ap50": report.ap50, "ap": report.ap, "accuracy": report.accuracy}[metric]


def _value(entry: LabelReport | None, metric: Metric) -> float | None:
    if entry is None:
        return None
    return entry.ap50 if metric == "ap50" else entry.ap


def _percent(share: float) -> str:
    # Rounded down: 99.6 % is not all of them.
    return f"{int(share * 100 + 1e-9)} %"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _list(labels: list[str]) -> str:
    named = ", ".join(f"“{label}”" for label in labels[:MOST_NAMED])
    return named + (f" and {len(labels) - MOST_NAMED} more" if len(labels) > MOST_NAMED else "")
