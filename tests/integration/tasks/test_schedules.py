"""Exports by the clock and by count: exactly once each, and none of what has not changed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from annotations.actions.change_project import change_project
from annotations.actions.run_schedules import run_schedules
from annotations.domain.project import ExportTrigger, Project, Triggers
from annotations.domain.snapshot import Export
from annotations.store.tables import EXPORTS, PROJECTS
from tests.builders import Cast, a_frame, draw
from tests.circle import Circle


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(project: Project, now: str, **export: Any) -> Project:
    triggers = Triggers(export=ExportTrigger(**export))
    return change_project(project=project, triggers=triggers, clock=lambda: at(now))


def due(project: Project) -> datetime | None:
    found = PROJECTS.find(project.id)
    assert found is not None
    return found.triggers.export.next_run


def run(now: str) -> int:
    return run_schedules(clock=lambda: at(now))


def exports_of(project: Project) -> list[Export]:
    return EXPORTS.page({"project_id": project.id})


def test_an_export_is_queued_when_its_hour_has_come_and_not_before(cast: Cast) -> None:
    schedule(cast.project, "2026-01-01T00:00", cron="0 2 * * *")
    assert run("2026-01-01T01:59") == 0
    assert run("2026-01-01T02:00") == 1
    assert run("2026-01-01T02:01") == 0
    assert run("2026-01-02T02:00") == 1
    assert [entry.trigger for entry in exports_of(cast.project)] == ["schedule"] * 2


def test_hours_that_were_slept_through_count_as_one(cast: Cast) -> None:
    schedule(cast.project, "2026-01-01T00:00", cron="0 * * * *")
    assert run("2026-01-05T12:30") == 1
    assert due(cast.project) == at("2026-01-05T13:00")


def test_each_format_is_queued_once(cast: Cast) -> None:
    schedule(cast.project, "2026-01-01T00:00", cron="0 2 * * *", formats=["coco", "yolo"])
    assert run("2026-01-01T02:00") == 2
    assert sorted(entry.format for entry in exports_of(cast.project)) == ["coco", "yolo"]


def test_of_eight_clocks_that_tick_at_once_one_queues(cast: Cast) -> None:
    schedule(cast.project, "2026-01-01T00:00", cron="0 2 * * *")
    gate = threading.Barrier(8)

    def tick(_number: int) -> int:
        gate.wait(20)
        return run("2026-01-01T02:00")

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tick, range(8))) == 1
    assert len(exports_of(cast.project)) == 1


@pytest.mark.parametrize(
    ("now", "cron", "zone", "expected"),
    [
        ("2026-01-10T12:00", "0 2 * * *", "Europe/Berlin", "2026-01-11T01:00"),
        ("2026-07-10T12:00", "0 2 * * *", "Europe/Berlin", "2026-07-11T00:00"),
        ("2026-03-28T12:00", "30 2 * * *", "Europe/Berlin", "2026-03-29T01:00"),
        ("2026-03-29T12:00", "30 2 * * *", "Europe/Berlin", "2026-03-30T00:30"),
        ("2026-10-24T12:00", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:30"),
        ("2026-10-25T00:30", "30 2 * * *", "Europe/Berlin", "2026-10-26T01:30"),
    ],
    ids=[
        "winter",
        "summer",
        "the night that skips two",
        "the night after",
        "the night with two twos",
        "once only",
    ],
)
def test_a_schedule_follows_its_zones_clock(
    cast: Cast, now: str, cron: str, zone: str, expected: str
) -> None:
    assert due(schedule(cast.project, now, cron=cron, timezone=zone)) == at(expected)


def test_removing_the_schedule_stops_it(cast: Cast) -> None:
    project = schedule(cast.project, "2026-01-01T00:00", cron="0 2 * * *")
    schedule(project, "2026-01-01T00:00")
    assert run("2026-01-01T02:00") == 0


def test_a_scheduled_export_of_an_unchanged_dataset_makes_no_second_file(cast: Cast, circle: Circle) -> None:
    draw(a_frame(cast.project), cast.bob)
    schedule(cast.project, "2026-01-01T00:00", cron="0 2 * * *")
    for day in ("01", "02"):
        assert run(f"2026-01-{day}T02:00") == 1
        circle.settle()
    first, second = exports_of(cast.project)
    assert (first.status, first.unchanged) == ("finished", False)
    assert (second.status, second.unchanged) == ("finished", True)
    assert second.sha256 == first.sha256
    draw(a_frame(cast.project), cast.bob)
    run("2026-01-03T02:00")
    circle.settle()
    third = exports_of(cast.project)[2]
    assert (third.unchanged, third.sha256 != first.sha256) == (False, True)


def test_an_export_follows_every_few_corrections_exactly_once(cast: Cast, circle: Circle) -> None:
    schedule(cast.project, "2026-01-01T00:00", every_corrections=3)
    frame = a_frame(cast.project)
    for number in range(1, 10):
        draw(frame, cast.bob)
        circle.settle()
        assert len(exports_of(cast.project)) == number // 3
    assert {(entry.trigger, entry.status) for entry in exports_of(cast.project)} == {
        ("corrections", "finished")
    }


def test_corrections_that_arrive_in_one_heap_are_counted_once(cast: Cast) -> None:
    schedule(cast.project, "2026-01-01T00:00", every_corrections=3)
    frame = a_frame(cast.project)
    for _ in range(4):
        draw(frame, cast.bob)
    circle = Circle()
    circle.start()
    circle.settle()
    circle.stop()
    assert len(exports_of(cast.project)) == 1
