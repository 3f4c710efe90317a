"""The door of the HTTP API: a bearer token, or a session with CSRF on every unsafe method."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from annotations.access import Account
from annotations.accounts import NO_TOKEN, session_account, token_account
from annotations.errors import Forbidden, NotSignedIn

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Door(AuthBase):
    """Lets a person or a program in and puts the account on the request."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Any:
        """Return the account.

        Raises:
            NotSignedIn: neither a valid token nor a session; of a token that ended it says so.
            Forbidden: a session without its CSRF token.
        """
        header = request.headers.get("Authorization", "")
        if header:
            scheme, _, token = header.partition(" ")
            if scheme.lower() != "bearer":
                raise NotSignedIn(NO_TOKEN)
            return token_account(token.strip())
        account = session_account(request)
        if account is None:
            message = "Sign in first, or send a token: Authorization: Bearer <token>."
            raise NotSignedIn(message)
        if request.method not in SAFE and check_csrf(request) is not None:
            message = "The CSRF token is missing or old. Reload the page and try again."
            raise Forbidden(message)
        return account


DOOR = Door()


def who(request: HttpRequest) -> Account:
    """Return the account that the door let in."""
    account = getattr(request, "auth", None)
    if not isinstance(account, Account):
        message = "Sign in first."
        raise NotSignedIn(message)
    return account
