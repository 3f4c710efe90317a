"""Reads the session cookie, or a program's token, once, when a socket opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from annotations.access import Account
from annotations.accounts import account_of, token_account
from annotations.errors import NotSignedIn
from annotations.store.tokens import hash_token

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class Pass:
    """How a socket was let in: by a session and the password of that time, or by a token."""

    account: Account
    session_key: str = ""
    password_mark: str = ""
    token_hash: str = ""


class SignedInSockets:
    """Puts `pass` into the scope: a `Pass`, or None for nobody.

    Channels' own stack also looks after the session at every message that is sent, which for a thousand
    sockets costs as much as sending does. Our sockets never change the session.

    A cookie counts only for our own pages, whose origin is checked. A token is sent by no browser of its own
    accord, so a program that sends one need not say where it comes from, and its cookies are not read.
    """

    def __init__(self, application: Application, origins: Iterable[str]) -> None:
        self._application = application
        self._for_pages = OriginValidator(self._by_cookie, list(origins))

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass a socket on with the person behind it."""
        header = _header(scope, b"authorization")
        if not header:
            await self._for_pages(scope, receive, send)
            return
        scheme, _, token = header.partition(" ")
        found = None
        if scheme.lower() == "bearer":
            found = await sync_to_async(_token_pass, thread_sensitive=False)(token.strip())
        await self._application({**scope, "pass": found}, receive, send)

    async def _by_cookie(self, scope: Scope, receive: Any, send: Any) -> None:
        key = _session_key(scope)
        found = await sync_to_async(find_pass, thread_sensitive=False)(key) if key else None
        await self._application({**scope, "pass": found}, receive, send)


def find_pass(key: str) -> Pass | None:
    """Return the pass of a session that is alive: its password has not been changed since."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user: Any = get_user(request)
    if not user.is_authenticated or not user.is_active:
        return None
    return Pass(account_of(user), session_key=key, password_mark=user.get_session_auth_hash())


def _token_pass(token: str) -> Pass | None:
    try:
        return Pass(token_account(token), token_hash=hash_token(token))
    except NotSignedIn:
        return None


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def _session_key(scope: Scope) -> str:
    try:
        found = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found is not None else ""
