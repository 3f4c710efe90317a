"""Compare a candidate with the champion on what both said of the same frames, and let the gate judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from annotations.domain.evaluation import FrameDifference, GatePolicy, Report
from inference.actions.hear_versions import Heard, Said, Speaker
from inference.actions.held_out import HeldOut, truths_of
from inference.evaluation.bootstrap import SAMPLES, draw_frames, share_better
from inference.evaluation.differences import most_different
from inference.evaluation.gate import Judgement, decide, judged_by
from inference.evaluation.measure import Kind, Measured, measure

SEED = 20_260_101
"""Of the draws: the same frames and answers give the same intervals."""


@dataclass(frozen=True)
class Comparison:
    """Both reports and what the gate makes of them."""

    candidate: Report
    champion: Report | None
    better_share: float | None
    differences: list[FrameDifference]
    judgement: Judgement
    notes: list[str] = field(default_factory=list)
    needs_person: bool = False


def compare(
    policy: GatePolicy, candidate: Speaker, champion: Speaker | None, heard: Heard, labels: Sequence[str]
) -> Comparison:
    """Measure both and judge.

    Args:
        policy: The project's.
        candidate: Whose words come first in `heard`.
        champion: Whose words come second; None where there is none.
        heard: The frames and what was said of them.
        labels: The project's labels in its order.
    """
    kind = candidate.detector.kind
    if not heard.frames:
        return _unmeasured(policy, candidate, champion)
    speakers = [candidate, *([champion] if champion else [])]
    # One of another kind says nothing of this one.
    words = [
        said if speaker.detector.kind == kind else _silence(said)
        for speaker, said in zip(speakers, heard.said, strict=True)
    ]
    used = _used_labels(labels, heard.frames, words, kind)
    truths = truths_of(heard.frames, kind, used)
    drawn = draw_frames(len(heard.frames), samples=SAMPLES, seed=SEED)
    measured = [
        measure(
            kind,
            truths,
            said.as_claims(used),
            labels=used,
            shown_from=np.array([speaker.shown_from(label) for label in used], np.float64),
            drawn=drawn,
            report=_begin(speaker, said),
        )
        for speaker, said in zip(speakers, words, strict=True)
    ]
    own, other = measured[0], measured[1] if champion else None
    metric = judged_by(policy, own.report, other.report if other is not None else None)
    share = None
    if other is not None:
        share = share_better(own.sampled[metric], other.sampled[metric], margin=policy.margin)
    report, before = _told(own.report), _told(other.report) if other is not None else None
    notes, needs_person = _notes(heard, champion, kind)
    judgement = decide(
        policy,
        candidate=report,
        champion=before,
        frame_count=len(heard.frames),
        better_share=share,
        notes=notes,
        needs_person=needs_person,
    )
    differences = _differences(heard.frames, own, other) if other is not None else []
    return Comparison(report, before, share, differences, judgement, notes, needs_person)


def _told(report: Report) -> Report:
    """Leave out labels of which there is no object: thousands of them would say nothing."""
    return report.model_copy(update={"by_label": [entry for entry in report.by_label if entry.objects]})


def _unmeasured(policy: GatePolicy, candidate: Speaker, champion: Speaker | None) -> Comparison:
    own = Report(model_version_id=candidate.version.id, knows=candidate.knows)
    before = Report(model_version_id=champion.version.id, knows=champion.knows) if champion else None
    judgement = decide(policy, candidate=own, champion=before, frame_count=0, better_share=None)
    return Comparison(own, before, None, [], judgement)


def _begin(speaker: Speaker, said: Said) -> Report:
    return Report(model_version_id=speaker.version.id, knows=speaker.knows, milliseconds=said.milliseconds)


def _used_labels(
    labels: Sequence[str], frames: Sequence[HeldOut], words: Sequence[Said], kind: Kind
) -> list[str]:
    """Return the labels that stand on a frame or were said of one."""
    used = {name for said in words for names in said.labels for name in names}
    for frame in frames:
        used |= set(frame.tags) if kind == "tag" else {entry[0] for entry in frame.boxes}
    return [label for label in labels if label in used]


def _silence(said: Said) -> Said:
    frames = len(said.labels)
    return Said([[]] * frames, [np.zeros(0)] * frames, [np.zeros((0, 4))] * frames, said.took)


def _notes(heard: Heard, champion: Speaker | None, kind: Kind) -> tuple[list[str], bool]:
    """Say what could not be measured; and whether one that tags frames would follow one that finds boxes."""
    notes: list[str] = []
    needs_person = False
    other = champion.detector.kind if champion is not None else kind
    if other != kind and any(frame.boxes if other == "box" else frame.tags for frame in heard.frames):
        ways = ("finds objects", "tags frames") if other == "box" else ("tags frames", "finds objects")
        notes.append(
            f"The champion {ways[0]}, the candidate {ways[1]}: a person has to say which is wanted here."
        )
        needs_person = True
    if heard.unreadable:
        notes.append(f"Held-out frames whose pixels cannot be read were left out: {heard.unreadable}.")
    return notes, needs_person


def _differences(frames: Sequence[HeldOut], own: Measured, other: Measured) -> list[FrameDifference]:
    missed = own.truths.frame[~own.counted.found & ~other.counted.found]
    by_frame = np.bincount(missed, minlength=len(frames))
    return [
        FrameDifference(
            frame_id=frames[place].frame_id,
            asset_id=frames[place].asset_id,
            champion_right=int(other.counted.right[place]),
            champion_wrong=int(other.counted.wrong[place]),
            candidate_right=int(own.counted.right[place]),
            candidate_wrong=int(own.counted.wrong[place]),
            missed_by_both=int(by_frame[place]),
        )
        for place in most_different(own.counted, other.counted)
    ]
