"""Reports of one version: intervals, calibration, tags, precision at the shown score, frames that differ."""

from typing import Any

import numpy as np
import pytest

from annotations.domain.evaluation import Report
from inference.evaluation.bootstrap import (
    Ranked,
    draw_frames,
    interval,
    rank_labels,
    sample_precision,
    share_better,
)
from inference.evaluation.calibration import calibration_error
from inference.evaluation.columns import Claims, Truths, as_claims, as_truths
from inference.evaluation.differences import Counted, most_different
from inference.evaluation.matching import match
from inference.evaluation.measure import Kind, Measured, measure
from inference.evaluation.precision import accumulate
from inference.evaluation.tags import frames_right, match_tags
from tests.coco_judge import a_world

BOX = (10.0, 10.0, 40.0, 40.0)
FAR = (200.0, 200.0, 40.0, 40.0)


def measured(
    truths: Truths, claims: Claims, *, frames: int, kind: Kind = "box", shown: float = 0.5, labels: int = 1
) -> Measured:
    return measure(
        kind,
        truths,
        claims,
        labels=[f"label {place}" for place in range(labels)],
        shown_from=np.full(labels, shown),
        drawn=draw_frames(frames, samples=200, seed=1),
        report=Report(model_version_id="mdl"),
    )


def test_nothing_there_and_nothing_said_measures_nothing() -> None:
    found = measured(as_truths([], [], []), as_claims([], [], [], []), frames=3)
    assert (found.report.ap50, found.report.ap, found.report.calibration_error) == (None, None, None)
    assert found.report.by_label[0].model_dump() == {
        "label": "label 0", "objects": 0, "ap50": None, "ap": None, "precision": None, "recall": None,
    }  # fmt: skip
    assert np.isnan(found.sampled["ap50"]).all()


def test_a_draw_with_every_frame_once_gives_the_figure_itself() -> None:
    truths, claims = a_world(3, frames=30, labels=3, objects=150, claims=500, ties=True)
    matches = match(truths, claims)
    curves = accumulate(matches, 3)
    ranked = rank_labels(matches, frame_count=30, label_count=3)
    once = sample_precision(ranked, np.ones((1, 30), np.int64))
    assert once.mean() == pytest.approx(curves.ap(), abs=1e-9)
    assert once[0, 0] == pytest.approx(curves.ap(overlap=0.5), abs=1e-9)


def test_a_draw_gives_the_figure_of_the_frames_it_repeats() -> None:
    truths, claims = a_world(5, frames=12, labels=2, objects=80, claims=240)
    drawn = draw_frames(12, samples=6, seed=4)
    found = sample_precision(rank_labels(match(truths, claims), frame_count=12, label_count=2), drawn)
    for sample, counts in enumerate(drawn):
        again = np.repeat(np.arange(12), counts)
        curves = accumulate(match(_drawn(truths, again), _drawn(claims, again)), 2)
        assert found[0, sample] == pytest.approx(curves.ap(overlap=0.5), abs=1e-9)
        assert found[:, sample].mean() == pytest.approx(curves.ap(), abs=1e-9)


def _drawn(columns: Any, frames: np.ndarray[Any, Any]) -> Any:
    """Repeat the rows of frames as they were drawn, each time as a frame of its own."""
    rows = [np.flatnonzero(columns.frame == frame) for frame in frames]
    places = np.concatenate(rows)
    fields = {name: getattr(columns, name)[places] for name in columns.__dataclass_fields__}
    return type(columns)(**{**fields, "frame": np.repeat(np.arange(len(frames)), [len(row) for row in rows])})


def test_crowds_are_passed_over_in_draws_too() -> None:
    truths, claims = a_world(6, frames=12, labels=2, objects=80, claims=240, crowds=0.3)
    ranked = rank_labels(match(truths, claims), frame_count=12, label_count=2)
    once = sample_precision(ranked, np.ones((1, 12), np.int64))
    assert once.mean() == pytest.approx(accumulate(match(truths, claims), 2).ap(), abs=1e-9)


def test_draws_are_seeded_and_as_many_as_there_are_frames() -> None:
    drawn = draw_frames(7, samples=50, seed=9)
    assert (drawn.sum(axis=1) == 7).all()
    assert (drawn == draw_frames(7, samples=50, seed=9)).all()
    assert (drawn != draw_frames(7, samples=50, seed=8)).any()


def test_an_interval_holds_its_value_and_narrows_with_more_frames() -> None:
    def width(frames: int) -> float:
        truths, claims = a_world(2, frames=frames, labels=1, objects=4 * frames, claims=12 * frames)
        found = measured(truths, claims, frames=frames).report.ap50
        assert found is not None
        assert found.low <= found.value <= found.high
        return found.high - found.low

    assert width(160) < width(10)
    assert interval(0.4, np.array([np.nan])).model_dump() == {"value": 0.4, "low": 0.4, "high": 0.4}


@pytest.mark.parametrize(
    ("candidate", "champion", "margin", "share"),
    [
        ([], [], 0.0, None),
        ([np.nan], [0.1], 0.0, None),
        ([0.5, 0.5], [0.5, 0.5], 0.0, 0.0),
        ([0.6, 0.4, np.nan], [0.5, 0.5, 0.5], 0.0, 0.5),
        ([0.6, 0.8], [0.5, 0.5], 0.2, 0.5),
    ],
)
def test_the_share_of_draws_in_which_one_is_better(
    candidate: list[float], champion: list[float], margin: float, share: float | None
) -> None:
    assert share_better(np.array(candidate), np.array(champion), margin=margin) == share


def test_a_label_without_claims_counts_as_nothing_found() -> None:
    entry = Ranked(
        np.zeros(0, np.int64),
        np.zeros((2, 0), np.bool_),
        np.zeros((2, 0), np.bool_),
        np.array([1, 0], np.int64),
    )
    found = sample_precision([entry], np.array([[1, 1], [0, 2]], np.int64))
    assert found[:, 0].tolist() == [0, 0]
    assert np.isnan(found[:, 1]).all()


@pytest.mark.parametrize(
    ("scores", "right", "error"),
    [
        ([], [], None),
        ([1.0], [True], 0.0),
        ([1.0], [False], 1.0),
        ([0.75, 0.75, 0.75, 0.75], [True, True, True, False], 0.0),
        ([0.25, 0.95], [True, True], 0.4),
    ],
)
def test_calibration_is_how_far_scores_lie_from_the_share_that_is_right(
    scores: list[float], right: list[bool], error: float | None
) -> None:
    found = calibration_error(np.array(scores), np.array(right, np.bool_))
    assert found == (None if error is None else pytest.approx(error))


def test_precision_and_recall_are_those_of_what_is_shown() -> None:
    truths = as_truths([0, 1], [0, 0], [BOX, BOX])
    claims = as_claims([0, 0, 1, 1], [0, 0, 0, 0], [BOX, FAR, BOX, FAR], [0.9, 0.6, 0.4, 0.3])
    entry = measured(truths, claims, frames=2, shown=0.5).report.by_label[0]
    assert (entry.objects, entry.precision, entry.recall) == (2, 0.5, 0.5)
    entry = measured(truths, claims, frames=2, shown=0.4).report.by_label[0]
    assert (entry.precision, entry.recall) == (2 / 3, 1.0)


def test_what_is_right_and_wrong_is_counted_by_frame() -> None:
    truths = as_truths([0, 1, 1], [0, 0, 0], [BOX, BOX, FAR])
    claims = as_claims([0, 0, 1, 1], [0, 0, 0, 0], [BOX, FAR, BOX, FAR], [0.9, 0.6, 0.8, 0.3])
    counted = measured(truths, claims, frames=3).counted
    assert counted.right.tolist() == [1, 1, 0]
    assert counted.wrong.tolist() == [1, 0, 0]
    assert counted.found.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("candidate", "champion", "order"),
    [
        ([], [], []),
        ([1, 1], [1, 1], []),
        ([0, 3, 1], [0, 0, 0], [1, 2]),
        ([0, 0, 0], [2, 5, 0], [1, 0]),
    ],
)
def test_frames_that_differ_most_come_first(
    candidate: list[int], champion: list[int], order: list[int]
) -> None:
    assert most_different(_right(candidate), _right(champion)) == order
    assert most_different(_right(candidate), _right(champion), most=1) == order[:1]


def _right(counts: list[int]) -> Counted:
    return Counted(np.array(counts, np.int64), np.zeros(len(counts), np.int64), np.zeros(0, np.bool_))


def tags(*said: tuple[int, int]) -> Truths:
    return as_truths([frame for frame, _ in said], [label for _, label in said], [BOX for _ in said])


def claimed(*said: tuple[int, int, float]) -> Claims:
    frames, labels, scores = zip(*said, strict=True) if said else ((), (), ())
    return as_claims(list(frames), list(labels), [BOX for _ in said], list(scores))


@pytest.mark.parametrize(
    ("there", "said", "right"),
    [
        ([], [], [True, True]),
        ([], [(0, 0, 0.9), (1, 0, 0.1)], [False, True]),
        ([(0, 0), (1, 1)], [], [False, False]),
        ([(0, 0), (1, 1)], [(0, 0, 0.3), (0, 1, 0.2), (1, 0, 0.8), (1, 1, 0.7)], [True, False]),
        ([(0, 0), (0, 1), (1, 1)], [(0, 0, 0.9), (0, 1, 0.8), (1, 1, 0.9)], [True, True]),
        ([(0, 0), (0, 1), (1, 1)], [(0, 0, 0.9), (0, 1, 0.2), (1, 1, 0.9), (1, 0, 0.6)], [False, False]),
        ([(0, 0), (0, 0), (1, 1)], [(0, 0, 0.9), (0, 0, 0.1), (1, 1, 0.9)], [True, True]),
    ],
)
def test_a_frame_is_right_when_its_tags_are(
    there: list[tuple[int, int]], said: list[tuple[int, int, float]], right: list[bool]
) -> None:
    matches = match_tags(tags(*there), claimed(*said))
    assert frames_right(matches, frame_count=2, shown=matches.scores >= 0.5).tolist() == right


def test_tags_are_measured_by_accuracy_and_by_label() -> None:
    there = tags((0, 0), (1, 1), (2, 1), (3, 0))
    said = claimed((0, 0, 0.9), (1, 1, 0.8), (2, 0, 0.7), (2, 1, 0.2), (3, 0, 0.6))
    report = measured(there, said, frames=4, kind="tag", labels=2).report
    assert report.accuracy is not None
    assert (report.accuracy.value, report.ap50, report.ap) == (0.75, None, None)
    first, second = report.by_label
    assert (first.precision, first.recall, second.precision, second.recall) == (2 / 3, 1.0, 1.0, 0.5)
    assert second.ap == pytest.approx(1.0)
    assert first.ap == pytest.approx((51 + 50 * 2 / 3) / 101)
