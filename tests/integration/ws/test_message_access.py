"""Every message of a client against everyone who might send it, generated from the protocol itself."""

from typing import Any, get_args

import pytest

from annotations.access import PROJECTS_SEEN, RANKS
from annotations.domain.access_token import Scope
from annotations.store import tokens
from annotations.store.client import database as mongo
from annotations.ws.protocol import LEAST_TO_SAY, ClientMessage
from tests.builders import Cast, Person
from tests.caller import signed_in
from tests.integration.ws.canvas import Canvas, Message, beside

FRAME = "frm_" + "0" * 32
SAMPLES: dict[str, Message] = {
    "ping": {},
    "resume": {"after": 0},
    "presence": {"frame_id": FRAME},
    "cursor": {"frame_id": FRAME, "x": 1.5, "y": 2},
    "selection": {"frame_id": FRAME, "ids": [], "editing": True},
}
"""A good message of each type, without the type."""
HEARD = {
    "ping": "pong",
    "presence": "presence.changed",
    "cursor": "cursor.moved",
    "selection": "selection.changed",
}
"""What its sender hears of it; what is not here answers with what was missed, which is nothing."""


def kinds() -> dict[str, type[Any]]:
    """Return the protocol's messages by the type that they name."""
    union = get_args(get_args(ClientMessage)[0])
    return {get_args(kind.model_fields["type"].annotation)[0]: kind for kind in union}


def message(kind: str) -> Message:
    return {"type": kind, **SAMPLES[kind]}


def person_of(cast: Cast, role: str) -> Person:
    return {"guest": cast.vera, "annotator": cast.bob, "reviewer": cast.rita, "manager": cast.alice}[role]


def test_every_message_has_its_least_role_and_a_sample() -> None:
    """A new message fails here until the protocol's table says who may send it."""
    assert set(LEAST_TO_SAY) == set(kinds().values())
    assert set(SAMPLES) == set(kinds())


async def talk(canvas: Canvas, kind: str, *, may: bool) -> None:
    """Say one message and see it obeyed or refused; the socket stays either way."""
    before = len(canvas.heard)
    await canvas.say(message(kind))
    await canvas.say({"type": "ping"})
    wanted = {"pong", HEARD.get(kind, "pong")} if may else {"pong", "error"}
    while not wanted <= {heard["type"] for heard in canvas.heard[before:]}:
        await canvas.read()
    faults = [heard["code"] for heard in canvas.heard if heard["type"] == "error"]
    assert faults == ([] if may else ["forbidden"])


@pytest.mark.parametrize("role", RANKS)
@pytest.mark.parametrize("kind", sorted(kinds()))
async def test_each_role_may_say_what_it_may_and_no_more(cast: Cast, role: str, kind: str) -> None:
    session = await beside(lambda: signed_in(person_of(cast, role)).session_key)
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")
    await talk(canvas, kind, may=RANKS[role] >= RANKS[LEAST_TO_SAY[kinds()[kind]]])  # type: ignore[index]
    await canvas.leave()


@pytest.mark.parametrize(
    ("scope", "role"), [("read", "guest"), ("label", "annotator"), ("manage", "manager")]
)
@pytest.mark.parametrize("kind", sorted(kinds()))
async def test_a_programs_scopes_count_like_a_role(cast: Cast, scope: Scope, role: str, kind: str) -> None:
    token, _entry = await beside(lambda: tokens.add_token(cast.alice.id, scopes=[scope]))
    canvas = await Canvas(cast.project.id, token=token).open()
    await canvas.read_until("presence.changed")
    await talk(canvas, kind, may=RANKS[role] >= RANKS[LEAST_TO_SAY[kinds()[kind]]])  # type: ignore[index]
    await canvas.leave()


@pytest.mark.parametrize("kind", sorted(kinds()))
async def test_nothing_can_be_said_in_a_foreign_project(cast: Cast, kind: str) -> None:
    session = await beside(lambda: signed_in(cast.oscar).session_key)
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.say(message(kind))
    assert await canvas.read_close() == 4403
    assert [heard["code"] for heard in canvas.heard] == ["not_found"]


@pytest.mark.parametrize("kind", sorted(kinds()))
async def test_a_message_after_the_role_is_gone_closes_the_socket(cast: Cast, kind: str) -> None:
    session = await beside(lambda: signed_in(cast.bob).session_key)
    canvas = await Canvas(cast.project.id, session=session).open()
    await canvas.read_until("presence.changed")
    mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk})
    PROJECTS_SEEN.forget_all()
    await canvas.say(message(kind))
    assert await canvas.read_close() == 4403


@pytest.mark.parametrize("header", ["tdm_guess", "", "x" * 5000])
async def test_a_token_that_nobody_was_given_opens_nothing(cast: Cast, header: str) -> None:
    canvas = await Canvas(cast.project.id, token=header or " ").open()
    assert await canvas.read_close() == 4401


async def test_a_token_opens_only_its_persons_projects(cast: Cast) -> None:
    token, _entry = await beside(lambda: tokens.add_token(cast.oscar.id))
    canvas = await Canvas(cast.project.id, token=token).open()
    assert await canvas.read_close() == 4403


async def test_a_token_in_the_address_is_not_read(cast: Cast) -> None:
    token, _entry = await beside(lambda: tokens.add_token(cast.bob.id))
    canvas = await Canvas(f"{cast.project.id}?token={token}").open()
    assert await canvas.read_close() == 4401


async def test_a_bad_token_is_refused_even_beside_a_good_cookie(cast: Cast) -> None:
    session = await beside(lambda: signed_in(cast.bob).session_key)
    canvas = await Canvas(cast.project.id, token="tdm_guess", session=session).open()
    assert await canvas.read_close() == 4401
