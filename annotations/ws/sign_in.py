"""Reads the session cookie once, when a socket opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


class SignedInSockets:
    """Puts `user` and `session_key` into the scope.

    Channels' own stack also looks after the session at every message that is sent, which for a thousand
    sockets costs as much as sending does. Our sockets never change the session.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass a socket on with the person behind it."""
        key = _session_key(scope)
        user = await sync_to_async(_find_user, thread_sensitive=False)(key) if key else AnonymousUser()
        await self._application({**scope, "user": user, "session_key": key}, receive, send)


def _session_key(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                return ""
            if found is not None:
                return found.value
    return ""


def _find_user(key: str) -> Any:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(request)
