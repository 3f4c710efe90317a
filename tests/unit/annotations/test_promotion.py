"""Rolling back: which version predicted before, whatever was promoted and taken back since."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.actor import SYSTEM
from annotations.domain.promotion import Promotion, PromotionCause, find_earlier

AT = datetime(2026, 1, 1, tzinfo=UTC)


def entry(from_id: str | None, to_id: str, cause: PromotionCause = "person") -> Promotion:
    return Promotion(
        id="pmt", project_id="prj", from_id=from_id, to_id=to_id, cause=cause, actor=SYSTEM, at=AT
    )


@pytest.mark.parametrize(
    ("ledger", "champion", "earlier"),
    [
        ([], None, None),
        ([], "a", None),
        ([entry(None, "a", "start")], "a", None),
        ([entry(None, "a", "start"), entry("a", "b", "gate")], "b", "a"),
        ([entry("a", "b")], "b", "a"),
        ([entry("a", "b"), entry("b", "a", "rollback")], "a", None),
        ([entry("a", "b"), entry("b", "c"), entry("c", "b", "rollback")], "b", "a"),
        ([entry("a", "b"), entry("b", "a")], "a", "b"),
        ([entry("a", "b"), entry("b", "a", "rollback"), entry("a", "c")], "c", "a"),
        # Another program made x the champion, past the ledger.
        ([entry("a", "b"), entry("x", "c")], "c", "x"),
        ([entry("a", "b")], "x", "b"),
    ],
)
def test_the_version_before(ledger: list[Promotion], champion: str | None, earlier: str | None) -> None:
    assert find_earlier(ledger, champion) == earlier


@given(st.lists(st.sampled_from(["a", "b", "c", "rollback"]), max_size=30))
def test_rollbacks_undo_promotions_one_by_one(steps: list[str]) -> None:
    ledger, stack = [entry(None, "a", "start")], ["a"]
    for step in steps:
        if step == "rollback":
            earlier = find_earlier(ledger, stack[-1])
            assert earlier == (stack[-2] if len(stack) > 1 else None)
            if earlier is not None:
                ledger.append(entry(stack.pop(), earlier, "rollback"))
        elif step != stack[-1]:
            ledger.append(entry(stack[-1], step))
            stack.append(step)
