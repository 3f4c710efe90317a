"""What a label may ask, which answers fit, and which are missing."""

from typing import Any

import pytest
from pydantic import ValidationError

from annotations.domain.attribute import Attribute, missing_attributes
from annotations.domain.label import Label, SkeletonTemplate

POSE: dict[str, Any] = {"name": "pose", "type": "select", "values": ["front", "side"]}
AGE: dict[str, Any] = {"name": "age", "type": "number", "min": 0, "max": 120, "step": 0.5}
NOTE: dict[str, Any] = {"name": "note", "type": "text"}
LIT: dict[str, Any] = {"name": "lit", "type": "checkbox"}


@pytest.mark.parametrize(
    ("definition", "value", "fits"),
    [
        (POSE, "front", True), (POSE, "back", False), (POSE, "", False), (POSE, True, False),
        (POSE, 1, False),
        (AGE, 0, True), (AGE, 12.5, True), (AGE, 120, True), (AGE, 12.3, False), (AGE, -1, False),
        (AGE, 121, False), (AGE, True, False), (AGE, "12", False),
        ({**AGE, "min": None, "step": 0.1}, 0.1 + 0.2, True), ({**AGE, "min": 1, "step": 2}, 4, False),
        ({**AGE, "min": 1, "step": 2}, 5, True),
        (NOTE, "", True), (NOTE, "anything", True), (NOTE, 3, False), (NOTE, False, False),
        (LIT, True, True), (LIT, False, True), (LIT, 1, False), (LIT, "true", False),
    ],
)  # fmt: skip
def test_an_answer_fits_or_is_told_why_not(definition: dict[str, Any], value: Any, fits: bool) -> None:
    reason = Attribute(**definition).fault(value)
    assert (reason is None) == fits, reason


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        ({"name": "", "type": "text"}, "name"),
        ({"name": "a.b", "type": "text"}, "name"),
        ({"name": "$a", "type": "text"}, "name"),
        ({"name": "Occluded", "type": "checkbox"}, "name"),
        ({"name": "z", "type": "number"}, "name"),
        ({"name": "a\u202eb", "type": "text"}, "name"),
        ({"name": "a", "type": "colour"}, "type"),
        ({"name": "a", "type": "select", "values": ["x", "x"]}, "values"),
        ({"name": "a", "type": "text", "values": ["x"]}, "values"),
        ({"name": "a", "type": "select", "values": [str(n) for n in range(201)]}, "values"),
        ({"name": "a", "type": "text", "min": 1}, "min"),
        ({"name": "a", "type": "number", "min": 2, "max": 1}, "max"),
        ({"name": "a", "type": "number", "max": float("inf")}, "max"),
        ({"name": "a", "type": "number", "step": 0}, "step"),
        ({"name": "a", "type": "number", "max": 5, "default": 6}, "default"),
        ({"name": "a", "type": "select", "values": ["x"], "default": "y"}, "default"),
        ({"name": "a", "type": "checkbox", "default": "yes"}, "default"),
        ({"name": "a", "type": "text", "default": "x" * 1001}, "default"),
        ({"name": "a", "type": "text", "required": "yes"}, "required"),
        ({"name": "a", "type": "text", "surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_definition_names_its_field(definition: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Attribute(**definition)
    assert field in {str(entry["loc"][0]) for entry in caught.value.errors()}


@pytest.mark.parametrize(
    ("template", "field"),
    [
        ({"points": []}, "points"),
        ({"points": ["a", "a"]}, "points"),
        ({"points": [str(n) for n in range(201)]}, "points"),
        ({"points": ["a", "b"], "edges": [(0, 2)]}, "edges"),
        ({"points": ["a", "b"], "edges": [(1, 1)]}, "edges"),
        ({"points": ["a", "b"], "edges": [(0, -1)]}, "edges"),
        ({"points": ["a", "b"], "layout": [(0.0, 0.0)]}, "layout"),
        ({"points": ["a"], "layout": [(0.0, 1.5)]}, "layout"),
    ],
)
def test_a_wrong_skeleton_names_its_field(template: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SkeletonTemplate(**template)
    assert field in {str(entry["loc"][0]) for entry in caught.value.errors()}


def test_a_label_written_before_attributes_reads_as_asking_nothing() -> None:
    label = Label.model_validate({"name": "cat", "color": "#112233"})
    assert (label.attributes, label.skeleton, label.shape) == ((), None, "any")


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({}, ["pose", "note"]),
        ({"pose": "front", "note": "  "}, ["note"]),
        ({"pose": "back", "note": "x"}, ["pose"]),
        ({"pose": "front", "note": "x"}, []),
    ],
)
def test_required_answers_that_are_empty_or_do_not_fit_any_more_are_missing(
    answers: dict[str, Any], missing: list[str]
) -> None:
    asked = [Attribute(**POSE, required=True), Attribute(**AGE), Attribute(**NOTE, required=True)]
    assert missing_attributes([], answers) == []
    assert missing_attributes(asked, answers) == missing
