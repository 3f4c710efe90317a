"""When a person is away, and whether they work before something is due."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from annotations.domain.availability import Away, Hours, Shift, away_until, works_before

WEEK = Shift(days=(0, 1, 2, 3, 4), start="09:00", end="17:00")


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """Return a moment of May 2026; the 1st is a Friday."""
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def test_who_is_away_is_so_to_the_end_of_what_adjoins() -> None:
    hours = Hours(
        away=(Away(first="2026-05-11", last="2026-05-12"), Away(first="2026-05-08", last="2026-05-10"))
    )
    assert away_until(hours, at(7, 23, 59)) is None
    assert away_until(hours, at(9)) == "2026-05-12"
    assert away_until(hours, at(12, 23, 59)) == "2026-05-12"
    assert away_until(hours, at(13, 0)) is None


def test_days_are_those_of_the_persons_own_time_zone() -> None:
    hours = Hours(timezone="Asia/Tokyo", away=(Away(first="2026-05-08", last="2026-05-08"),))
    assert away_until(hours, at(7, 15)) == "2026-05-08"
    assert away_until(hours, at(8, 15)) is None


@pytest.mark.parametrize(
    ("now", "due", "works"),
    [
        (at(8, 10), None, True),
        (at(8, 18), at(11, 8), False),  # Friday evening to Monday before nine
        (at(8, 18), at(11, 10), True),
        (at(8, 16, 59), at(8, 18), True),
        (at(9), at(10), False),
        (at(8), at(7), False),
    ],
)
def test_a_shift_says_whether_anything_can_be_done_before_it_is_due(
    now: datetime, due: datetime | None, works: bool
) -> None:
    assert works_before(Hours(shift=WEEK), now, due) is works


def test_without_a_due_time_only_absence_counts() -> None:
    away = Hours(shift=WEEK, away=(Away(first="2026-05-04", last="2026-05-08"),))
    assert works_before(away, at(8), None) is False
    assert works_before(away, at(9), None) is True
    assert works_before(away, at(8), at(12)) is True
    assert works_before(away, at(8), at(10)) is False


def test_who_works_at_any_hour_works_around_their_absence() -> None:
    away = Hours(away=(Away(first="2026-05-08", last="2026-05-09"),))
    assert works_before(away, at(8), at(9)) is False
    assert works_before(away, at(8), at(10, 1)) is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Mars/Crater"},
        {"away": [{"first": "2026-05-09", "last": "2026-05-08"}]},
        {"away": [{"first": "tomorrow", "last": "2026-05-08"}]},
        {"shift": {"days": [], "start": "09:00", "end": "17:00"}},
        {"shift": {"days": [7], "start": "09:00", "end": "17:00"}},
        {"shift": {"days": [0], "start": "17:00", "end": "09:00"}},
        {"shift": {"days": [0], "start": "25:00", "end": "26:00"}},
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Hours.model_validate(wrong)
