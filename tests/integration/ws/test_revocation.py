"""Whatever ends somebody's access closes their open sockets within ten seconds, and nobody else's."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from annotations.domain.record import utc_now
from annotations.store import tokens
from annotations.store.client import database as mongo
from tests.builders import Cast, a_person, join
from tests.caller import Caller, signed_in
from tests.integration.ws.canvas import Canvas, beside

BOUND = 10.0
AT_ONCE = 3.0
"""Shorter than the hub's own round: what this process hears of must not wait for it."""
PASSWORD = "correct horse battery"


async def closes(canvas: Canvas, act: Callable[[], object], *, within: float) -> None:
    """Do something beside the loop, and see the socket closed in time."""
    await canvas.read_until("presence.changed")
    await beside(act)
    async with asyncio.timeout(within):
        assert await canvas.read_close() == 4403


async def stays(canvas: Canvas) -> None:
    """See that a socket still answers."""
    await canvas.say({"type": "ping"})
    await canvas.read_until("pong")
    await canvas.leave()


@pytest.fixture
def browsers(cast: Cast) -> tuple[Caller, Caller]:
    """Return two browsers of Bob's."""
    return signed_in(cast.bob), signed_in(cast.bob)


Opened = Callable[..., Awaitable[Canvas]]


@pytest.fixture
def at(cast: Cast) -> Opened:
    """Return a way to open the project's socket."""

    async def open_one(**how: Any) -> Canvas:
        return await Canvas(cast.project.id, **how).open()

    return open_one


async def test_signing_out(at: Opened, browsers: tuple[Caller, Caller]) -> None:
    here, there = browsers
    own, other = await at(session=here.session_key), await at(session=there.session_key)
    await closes(own, lambda: here.call("DELETE", "/api/session"), within=AT_ONCE)
    await stays(other)


async def test_ending_another_session(at: Opened, browsers: tuple[Caller, Caller]) -> None:
    here, there = browsers
    own, other = await at(session=here.session_key), await at(session=there.session_key)
    await closes(other, lambda: here.call("DELETE", "/api/me/sessions").good(), within=AT_ONCE)
    await stays(own)


async def test_a_session_that_runs_out(at: Opened, browsers: tuple[Caller, Caller]) -> None:
    canvas = await at(session=browsers[0].session_key)
    past = {"$set": {"expire_date": utc_now() - timedelta(seconds=1)}}
    query = {"session_key": browsers[0].session_key}
    await closes(canvas, lambda: mongo()["django_session"].update_one(query, past), within=BOUND)


async def test_a_new_password(cast: Cast, at: Opened, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def two_browsers() -> list[Caller]:
        dora = a_person("dora", password=PASSWORD)
        join(cast.project, dora, "annotator")
        made = [Caller(Client(raise_request_exception=False)) for _ in range(2)]
        for browser in made:
            browser.post("/api/session", {"username": "dora", "password": PASSWORD}).good()
        return made

    here, there = await beside(two_browsers)
    other = await at(session=there.session_key)
    wish = {"old": PASSWORD, "new": "staple tractor lantern"}
    await closes(other, lambda: here.post("/api/me/password", wish).good(), within=AT_ONCE)
    await stays(await at(session=here.session_key))


async def test_a_password_that_an_administrator_set(
    cast: Cast, at: Opened, browsers: tuple[Caller, Caller]
) -> None:
    canvas = await at(session=browsers[0].session_key)

    def change() -> None:
        cast.bob.user.set_password("set by hand")
        cast.bob.user.save()

    await closes(canvas, change, within=BOUND)


async def test_an_account_that_is_switched_off(
    cast: Cast, at: Opened, browsers: tuple[Caller, Caller]
) -> None:
    canvas = await at(session=browsers[0].session_key)
    off = {"$set": {"is_active": False}}
    await closes(
        canvas, lambda: mongo()["auth_user"].update_one({"_id": cast.bob.user.pk}, off), within=BOUND
    )


async def test_a_membership_that_is_taken_away(
    cast: Cast, at: Opened, browsers: tuple[Caller, Caller]
) -> None:
    canvas = await at(session=browsers[0].session_key)
    await closes(
        canvas, lambda: mongo()["memberships"].delete_one({"user_id": cast.bob.user.pk}), within=BOUND
    )


async def test_a_token_that_is_revoked(cast: Cast, at: Opened, browsers: tuple[Caller, Caller]) -> None:
    (token, entry), (kept, _entry) = await beside(lambda: [tokens.add_token(cast.bob.id) for _ in range(2)])
    canvas, other = await at(token=token), await at(token=kept)
    revoke = f"/api/me/tokens/{entry.id}"
    await closes(canvas, lambda: browsers[0].call("DELETE", revoke), within=AT_ONCE)
    await stays(other)


async def test_a_token_that_expires(cast: Cast, at: Opened) -> None:
    token, _entry = await beside(lambda: tokens.add_token(cast.bob.id, scopes=["read"], days=1))
    canvas = await at(token=token)
    past = {"$set": {"expires_at": utc_now() - timedelta(seconds=1)}}
    await closes(canvas, lambda: mongo()["tokens"].update_one({}, past), within=BOUND)


async def test_a_role_that_grew_smaller_but_still_may_look_keeps_its_socket(
    cast: Cast, at: Opened, browsers: tuple[Caller, Caller]
) -> None:
    canvas = await at(session=browsers[0].session_key)
    await canvas.read_until("presence.changed")
    await beside(lambda: join(cast.project, cast.bob, "guest"))
    await stays(canvas)


async def test_an_administrator_who_is_one_no_more(cast: Cast, at: Opened) -> None:
    root = await beside(lambda: a_person("root", is_admin=True))
    browser = await beside(lambda: signed_in(root))
    canvas = await at(session=browser.session_key)
    demoted = {"$set": {"is_superuser": False}}
    await closes(
        canvas, lambda: mongo()["auth_user"].update_one({"_id": root.user.pk}, demoted), within=BOUND
    )
