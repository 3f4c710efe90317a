"""The relay killed, doubled, robbed of its place: everything is told exactly once all the same."""

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pymongo
import pytest
from bson import ObjectId
from django.conf import settings
from django.utils.module_loading import import_string

from annotations.actions.change_project import change_project
from annotations.domain.events import Event
from annotations.domain.job import JobHint
from annotations.domain.project import Project
from annotations.domain.record import utc_now
from annotations.relay.derive import Change
from annotations.relay.runner import Fenced
from annotations.store import cursors
from annotations.store.client import Session
from annotations.store.client import database as mongo
from portal.env import PROJECT_ROOT
from tests.builders import Cast, a_frame, a_job, a_project, an_asset, ask, correct, draw
from tests.circle import Circle, log_of, types_of

TAKEN_OVER_SECONDS = 10
"""The server ends what is older than five seconds, and looks every two and a half."""


def running(**options: Any) -> Circle:
    circle = Circle(**options)
    circle.start()
    return circle


def expect_told_once(project_id: str) -> None:
    log = log_of(project_id)
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    sources = [row["source"] for row in mongo()["events"].find({"project_id": project_id})]
    assert [name for name, count in Counter(sources).items() if count > 1] == []


def tallies(project_id: str) -> dict[str, int]:
    row = mongo()["tallies"].find_one({"_id": project_id}) or {}
    return {name: row.get(name, 0) for name in ("assets", "ready", "failed", "annotations", "corrections")}


class Dying(RuntimeError):
    """Stands for a power cut in the middle of a batch."""


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_relay_that_dies_inside_a_batch_has_done_nothing_of_it(cast: Cast, place: str) -> None:
    own = [import_string(path) for path in settings.RELAY_SUBSCRIBERS]

    def die(changes: Sequence[Change], session: Session) -> list[JobHint]:
        if any(change.fields == frozenset() and change.inserted for change in changes):
            raise Dying
        return []

    frame = a_frame(cast.project)
    for _ in range(3):
        draw(frame, cast.bob)
    first = running(reactions=[die, *own] if place == "before" else [*own, die])
    assert isinstance(first.wait_end(), Dying)
    assert log_of(cast.project.id) == []
    assert tallies(cast.project.id)["corrections"] == 0
    second = running()
    second.settle()
    second.stop()
    assert types_of(cast.project.id).count("annotation.corrected") == 3
    assert tallies(cast.project.id) == {
        "assets": 1,
        "ready": 1,
        "failed": 0,
        "annotations": 3,
        "corrections": 3,
    }
    expect_told_once(cast.project.id)


def test_a_relay_that_dies_after_its_commit_does_nothing_twice(cast: Cast) -> None:
    def die(numbered: Sequence[tuple[Event, str]]) -> None:
        if numbered:
            raise Dying

    frame = a_frame(cast.project)
    draw(frame, cast.bob)
    assert isinstance(running(also_publish=die).wait_end(), Dying)
    second = running()
    second.settle()
    second.stop()
    assert types_of(cast.project.id).count("annotation.corrected") == 1
    assert tallies(cast.project.id)["corrections"] == 1
    expect_told_once(cast.project.id)


def test_of_two_relays_the_older_one_is_fenced_and_nothing_is_told_twice(cast: Cast) -> None:
    frame = a_frame(cast.project)
    older = running()
    older.settle()
    newer = running()
    newer.settle()
    for _ in range(5):
        draw(frame, cast.bob)
    newer.settle()
    assert isinstance(older.wait_end(), Fenced)
    newer.stop()
    assert types_of(cast.project.id).count("annotation.corrected") == 5
    assert tallies(cast.project.id)["corrections"] == 5
    expect_told_once(cast.project.id)


def test_another_machines_living_relay_is_left_alone(cast: Cast) -> None:
    held = {"_id": "relay", "fence": 7, "token": None, "owner": "elsewhere:1", "at": utc_now()}
    mongo()["cursors"].insert_one(held)
    draw(a_frame(cast.project), cast.bob)
    standby = running()
    assert standby.end() is None
    assert log_of(cast.project.id) == []
    assert (mongo()["cursors"].find_one({"_id": "relay"}) or {})["fence"] == 7


def test_another_machines_silent_relay_is_replaced(cast: Cast) -> None:
    silent = utc_now() - timedelta(minutes=1)
    held = {"_id": "relay", "fence": 7, "token": None, "owner": "elsewhere:1", "at": silent}
    mongo()["cursors"].insert_one(held)
    draw(a_frame(cast.project), cast.bob)
    relay = running()
    relay.settle()
    relay.stop()
    assert types_of(cast.project.id).count("annotation.corrected") == 1


def lose_token_to_garbage() -> None:
    mongo()["cursors"].update_one({"_id": "relay"}, {"$set": {"token": {"_data": "82FFFFFF"}}})


def lose_token_to_another_history() -> None:
    mongo()["cursors"].update_one({"_id": "relay"}, {"$set": {"token": {"_data": "not hexadecimal"}}})


def lose_cursor() -> None:
    mongo()["cursors"].delete_one({"_id": "relay"})


@pytest.mark.parametrize("lose", [lose_token_to_garbage, lose_token_to_another_history, lose_cursor])
def test_after_a_lost_place_what_was_missed_is_told_and_nothing_twice(cast: Cast, lose: Any) -> None:
    frame = a_frame(cast.project)
    first = running()
    draw(frame, cast.bob)
    first.settle()
    first.stop()
    before = log_of(cast.project.id)
    identity = draw(frame, cast.bob)
    correct(frame, cast.alice, ask("relabel", annotation_id=identity, revision=1, label="dog"))
    missed = an_asset(cast.project)
    raw = mongo()["assets"].insert_one({"project_id": cast.project.id, "status": "uploaded"}).inserted_id
    lose()
    second = running()
    second.settle()
    draw(frame, cast.bob)
    second.settle()
    second.stop()
    log = log_of(cast.project.id)
    assert log[: len(before)] == before
    corrected = [event for event in log if event["type"] == "annotation.corrected"]
    assert [event["frame_seq"] for event in corrected] == [1, 2, 3, 4]
    shown = Counter(event["asset"]["id"] for event in log if event["type"] == "asset.uploaded")
    assert shown == {frame.asset_id: 1, missed.id: 1, str(raw): 1}
    assert mongo()["jobs"].count_documents({"kind": "ingest"}) == 1, "only the raw row was waiting"
    assert tallies(cast.project.id) == {
        "assets": 3,
        "ready": 2,
        "failed": 1,
        "annotations": 3,
        "corrections": 4,
    }
    expect_told_once(cast.project.id)


def rename(project: Project, name: str) -> Project:
    return change_project(project=project, name=name)


@pytest.mark.parametrize("lose", [lose_token_to_garbage, lose_cursor])
def test_after_a_lost_place_a_projects_missed_change_is_told_once(cast: Cast, lose: Any) -> None:
    quiet = a_project(cast.alice)
    first = running()
    first.settle()
    told = rename(cast.project, "Harbour")
    first.settle()
    first.stop()
    assert types_of(cast.project.id) == ["project.changed"]
    rename(told, "Street")
    lose()
    second = running()
    second.settle()
    assert types_of(cast.project.id) == ["project.changed"] * 2
    rename(told, "Bridge")
    second.settle()
    second.stop()
    lose()
    third = running()
    third.settle()
    third.stop()
    assert types_of(cast.project.id) == ["project.changed"] * 3
    assert types_of(quiet.id) == [], "what never changed is not told"
    expect_told_once(cast.project.id)


DYING_WRITER = """
import sys
import django
django.setup()
from annotations.store import cursors
from annotations.store.client import client
with client().start_session() as session:
    session.start_transaction()
    assert cursors.set_cursor("relay", int(sys.argv[1]), token=None, session=session)
    print("written", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_relay_left_open_is_ended_by_the_server_and_another_takes_over(cast: Cast) -> None:
    held = cursors.take_cursor("relay", "elsewhere:1")
    with subprocess.Popen(
        [sys.executable, "-c", DYING_WRITER, str(held.fence)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT_ROOT,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        writer.kill()
    # The document is locked: this waits until the server has let go of the dead process's transaction.
    with pymongo.timeout(TAKEN_OVER_SECONDS):
        assert cursors.take_cursor("relay", "here:1").fence == held.fence + 1


def test_rows_with_an_objectid_are_found_behind_a_full_page_of_others(cast: Cast) -> None:
    for _ in range(205):
        an_asset(cast.project)
    mongo()["assets"].insert_many(
        [{**row, "_id": ObjectId(), "sha256": None} for row in mongo()["assets"].find().limit(3)]
    )
    circle = running()
    circle.settle()
    circle.stop()
    assert types_of(cast.project.id).count("asset.uploaded") == 208
    expect_told_once(cast.project.id)


def test_a_step_taken_twice_soon_after_a_scan_is_told_twice(cast: Cast) -> None:
    an_asset(cast.project)
    job = a_job(cast.project)
    circle = running(works=False)
    circle.settle()
    for status in ("failed", "uploaded", "failed"):
        mongo()["assets"].update_one({"project_id": cast.project.id}, {"$set": {"status": status}})
        circle.settle()
    circle.stop()
    assert types_of(cast.project.id).count("asset.failed") == 2
    assert tallies(cast.project.id)["failed"] == 1
    assert job.status == "queued"


def test_hints_and_pushes_that_nobody_hears_cost_the_log_nothing(cast: Cast) -> None:
    circle = running(works=False)
    frame = a_frame(cast.project)
    for _ in range(4):
        draw(frame, cast.bob)
    mongo()["assets"].insert_one(
        {"project_id": cast.project.id, "status": "uploaded", "image_uri": "storage://x"}
    )
    circle.settle()
    circle.stop()
    assert mongo()["jobs"].count_documents({"kind": "ingest", "status": "queued"}) == 1
    assert types_of(cast.project.id).count("annotation.corrected") == 4
    expect_told_once(cast.project.id)
