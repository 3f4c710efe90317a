"""Which submitted frames are looked at, and who gets which work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.issue import find_mentions
from annotations.domain.work import ReviewPolicy, author_share, decide_look, draw_of, share_in_turn

PEOPLE = {"ann": "1", "Bob.Miller": "2", "zoë": "3"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", []),
        ("nobody@ann.example", []),
        ("@ann look", ["1"]),
        ("@ANN and (@bob.miller): @ann again", ["1", "2"]),
        ("ask @bob.miller.", ["2"]),
        ("@zoë, @nobody", ["3"]),
    ],
)
def test_a_text_names_people_of_the_project_by_an_at(text: str, named: list[str]) -> None:
    assert find_mentions(text, PEOPLE) == named


def look(
    policy: ReviewPolicy,
    frame: str = "frm_1",
    difference: float | None = None,
    record: tuple[int, int] = (0, 0),
) -> bool:
    return decide_look(policy, frame, difference=difference, returned=record[0], judged=record[1]).wanted


def test_a_share_is_drawn_by_the_frame_alone_and_is_about_as_large_as_asked() -> None:
    frames = [f"frm_{number:032x}" for number in range(2_000)]
    drawn = {frame for frame in frames if look(ReviewPolicy(rule="share", share=0.2), frame)}
    assert 340 < len(drawn) < 460
    assert drawn <= {frame for frame in frames if look(ReviewPolicy(rule="share", share=0.3), frame)}
    assert all(0 <= draw_of(frame) < 1 for frame in frames)


def test_what_differs_much_from_the_model_is_looked_at_and_what_no_model_saw() -> None:
    policy = ReviewPolicy(rule="disagreement", differs=0.25)
    assert [look(policy, difference=found) for found in (None, 0.0, 0.24, 0.25, 1.0)] == [
        True,
        False,
        False,
        True,
        True,
    ]


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0, 1))
def test_more_is_looked_at_of_whom_more_came_back(returned: int, more: int, least: float) -> None:
    judged = returned + more
    share = author_share(least, returned=returned, judged=judged)
    assert least - 1e-4 <= share <= 1
    assert share <= author_share(least, returned=returned + 1, judged=judged + 1)


def test_somebody_new_is_looked_at_always_and_somebody_reliable_seldom() -> None:
    assert author_share(0.1, returned=0, judged=0) == 1.0
    assert author_share(0.1, returned=0, judged=200) == 0.1


def test_work_is_shared_in_turn_or_to_whoever_has_least() -> None:
    assert share_in_turn(0, {"a": 0}, by_load=False) == []
    assert share_in_turn(5, {"a": 9, "b": 0}, by_load=False) == ["a", "b", "a", "b", "a"]
    assert share_in_turn(5, {"a": 3, "b": 0}, by_load=True) == ["b", "b", "b", "a", "b"]
