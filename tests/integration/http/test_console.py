"""The manager's console: figures of days, people, labels and stages, from counters the relay keeps."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from annotations.domain.asset import Frame
from annotations.domain.record import utc_now
from annotations.domain.work_days import DayCounts
from annotations.relay.recount import count_ledger, recount
from annotations.store.client import database as mongo
from annotations.store.tables import CORRECTIONS, REVIEWS, WORK
from tests.builders import (
    Cast,
    Person,
    a_box,
    a_frame,
    a_model_version,
    an_annotation_id,
    ask,
    correct,
    draw,
    predict,
    reread,
)
from tests.caller import Caller, signed_in
from tests.circle import Circle, log_of


def say(person: Person, frame: Frame, verdict: str) -> None:
    comment = "blurred" if verdict == "skipped" else None
    signed_in(person).post(f"/api/frames/{frame.id}/reviews", {"verdict": verdict, "comment": comment}).good(
        201
    )


def console_of(caller: Caller, cast: Cast, **query: Any) -> dict[str, Any]:
    return caller.get(f"/api/projects/{cast.project.id}/console", **query).good()


def person_in(found: dict[str, Any], person: Person) -> dict[str, Any]:
    return next(row for row in found["people"] if row["person_id"] == person.id)


def backlog_of(found: dict[str, Any]) -> dict[str, int]:
    return {row["stage"]: row["frames"] for row in found["backlog"] if row["frames"]}


def counters() -> dict[tuple[str, ...], dict[str, int]]:
    keys = ("project_id", "day", "person_id")
    rows = mongo()["work_days"].find()
    return {
        tuple(row[name] for name in keys): {
            name: value for name, value in row.items() if name not in {"_id", *keys} and value
        }
        for row in rows
    }


def counted(days: DayCounts) -> dict[tuple[str, ...], dict[str, int]]:
    plain = {place: {name: one for name, one in amounts.items() if one} for place, amounts in days.items()}
    return {place: amounts for place, amounts in plain.items() if amounts}


def stages_of(found: Sequence[Any]) -> dict[str, int]:
    by_stage: dict[str, int] = {}
    for item in found:
        by_stage[item.stage] = by_stage.get(item.stage, 0) + 1
    return by_stage


def test_a_project_in_which_nothing_happened_lists_its_people(cast: Cast, alice: Caller) -> None:
    found = console_of(alice, cast, days=1)
    assert [(day["day"], day["submitted"]) for day in found["days"]] == [(utc_now().date().isoformat(), 0)]
    assert {row["name"] for row in found["people"]} == {"alice", "bob", "rita"}, "a guest does no work"
    assert (found["labels"], found["seconds_saved"], found["money_saved"]) == ([], None, None)
    assert backlog_of(found) == {}
    assert person_in(found, cast.bob)["last_seen"] is None


def test_a_days_work_is_counted_by_person_label_and_stage(cast: Cast, alice: Caller, circle: Circle) -> None:
    version = a_model_version(cast.project)
    one, two, three = (a_frame(cast.project) for _ in range(3))
    said = predict(one, version, "cat", "cat", "dog")
    accepted = an_annotation_id()
    correct(
        one,
        cast.bob,
        ask("accept", prediction_id=f"{said.id}.0", annotation_id=accepted, time_spent_ms=1_000),
        ask("reject", prediction_id=f"{said.id}.2", time_spent_ms=500),
        ask("add", annotation_id=an_annotation_id(), label="bird", shape=a_box(), time_spent_ms=9_000),
    )
    say(cast.bob, one, "submitted")
    say(cast.rita, one, "returned")
    say(cast.bob, one, "submitted")
    say(cast.rita, one, "approved")
    draw(two, cast.rita)
    say(cast.rita, two, "approved")
    say(cast.bob, three, "skipped")
    a_frame(cast.project)
    circle.settle()

    found = console_of(alice, cast, days=7)
    today = found["days"][-1]
    assert (today["submitted"], today["approved"], today["returned"], today["skipped"]) == (2, 2, 1, 1)
    assert today["objects"] == 3
    bob = person_in(found, cast.bob)
    assert (bob["pictures"], bob["objects"], bob["acceptance"], bob["passed"]) == (2, 2, 0.5, 0.5)
    assert bob["seconds_per_object"] == pytest.approx(5.0)
    assert bob["last_seen"] is not None
    rita = person_in(found, cast.rita)
    # What she approved without anybody handing it in is her own picture, not a review.
    assert (rita["pictures"], rita["reviewed"], rita["passed"]) == (1, 2, None)
    labels = {row["label"]: row for row in found["labels"]}
    assert (labels["cat"]["accepted"], labels["dog"]["rejected"], labels["bird"]["drawn"]) == (1, 1, 1)
    assert backlog_of(found) == {"waiting": 1, "approved": 2, "skipped": 1}
    assert next(row for row in found["backlog"] if row["stage"] == "waiting")["since"] is not None
    assert found["seconds_saved"] == pytest.approx(9 - 1)


def test_money_saved_follows_the_rate_and_tells_open_pages(cast: Cast, alice: Caller, circle: Circle) -> None:
    version = a_model_version(cast.project)
    frame = a_frame(cast.project)
    said = predict(frame, version, "cat")
    correct(
        frame,
        cast.bob,
        ask("accept", prediction_id=f"{said.id}.0", annotation_id=an_annotation_id(), time_spent_ms=1_000),
        ask("add", annotation_id=an_annotation_id(), label="cat", shape=a_box(), time_spent_ms=37_000),
    )
    circle.settle()
    place = f"/api/projects/{cast.project.id}/costs"
    put = alice.call("PUT", place, {"hourly_rate": 25, "currency": "CHF"}).good()
    assert put == {"hourly_rate": 25, "currency": "CHF"}
    circle.settle()
    found = console_of(alice, cast)
    assert (found["money_saved"], found["costs"]["currency"]) == (0.25, "CHF")
    assert "project.changed" in [event["type"] for event in log_of(cast.project.id)]
    # Saving the settings leaves the rate alone.
    alice.patch(f"/api/projects/{cast.project.id}", {"name": "Renamed"}).good()
    assert console_of(alice, cast)["costs"]["hourly_rate"] == 25
    alice.call("PUT", place, {"hourly_rate": None, "currency": "CHF"}).good()
    assert console_of(alice, cast)["money_saved"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"hourly_rate": 0}, "hourly_rate"),
        ({"hourly_rate": "much"}, "hourly_rate"),
        ({"hourly_rate": 5, "currency": "two words"}, "currency"),
        ({"hourly_rate": 5, "colour": "red"}, "colour"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused(
    cast: Cast, alice: Caller, body: dict[str, Any], field: str
) -> None:
    answer = alice.call("PUT", f"/api/projects/{cast.project.id}/costs", body)
    assert field in answer.fault(400, "input_invalid")


@pytest.mark.parametrize("days", ["0", "93", "week"])
def test_a_period_out_of_bounds_is_refused(cast: Cast, alice: Caller, days: str) -> None:
    assert "days" in alice.get(f"/api/projects/{cast.project.id}/console", days=days).fault(
        400, "input_invalid"
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_the_counters_equal_a_recount_of_the_ledger(cast: Cast, circle: Circle, seed: int) -> None:
    drawn = random.Random(seed)
    version = a_model_version(cast.project)
    frames = [a_frame(cast.project) for _ in range(5)]
    said = {frame.id: predict(frame, version, "cat", "dog", "dog") for frame in frames}
    made: list[tuple[Frame, str]] = []
    for step in range(40):
        frame, person = reread(drawn.choice(frames)), drawn.choice([cast.bob, cast.rita, cast.alice])
        act = drawn.choice(["add", "accept", "reject", "relabel", "remove", "verdict"])
        if act == "add":
            made.append((frame, draw(frame, person, drawn.choice(["cat", "dog", "bird"]))))
        elif act in {"accept", "reject"}:
            asked = ask(
                act,  # type: ignore[arg-type]
                prediction_id=f"{said[frame.id].id}.{drawn.randrange(3)}",
                time_spent_ms=drawn.randrange(5_000),
                **({"annotation_id": an_annotation_id()} if act == "accept" else {}),
            )
            correct(frame, person, asked)
        elif act in {"relabel", "remove"} and made:
            place, known = made.pop(drawn.randrange(len(made)))
            label = {"label": "bird"} if act == "relabel" else {}
            correct(reread(place), person, ask(act, annotation_id=known, revision=1, **label))  # type: ignore[arg-type]
        else:
            say(
                person,
                frame,
                drawn.choice(["submitted", "skipped"] + ["approved", "returned"] * (person is not cast.bob)),
            )
        if step % 10 == 0:
            circle.settle()
    circle.settle()
    ledger = counted(count_ledger(CORRECTIONS.page({}), REVIEWS.page({})))
    assert counters() == ledger
    kept = {name: one for name, one in (mongo()["work_counts"].find_one({}) or {}).items() if name != "_id"}
    assert {name: one for name, one in kept.items() if one} == stages_of(WORK.page({}))


def test_a_recount_mends_what_is_wrong_and_leaves_the_uncounted_to_the_relay(cast: Cast) -> None:
    frame = a_frame(cast.project)
    circle = Circle()
    circle.start()
    draw(frame, cast.bob)
    say(cast.bob, frame, "submitted")
    circle.settle()
    circle.stop()
    right, stages = counters(), list(mongo()["work_counts"].find())
    people = list(mongo()["work_people"].find())
    mongo()["work_days"].update_many({}, {"$inc": {"drawn": 7}})
    mongo()["work_counts"].delete_many({})
    # No relay has seen these two yet.
    draw(reread(frame), cast.bob)
    say(cast.rita, frame, "approved")
    assert recount() == 2
    assert counters() == right
    assert list(mongo()["work_people"].find()) == people
    again = Circle()
    again.start()
    again.settle()
    again.stop()
    assert counters() == counted(count_ledger(CORRECTIONS.page({}), REVIEWS.page({})))
    assert stages != list(mongo()["work_counts"].find())
    assert mongo()["work_counts"].find_one({}, {"approved": 1, "_id": 0}) == {"approved": 1}


def test_a_recount_takes_the_cursor_from_a_relay_that_runs(cast: Cast, circle: Circle) -> None:
    draw(a_frame(cast.project), cast.bob)
    circle.settle()
    recount()
    assert type(circle.wait_end()).__name__ == "Fenced"
    circle.fault = None
