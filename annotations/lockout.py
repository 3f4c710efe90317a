"""Passwords and codes, and how fast they may be guessed.

Failures of the last five minutes count in three ways:

- A name from one address: ten, then this pair waits.
- An address, whatever the names: fifty, then nobody without a session gets in from there.
- A name from wherever: fifty, then it waits at addresses where its person was not signed in lately.

So nobody can keep a person out of their own places by guessing from many others, and whoever is signed in
stays so: open sessions and tokens are never asked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import cast

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest

from annotations import two_factor
from annotations.accounts import address_of, find_user_by_name
from annotations.domain.record import utc_now
from annotations.errors import CodeNeeded, NotSignedIn, TooManyRequests
from annotations.store import sign_in_attempts, sign_ins

FAILURES_ALLOWED = 10
FAILURES_OF_AN_ADDRESS = 50
FAILURES_OF_A_NAME = 50
FAILURE_SECONDS = 300


def check_password(request: HttpRequest, username: str, password: str) -> User:
    """Return the user of a name and password; guesses are slowed down.

    Raises:
        NotSignedIn: they do not fit; the answer is the same for an unknown name.
        TooManyRequests: too many failures in the last minutes; says after how many seconds to try again.
    """
    check_pace(request, username)
    user = authenticate(request, username=username, password=password)
    if user is None:
        note_failure(request, username)
        message = "Name and password do not fit."
        raise NotSignedIn(message)
    return cast("User", user)


def check_credentials(request: HttpRequest, username: str, password: str, code: str | None) -> User:
    """Return the user of a name, a password, and a code if the person has two-factor sign-in.

    Raises:
        CodeNeeded: the password fits, and the code is missing, wrong, or was used before.
        NotSignedIn: name and password do not fit.
        TooManyRequests: too many failures; wrong codes count as well.
    """
    user = check_password(request, username, password)
    if two_factor.is_on(str(user.pk)):
        if not code:
            message = "Give the code of your device too, or one of your recovery codes."
            raise CodeNeeded(message)
        if not two_factor.use_code(str(user.pk), code):
            note_failure(request, username)
            message = "The code does not fit, or was used before. Wait for the next one."
            raise CodeNeeded(message, {"code": "does not fit"})
    return user


def check_pace(request: HttpRequest, username: str) -> None:
    """Let a try pass unless too many failed.

    Raises:
        TooManyRequests: as for `check_password`.
    """
    pair, address, name = _subjects(request, username)
    wait = max(_wait(pair, FAILURES_ALLOWED), _wait(address, FAILURES_OF_AN_ADDRESS))
    if wait == 0:
        wait = _wait(name, FAILURES_OF_A_NAME)
        user = find_user_by_name(username) if wait else None
        if user is not None and sign_ins.was_here(str(user.pk), address_of(request)):
            wait = 0
    if wait:
        message = "Too many failed sign-ins. Wait a few minutes, or ask an administrator to lift the lock."
        raise TooManyRequests(message, retry_after=wait)


def note_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong password or code."""
    sign_in_attempts.append_failure(_key(username), _subjects(request, username))


def slow_down(subjects: Iterable[str], *, most: int, advice: str) -> None:
    """Let nobody go on who tried something else than signing in too often of late.

    Args:
        subjects: Who tries: names and addresses with the kind of try in front.
        most: So many tries of each are let through in five minutes.
        advice: What to do instead, told to the person.

    Raises:
        TooManyRequests: one of them did; says after how many seconds to try again.
    """
    wait = max(_wait(subject, most) for subject in subjects)
    if wait:
        raise TooManyRequests(advice, retry_after=wait)


def note_try(subjects: Sequence[str]) -> None:
    """Note a try that counts for `slow_down`."""
    sign_in_attempts.append_failure("", subjects)


def lift_lockout(name: str) -> bool:
    """Forget the failures with a sign-in name, everywhere; return whether there were any."""
    return sign_in_attempts.forget_failures(_key(name)) > 0


def _key(username: str) -> str:
    return username.casefold()[:150]


def _subjects(request: HttpRequest, username: str) -> tuple[str, str, str]:
    name, address = _key(username), address_of(request)
    return f"pair:{address}|{name}", f"address:{address}", f"name:{name}"


def _wait(subject: str, allowed: int) -> int:
    """Return after how many seconds a subject is below its limit again; 0 if it is now."""
    at = sign_in_attempts.nth_latest_failure(subject, number=allowed, seconds=FAILURE_SECONDS)
    if at is None:
        return 0
    left = (at + timedelta(seconds=FAILURE_SECONDS) - utc_now()).total_seconds()
    return max(1, math.ceil(left))
