"""A rule is broken on both sides or on neither; the front end is held to the same vectors."""

import json

import pytest
from pydantic import ValidationError

from annotations.domain.rules import RulesPolicy
from tests.contract.rule_vectors import VECTORS, make_vectors


def test_pictures_are_still_judged_as_stored() -> None:
    made = make_vectors()
    assert made == json.loads(VECTORS.read_text(encoding="utf-8"))
    broken = {breach["rule"] for vector in made for breach in vector["breaches"]}
    assert broken == {"width", "height", "area", "aspect", "overlap", "outside", "count"}


@pytest.mark.parametrize(
    "policy",
    [
        {"labels": [{"label": "cat", "min_width": 0}]},
        {"labels": [{"label": "cat", "max_overlap": 1}]},
        {"labels": [{"label": "cat", "min_area": 9, "max_area": 5}]},
        {"labels": [{"label": "cat"}, {"label": "cat"}]},
        {"on_submit": "maybe"},
        {"labels": [{"label": "cat", "min_count": 1.5}]},
    ],
)
def test_rules_that_cannot_be_are_refused(policy: object) -> None:
    with pytest.raises(ValidationError):
        RulesPolicy.model_validate(policy)
