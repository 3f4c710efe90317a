"""What may be wrong is named with its reason; what is right is left alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.domain.annotation import Annotation
from annotations.domain.geometry import Box, Polygon
from annotations.domain.prediction import Prediction
from annotations.domain.suspect import FEWEST, Suspicion, Usual, judge_frame, learn_usual, suspect_id
from tests.builders import a_box, an_annotation

HERE, THERE = a_box(10, 10, 100, 80), a_box(300, 200, 100, 80)
USUAL = learn_usual([("cat", 100.0 + place, 80.0) for place in range(FEWEST)])


def said(label: str, score: float, shape: Box = HERE) -> Prediction:
    return Prediction(
        id=f"prd_1.{int(score * 100)}",
        frame_id="frm_1",
        model_version_id="mdl_1",
        label=label,
        score=score,
        shape=shape,
    )


def judged(
    objects: list[Annotation], words: list[Prediction], *, finished: bool = True, **more: Any
) -> list[Suspicion]:
    usual: dict[str, Usual] = more.get("usual", {})
    return judge_frame(objects, words, show=0.4, usual=usual, finished=finished, size=(640, 480))


def test_nothing_gives_no_reason_to_doubt() -> None:
    assert judged([], []) == []
    assert learn_usual([]) == {}
    assert judged([an_annotation(shape=HERE)], [said("cat", 0.9)], usual=USUAL) == []


def test_another_name_of_which_the_model_is_sure_is_doubtful() -> None:
    drawn = an_annotation(shape=HERE)
    (found,) = judged([drawn], [said("dog", 0.9)])
    assert (found.kind, found.annotation_id, found.suggested, found.score) == ("label", drawn.id, "dog", 0.9)
    assert "cat" in found.reason
    assert "90%" in found.reason


@pytest.mark.parametrize(
    "words",
    [
        [said("dog", 0.5)],
        [said("dog", 0.9), said("cat", 0.6)],
        [said("dog", 0.9, a_box(80, 60, 100, 80))],
    ],
    ids=["not sure", "says both", "of something beside it"],
)
def test_a_person_is_believed_where_the_model_is_not_sure_of_another(words: list[Prediction]) -> None:
    assert judged([an_annotation(shape=HERE)], words, finished=False) == []


def test_what_the_model_sees_and_nobody_drew_is_missing_once_and_on_finished_frames_only() -> None:
    drawn = an_annotation(shape=HERE)
    words = [said("cat", 0.9), said("cat", 0.8, THERE), said("dog", 0.7, a_box(305, 200, 100, 80))]
    (found,) = judged([drawn], words)
    assert (found.kind, found.prediction_id, found.annotation_id) == ("missing", words[1].id, None)
    assert judged([drawn], words, finished=False) == []
    outline = Polygon(points=[(300, 200), (400, 200), (400, 280), (300, 280)])
    assert judged([drawn, an_annotation(shape=outline)], words) == []


def test_two_in_one_place_are_doubtful_whatever_they_are_called() -> None:
    one, two = an_annotation(shape=HERE), an_annotation(shape=a_box(11, 10, 100, 80), label="dog")
    (found,) = judged([one, two], [])
    assert (found.kind, found.annotation_id) == ("twin", two.id)
    assert "“dog” and “cat”" in found.reason
    assert judged([one, an_annotation(shape=a_box(60, 10, 100, 80))], []) == []


@pytest.mark.parametrize(
    ("shape", "kind", "word"),
    [
        (a_box(0, 0, 600, 470), "size", "larger"),
        (a_box(0, 0, 12, 10), "size", "smaller"),
        (a_box(0, 0, 300, 27), "form", "wider"),
        (a_box(0, 0, 27, 300), "form", "narrower"),
        (a_box(0, 0, 110, 85), None, ""),
    ],
)
def test_an_odd_size_or_form_is_doubtful(shape: Box, kind: str | None, word: str) -> None:
    found = judged([an_annotation(shape=shape)], [], usual=USUAL)
    assert [entry.kind for entry in found] == ([kind] if kind else [])
    assert all(word in entry.reason and 0.5 <= entry.score <= 1 for entry in found)
    assert judged([an_annotation(shape=shape, label="dog")], [], usual=USUAL) == [], "too few to know"


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), max_size=60))
@settings(max_examples=50, deadline=None)
def test_boxes_of_any_size_can_be_learnt_from(sizes: list[tuple[float, float]]) -> None:
    usual = learn_usual([("cat", width, height) for width, height in sizes])
    found = judged([an_annotation(shape=HERE)], [], usual=usual)
    assert all(0 <= entry.score <= 1 for entry in found)


def test_a_suspicion_is_known_again() -> None:
    drawn = an_annotation(shape=HERE)
    (one,) = judged([drawn], [said("dog", 0.9)])
    (two,) = judged([drawn], [said("dog", 0.8)])
    assert suspect_id("prj_1", "frm_1", one) == suspect_id("prj_1", "frm_1", two)
    (other,) = judged([drawn], [said("bird", 0.9)])
    assert suspect_id("prj_1", "frm_1", one) != suspect_id("prj_1", "frm_1", other)
