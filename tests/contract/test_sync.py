"""The state read before plus the events since equals the state read afresh, whatever was done."""

import copy
from collections.abc import Callable

import pytest

from annotations.domain.asset import Frame
from annotations.domain.prediction import PackedPredictions
from tests.builders import (
    Cast,
    a_box,
    a_frame,
    a_model_version,
    ask,
    correct,
    draw,
    predict,
)
from tests.caller import Caller
from tests.circle import Circle, log_of
from tests.contract.frame_rule import apply_event, shown


class Story:
    """A frame with three ghosts and one object, and the means to go on from there."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.frame: Frame = a_frame(cast.project)
        self.version = a_model_version(cast.project)
        self.said: PackedPredictions = predict(self.frame, self.version, "cat", "dog", "bird")
        self.drawn = draw(self.frame, cast.bob)

    def do(self, kind: str, **fields: object) -> str:
        """Correct, and return the id of the object that came of it."""
        (outcome,) = correct(self.frame, self.cast.bob, ask(kind, **fields)).results  # type: ignore[arg-type]
        assert outcome.status == "applied"
        return outcome.annotation.id if outcome.annotation else ""

    def ghost(self, index: int) -> str:
        return f"{self.said.id}.{index}"


def accept(story: Story) -> str:
    return story.do("accept", prediction_id=story.ghost(0))


def withdraw(story: Story) -> None:
    story.do("withdraw", annotation_id=accept(story), revision=1)


def restore_after_withdrawal(story: Story) -> None:
    made = accept(story)
    story.do("withdraw", annotation_id=made, revision=1)
    story.do("restore", annotation_id=made, revision=2)


def remove(story: Story) -> None:
    story.do("remove", annotation_id=story.drawn, revision=1)


def restore(story: Story) -> None:
    remove(story)
    story.do("restore", annotation_id=story.drawn, revision=2, label="dog")


def remove_accepted(story: Story) -> None:
    story.do("remove", annotation_id=accept(story), revision=1)


def reopen(story: Story) -> None:
    story.do("reject", prediction_id=story.ghost(1))
    story.do("reopen", prediction_id=story.ghost(1))


def predict_again(story: Story) -> None:
    accept(story)
    predict(story.frame, story.version, "bird", "bird")


def another_model_speaks(story: Story) -> None:
    story.do("reject", prediction_id=story.ghost(2))
    predict(story.frame, a_model_version(story.cast.project, version="2"), "dog")


def withdraw_after_another_model_spoke(story: Story) -> None:
    made = accept(story)
    predict(story.frame, a_model_version(story.cast.project, version="2"), "dog")
    story.do("withdraw", annotation_id=made, revision=1)


def withdraw_after_the_same_model_spoke_again(story: Story) -> None:
    made = accept(story)
    predict(story.frame, story.version, "dog")
    story.do("withdraw", annotation_id=made, revision=1)


def a_whole_batch(story: Story) -> None:
    correct(
        story.frame,
        story.cast.bob,
        ask("add", label="cat", shape=a_box(300, 300)),
        ask("accept", prediction_id=story.ghost(0)),
        ask("reject", prediction_id=story.ghost(1)),
        ask("remove", annotation_id=story.drawn, revision=1),
    )


STEPS: list[Callable[[Story], object]] = [
    lambda story: None,
    lambda story: story.do("add", label="dog", shape=a_box(200, 200)),
    accept,
    lambda story: story.do("accept", prediction_id=story.ghost(2), label="dog"),
    lambda story: story.do("adjust", prediction_id=story.ghost(1), shape=a_box(1, 1, 5, 5)),
    lambda story: story.do("adjust", annotation_id=story.drawn, revision=1, shape=a_box(9, 9)),
    lambda story: story.do("reshape", annotation_id=story.drawn, revision=1, shape=a_box(7, 7)),
    lambda story: story.do("relabel", annotation_id=story.drawn, revision=1, label="bird"),
    lambda story: story.do("reject", prediction_id=story.ghost(0)),
    remove, restore, remove_accepted, withdraw, restore_after_withdrawal, reopen,
    predict_again, another_model_speaks,
    withdraw_after_another_model_spoke, withdraw_after_the_same_model_spoke_again, a_whole_batch,
]  # fmt: skip
NAMES = [
    "nothing", "add", "accept", "accept as another label", "adjust a ghost", "adjust an object", "reshape",
    "relabel", "reject", "remove", "restore", "remove accepted", "withdraw",
    "restore after withdrawal", "reopen", "predict again", "another model",
    "withdraw after another model", "withdraw after the same model", "batch",
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_events_bring_a_stale_state_up_to_date(
    cast: Cast, circle: Circle, alice: Caller, step: Callable[[Story], object]
) -> None:
    story = Story(cast)
    circle.settle()
    stale = alice.frame(story.frame.id)
    early = {**copy.deepcopy(stale)}
    step(story)
    circle.settle()
    fresh = shown(alice.frame(story.frame.id))
    log = log_of(cast.project.id)
    for event in log:
        apply_event(stale, event)
    assert shown(stale) == fresh
    for event in [entry for entry in log for _ in range(2)]:
        apply_event(early, event)
    assert shown(early) == fresh, "an event that comes twice does no harm"


def test_events_of_another_frame_change_nothing(cast: Cast, circle: Circle, alice: Caller) -> None:
    story = Story(cast)
    circle.settle()
    state = alice.frame(story.frame.id)
    before = shown(copy.deepcopy(state))
    draw(a_frame(cast.project), cast.bob)
    circle.settle()
    for event in log_of(cast.project.id):
        apply_event(state, event)
    assert shown(state) == before
