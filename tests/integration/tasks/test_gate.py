"""The gate at work: both versions over the same held-out frames, a verdict, and promotion with it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from annotations.actions.change_project import change_project
from annotations.domain.evaluation import GatePolicy
from annotations.domain.geometry import Tag
from annotations.domain.project import Project
from annotations.domain.training import TrainingPolicy
from annotations.errors import AlreadyExists, StateConflict
from annotations.store import snapshots
from annotations.store.tables import EVALUATIONS, FRAMES, MODEL_VERSIONS
from inference.actions.request_evaluation import request_evaluation
from inference.store.splits import read_splits
from tests.builders import Cast, draw, use_model
from tests.builders_gate import a_frozen, a_stored_model, a_stored_tagger, box_at, some_frames
from tests.circle import Circle, types_of
from tests.integration.tasks.gatehouse import (
    asked,
    bad,
    by_hand,
    good,
    judged,
    now,
    status_of,
    trained,
    with_wrong_champion,
    work,
)


@pytest.fixture
def project(cast: Cast) -> Project:
    """A project whose champion always points at the wrong place."""
    return with_wrong_champion(cast)


def test_a_better_version_of_a_training_is_promoted_by_itself(project: Project, circle: Circle) -> None:
    before = project.champion_id
    version = trained(project, good)
    circle.settle()
    row = judged(version.id)
    assert (row.status, row.verdict, row.acted, row.running) == ("finished", "promote", True, None)
    assert (now(project).champion_id, status_of(version)) == (version.id, "champion")
    assert row.champion_id == before
    assert row.frame_count == 6
    assert row.candidate is not None
    assert row.candidate.ap50 is not None
    assert row.champion is not None
    assert row.champion.ap50 is not None
    assert (row.candidate.ap50.value, row.champion.ap50.value, row.better_share) == (1.0, 0.0, 1.0)
    assert row.candidate.milliseconds is not None
    assert [entry.candidate_right - entry.champion_right for entry in row.differences] == [1] * 6
    told = types_of(project.id)
    assert told.count("model_version.judged") == 1
    assert told.count("model_version.promoted") == 1


def test_a_worse_version_is_refused_with_the_reason(project: Project, circle: Circle) -> None:
    champion = good(project, status="champion")
    use_model(project, champion)
    version = trained(project, bad)
    circle.settle()
    row = judged(version.id)
    assert (row.verdict, row.acted) == ("keep", False)
    assert (now(project).champion_id, status_of(version), status_of(champion)) == (
        champion.id,
        "refused",
        "champion",
    )
    assert any("has to be better" in reason for reason in row.reasons)
    assert [entry.champion_right for entry in row.differences] == [1] * 6


def test_after_a_promotion_the_version_before_can_come_back(project: Project, circle: Circle) -> None:
    version = trained(project, good)
    circle.settle()
    before = MODEL_VERSIONS.find(project.champion_id or "")
    assert before is not None
    assert before.status == "archived"
    by_hand(project, before)
    assert (now(project).champion_id, status_of(version)) == (before.id, "archived")


def test_too_few_held_out_frames_leave_it_open(project: Project, circle: Circle) -> None:
    version = trained(project, good, frames=3)
    circle.settle()
    row = judged(version.id)
    assert (row.status, row.verdict, row.frame_count) == ("finished", "undecided", 3)
    assert "1 more" in row.reasons[0]
    assert (now(project).champion_id, status_of(version)) == (project.champion_id, "candidate")


def test_where_people_have_the_last_word_nothing_is_promoted(project: Project, circle: Circle) -> None:
    change_project(project=project, gate=GatePolicy(promote="ask"))
    version = trained(project, good)
    circle.settle()
    row = judged(version.id)
    assert (row.verdict, row.acted) == ("promote", False)
    assert (now(project).champion_id, status_of(version)) == (project.champion_id, "candidate")


def test_without_a_champion_whoever_finds_something_is_promoted(cast: Cast, circle: Circle) -> None:
    assert cast.project.champion_id is None
    version = trained(cast.project, good)
    circle.settle()
    assert judged(version.id).champion is None
    assert now(cast.project).champion_id == version.id


@pytest.mark.parametrize(
    "changes",
    [{"touched": False}, {"verdict": "skipped"}, {"verdict": "returned"}],
    ids=["nobody touched it", "skipped", "returned"],
)
def test_only_frames_that_people_vouch_for_are_measured(
    project: Project, circle: Circle, changes: dict[str, Any]
) -> None:
    frames = some_frames(project, 6)
    snapshot = a_frozen(project, frames, **changes)
    version = good(project, training_id="trn_" + "0" * 32, snapshot_id=snapshot.id)
    circle.settle()
    assert judged(version.id).frame_count == 0


def test_frames_that_were_learned_from_are_not_measured(project: Project, circle: Circle) -> None:
    frames = some_frames(project, 6)
    snapshot = a_frozen(project, frames, split="train")
    version = good(project, training_id="trn_" + "0" * 32, snapshot_id=snapshot.id)
    circle.settle()
    assert (judged(version.id).verdict, judged(version.id).frame_count) == ("undecided", 0)


def test_labels_of_a_foreign_model_are_called_what_the_project_calls_them(cast: Cast, circle: Circle) -> None:
    project = cast.project
    champion = a_stored_model(None, labels=("feline", "plane"), scores=((0.9, 0.5),))
    use_model(project, champion)
    change_project(project=now(project), label_map={"feline": "cat", "plane": None})
    version = trained(project, good)
    circle.settle()
    row = judged(version.id)
    assert row.champion is not None
    assert row.champion.ap50 is not None
    assert (row.champion.knows, row.champion.ap50.value, row.champion.predictions) == (["cat"], 1.0, 6)
    assert row.verdict == "keep"


def test_a_frame_whose_pixels_are_gone_is_left_out_and_told(project: Project, circle: Circle) -> None:
    frames = some_frames(project, 6)
    frames[2] = frames[2].model_copy(update={"rendition": "renditions/00/00/gone.png"})
    FRAMES.change({"_id": frames[2].id}, {"$set": {"rendition": frames[2].rendition}})
    snapshot = a_frozen(project, frames)
    version = good(project, training_id="trn_" + "0" * 32, snapshot_id=snapshot.id)
    circle.settle()
    row = judged(version.id)
    assert (row.verdict, row.frame_count) == ("promote", 5)
    assert "left out: 1" in row.reasons[-1]


def test_one_candidate_is_measured_once_at_a_time(project: Project, cast: Cast) -> None:
    version = good(project)
    gate = threading.Barrier(4)

    def ask(_number: int) -> str:
        gate.wait(20)
        try:
            return request_evaluation(project=project, candidate_id=version.id, actor=cast.alice.actor).id
        except AlreadyExists:
            return ""

    with ThreadPoolExecutor(4) as pool:
        assert sum(bool(made) for made in pool.map(ask, range(4))) == 1
    assert EVALUATIONS.count({"candidate_id": version.id}) == 1


def test_the_champion_cannot_be_measured_against_itself(project: Project, cast: Cast) -> None:
    with pytest.raises(StateConflict):
        request_evaluation(project=project, candidate_id=project.champion_id or "", actor=cast.alice.actor)


def test_what_nobody_trained_here_is_measured_on_a_photograph_of_the_project(
    project: Project, cast: Cast
) -> None:
    change_project(
        project=project, gate=GatePolicy(least_frames=2), training=TrainingPolicy(holdout_share=0.5)
    )
    frames = some_frames(project, 5)
    for frame in frames[:4]:
        draw(frame, cast.bob, shape=box_at())
    version = good(project)
    row = work(asked(project, version, cast))
    assert (row.verdict, row.frame_count, now(project).champion_id) == ("promote", 2, version.id)
    frozen = snapshots.find_snapshot(row.snapshot_id or "")
    assert frozen is not None
    assert (frozen.trigger, frozen.frame_count) == ("training", 5)
    assert sorted(read_splits(project.id).values()) == ["holdout", "holdout", "train", "train"]


def test_one_that_tags_does_not_follow_one_that_finds_boxes_by_itself(project: Project, cast: Cast) -> None:
    frames = some_frames(project, 6)
    a_frozen(project, frames, objects=[("cat", box_at()), ("cat", Tag())])
    version = a_stored_tagger(project, 0.9, 0.1)
    row = work(asked(project, version, cast))
    assert row.candidate is not None
    assert row.candidate.accuracy is not None
    assert (row.candidate.accuracy.value, row.verdict, row.needs_person) == (1.0, "undecided", True)
    assert "finds objects" in row.reasons[-1]
