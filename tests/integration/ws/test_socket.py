"""The socket of a canvas: who gets in, what is replayed, what comes live, and when it is closed."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from annotations.relay.outlet import PortalOutlet
from annotations.store.client import database as mongo
from annotations.ws import hub
from annotations.ws.protocol import MESSAGES_A_SECOND, MOST_BYTES, MOST_SELECTED
from tests.builders import Cast, Person, a_frame, a_project, ask_json, draw
from tests.caller import Caller, signed_in
from tests.circle import Circle, log_of
from tests.integration.ws.canvas import Canvas, beside

A_FRAME = "frm_" + "0" * 32


@pytest.fixture(autouse=True)
def quick_recheck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "RECHECK_SECONDS", 0.2)


@pytest.fixture
def live(database: None) -> Iterator[Circle]:
    """Run the circle with pushes over the real channel layer."""
    outlet = PortalOutlet()
    circle = Circle(also_publish=outlet.publish)
    circle.start()
    yield circle
    circle.stop()
    outlet.close()


def session_of(person: Person) -> str:
    return signed_in(person).session_key


@pytest.fixture
def bobs_session(cast: Cast) -> str:
    return session_of(cast.bob)


def drawn(cast: Cast, live: Circle, count: int) -> list[dict[str, Any]]:
    """Let Bob draw and return the log."""
    frame = a_frame(cast.project)
    for _ in range(count):
        draw(frame, cast.bob)
    live.settle()
    return log_of(cast.project.id)


async def test_a_member_is_welcomed_with_the_number_of_the_last_event(
    cast: Cast, live: Circle, bobs_session: str
) -> None:
    log = await beside(lambda: drawn(cast, live, 2))
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    welcome = await canvas.read()
    assert welcome["type"] == "welcome"
    assert (welcome["seq"], welcome["continuity"]) == (len(log), "kept")
    assert (welcome["you"]["id"], welcome["you"]["name"]) == (cast.bob.id, "bob")
    assert welcome["heartbeat_seconds"] == 5
    assert (await canvas.read())["type"] == "presence.changed", "without a number nothing is replayed"
    await canvas.leave()


@pytest.mark.parametrize("seen", [0, 1, 3])
async def test_what_came_after_the_number_is_replayed_exactly_and_in_order(
    cast: Cast, live: Circle, bobs_session: str, seen: int
) -> None:
    log = await beside(lambda: drawn(cast, live, 3))
    canvas = await Canvas(cast.project.id, session=bobs_session, after=seen).open()
    await canvas.read_until("presence.changed")
    assert canvas.events() == log[seen:]
    await canvas.leave()


async def test_a_correction_saved_over_http_arrives_live_and_once(
    cast: Cast, live: Circle, bobs_session: str
) -> None:
    frame = await beside(lambda: a_frame(cast.project))
    await beside(live.settle)
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    await canvas.read_until("welcome")
    alice = await beside(lambda: signed_in(cast.alice))
    request = ask_json("add", label="cat", shape={"type": "tag"})
    saved = (await beside(lambda: alice.correct(frame.id, request))).good()
    event = await canvas.read_until("annotation.corrected")
    assert event["correction"]["mutation_id"] == request["mutation_id"]
    assert event["annotation"] == saved["results"][0]["annotation"]
    assert event["actor"]["name"] == "alice"
    assert event["frame_seq"] == saved["seq"]
    await beside(live.settle)
    log = await beside(lambda: log_of(cast.project.id))
    await canvas.read_event(len(log))
    first = canvas.events()[0]["seq"]
    assert canvas.events() == log[first - 1 :]
    await canvas.leave()


async def test_a_pong_carries_the_number_of_the_last_event(
    cast: Cast, live: Circle, bobs_session: str
) -> None:
    log = await beside(lambda: drawn(cast, live, 1))
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    await canvas.say({"type": "ping"})
    assert (await canvas.read_until("pong"))["seq"] == len(log)
    await canvas.leave()


async def test_a_client_that_sees_a_gap_is_told_again(cast: Cast, live: Circle, bobs_session: str) -> None:
    log = await beside(lambda: drawn(cast, live, 3))
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    await canvas.read_until("welcome")
    await canvas.say({"type": "resume", "after": 2})
    await canvas.read_event(len(log))
    assert canvas.events() == log[2:]
    await canvas.leave()


@pytest.mark.parametrize("after", [1, 10_000])
async def test_a_number_that_the_log_cannot_continue_from_is_told_so(
    cast: Cast, live: Circle, bobs_session: str, after: int
) -> None:
    """Either the log was trimmed, or the client has seen another database."""
    log = await beside(lambda: drawn(cast, live, 3))
    mongo()["events"].delete_many({"project_id": cast.project.id, "seq": {"$lte": 3}})
    canvas = await Canvas(cast.project.id, session=bobs_session, after=after).open()
    welcome = await canvas.read()
    assert (welcome["continuity"], welcome["seq"]) == ("lost", len(log))
    await canvas.read_until("presence.changed")
    assert canvas.events() == []
    await canvas.leave()


async def test_two_people_see_each_other_come_move_and_go(cast: Cast, bobs_session: str) -> None:
    alices_session = await beside(lambda: session_of(cast.alice))
    bob = await Canvas(cast.project.id, session=bobs_session).open()
    await bob.read_until("presence.changed")
    alice = await Canvas(cast.project.id, session=alices_session).open()
    both = await bob.read_until(lambda message: len(message.get("people", [])) == 2)
    assert {person["name"] for person in both["people"]} == {"alice", "bob"}
    frame_id = "frm_" + "a" * 32
    await alice.say({"type": "presence", "frame_id": frame_id})
    await bob.read_until(lambda message: frame_id in [p["frame_id"] for p in message.get("people", [])])
    await alice.say({"type": "cursor", "frame_id": frame_id, "x": 1.5, "y": 2})
    moved = await bob.read_until("cursor.moved")
    assert (moved["name"], moved["x"], moved["y"], moved["frame_id"]) == ("alice", 1.5, 2, frame_id)
    in_hand = ["ann_" + "b" * 32, "prd_" + "c" * 32 + ".3"]
    await alice.say({"type": "selection", "frame_id": frame_id, "ids": in_hand, "editing": True})
    held = await bob.read_until("selection.changed")
    assert (held["name"], held["ids"], held["editing"], held["frame_id"]) == (
        "alice",
        in_hand,
        True,
        frame_id,
    )
    assert held["connection_id"] == moved["connection_id"]
    await alice.leave()
    await bob.read_until(lambda message: [p["name"] for p in message.get("people", [])] == ["bob"])
    await bob.leave()


async def test_events_of_another_project_are_not_heard(cast: Cast, live: Circle, bobs_session: str) -> None:
    other = await beside(lambda: a_project(cast.alice))
    canvas = await Canvas(cast.project.id, session=bobs_session, after=0).open()
    await canvas.read_until("presence.changed")

    def work() -> None:
        draw(a_frame(other), cast.alice)
        draw(a_frame(cast.project), cast.bob)
        live.settle()

    await beside(work)
    log = await beside(lambda: log_of(cast.project.id))
    await canvas.read_event(len(log))
    assert {event["project_id"] for event in canvas.events()} == {cast.project.id}
    await canvas.leave()


async def test_an_outsider_is_sent_away(cast: Cast) -> None:
    session = await beside(lambda: session_of(cast.oscar))
    canvas = await Canvas(cast.project.id, session=session).open()
    assert await canvas.read_close() == 4403
    assert [message["type"] for message in canvas.heard] == ["error"]


@pytest.mark.parametrize("project_id", ["prj_" + "0" * 32, "x", "{}", "0" * 24])
async def test_a_project_that_does_not_exist_is_answered_like_a_foreign_one(
    cast: Cast, bobs_session: str, project_id: str
) -> None:
    oscars_session = await beside(lambda: session_of(cast.oscar))
    missing = await Canvas(project_id, session=bobs_session).open()
    foreign = await Canvas(cast.project.id, session=oscars_session).open()
    assert await missing.read_close() == await foreign.read_close() == 4403
    assert missing.heard == foreign.heard


@pytest.mark.parametrize("session", [None, "", "guess" * 6, "\u00e9"])
async def test_nobody_is_sent_to_sign_in(cast: Cast, session: str | None) -> None:
    canvas = await Canvas(cast.project.id, session=session).open()
    assert await canvas.read_close() == 4401
    assert canvas.heard == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example:8400", "x"])
async def test_a_page_of_another_site_cannot_connect(cast: Cast, bobs_session: str, origin: str) -> None:
    assert await Canvas(cast.project.id, session=bobs_session, origin=origin).is_refused()


@pytest.mark.parametrize(
    "message",
    [
        "x",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        '{"type": "explode"}',
        '{"type": {"$ne": 1}}',
        '{"type": "resume"}',
        '{"type": "resume", "after": -1}',
        '{"type": "resume", "after": "x"}',
        '{"type": "resume", "after": 1e400}',
        '{"type": "presence", "frame_id": "x"}',
        '{"type": "presence", "frame_id": {"$ne": 1}}',
        '{"type": "cursor", "frame_id": "frm_00000000000000000000000000000000", "x": NaN, "y": 0}',
        '{"type": "cursor", "frame_id": "frm_00000000000000000000000000000000", "x": "left", "y": 0}',
        '{"type": "ping", "more": 1}',
        orjson.dumps(
            {"type": "selection", "frame_id": A_FRAME, "ids": [A_FRAME] * (MOST_SELECTED + 1)}
        ).decode(),
        orjson.dumps({"type": "selection", "frame_id": A_FRAME, "ids": ["all"]}).decode(),
        "[" * 10_000,
        "x" * (MOST_BYTES + 1),
        b"\x00\x01",
    ],
    ids=lambda message: str(message[:40]),
)
async def test_a_message_that_cannot_be_read_is_answered_and_the_socket_stays(
    cast: Cast, bobs_session: str, message: str | bytes
) -> None:
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    await canvas.say(message)
    answer = await canvas.read_until("error")
    assert (answer["code"], bool(answer["message"])) == ("input_invalid", True)
    await canvas.say({"type": "ping"})
    await canvas.read_until("pong")
    await canvas.leave()


async def test_someone_who_talks_too_fast_is_cut_off(cast: Cast, bobs_session: str) -> None:
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    # However slow this machine is: a second has room for so many and no more.
    for _ in range(50 * MESSAGES_A_SECOND):
        await canvas.say("x")
    assert await canvas.read_close() == 4429


async def test_someone_who_is_removed_from_the_project_is_cut_off(cast: Cast, bobs_session: str) -> None:
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    await canvas.read_until("presence.changed")
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    assert await canvas.read_close() == 4403


async def test_signing_out_in_another_tab_closes_the_socket(cast: Cast) -> None:
    browser: Caller = await beside(lambda: signed_in(cast.bob))
    canvas = await Canvas(cast.project.id, session=browser.session_key).open()
    await canvas.read_until("presence.changed")
    await beside(lambda: browser.call("DELETE", "/api/session"))
    assert await canvas.read_close() == 4403


async def test_an_account_that_is_switched_off_is_cut_off(cast: Cast, bobs_session: str) -> None:
    canvas = await Canvas(cast.project.id, session=bobs_session).open()
    await canvas.read_until("presence.changed")
    mongo()["auth_user"].update_one({"_id": cast.bob.user.pk}, {"$set": {"is_active": False}})
    assert await canvas.read_close() == 4403


async def test_one_person_who_leaves_does_not_cut_off_the_other(cast: Cast, bobs_session: str) -> None:
    alices_session = await beside(lambda: session_of(cast.alice))
    alice = await Canvas(cast.project.id, session=alices_session).open()
    bob = await Canvas(cast.project.id, session=bobs_session).open()
    await bob.read_until("presence.changed")
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    assert await bob.read_close() == 4403
    await alice.say({"type": "ping"})
    await alice.read_until("pong")
    await alice.leave()
