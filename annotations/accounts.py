"""Sign-in: sessions and tokens to accounts, remembered for a moment so that a save pays no look-ups."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractBaseUser, User
from django.http import HttpRequest

from annotations.access import Account
from annotations.errors import NotSignedIn, TooManyRequests
from annotations.remembered import Remembered
from annotations.store import tokens
from annotations.store.codec import key

REMEMBER_SECONDS = 2.0
FAILURES_ALLOWED = 10
FAILURE_SECONDS = 300
ACCOUNTS: Remembered[Account] = Remembered(seconds=REMEMBER_SECONDS)


def account_of(user: Any) -> Account:
    """Return the account of a Django user."""
    return Account(id=str(user.pk), name=user.get_username(), is_admin=bool(user.is_superuser))


def session_account(request: HttpRequest) -> Account | None:
    """Return who is signed in by session cookie."""
    cookie = request.COOKIES.get("sessionid", "")
    if not cookie:
        return None
    found = ACCOUNTS.recall(f"session:{cookie}")
    if found is None:
        user: Any = request.user
        if not user.is_authenticated or not user.is_active:
            return None
        found = account_of(user)
        ACCOUNTS.keep(f"session:{cookie}", found)
    return found


def token_account(token: str) -> Account | None:
    """Return whom a bearer token belongs to."""
    found = ACCOUNTS.recall(f"token:{token}")
    if found is None:
        owner = tokens.find_token_owner(token)
        user = find_user(owner) if owner else None
        if user is None:
            return None
        found = account_of(user)
        ACCOUNTS.keep(f"token:{token}", found)
    return found


def find_user(user_id: str) -> Any | None:
    """Return an active user by id."""
    return User.objects.filter(pk=key(user_id), is_active=True).first()


def find_user_by_name(name: str) -> Any | None:
    """Return an active user by sign-in name."""
    return User.objects.filter(username=name, is_active=True).first()


def names_of(user_ids: list[str]) -> dict[str, str]:
    """Return id -> sign-in name."""
    keys = [key(user_id) for user_id in user_ids]
    return {str(user.pk): user.get_username() for user in User.objects.filter(pk__in=keys)}


def check_password(request: HttpRequest, username: str, password: str) -> AbstractBaseUser:
    """Return the user of a name and password; guesses are slowed down by name and by address.

    Raises:
        NotSignedIn: they do not fit; the answer is the same for an unknown name.
        TooManyRequests: too many failures in the last minutes.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    subjects = (f"name:{username.casefold()[:150]}", f"address:{address}")
    if any(
        tokens.count_failures(subject, seconds=FAILURE_SECONDS) >= FAILURES_ALLOWED for subject in subjects
    ):
        message = (
            "Too many failed sign-ins. Wait five minutes, or ask an administrator to set a new password."
        )
        raise TooManyRequests(message, retry_after=FAILURE_SECONDS)
    user = authenticate(request, username=username, password=password)
    if user is None:
        for subject in subjects:
            tokens.append_failure(subject)
        message = "Name and password do not fit."
        raise NotSignedIn(message)
    return user


def forget(cookie: str) -> None:
    """Drop a remembered session, for instance at sign-out."""
    ACCOUNTS.forget(f"session:{cookie}")
