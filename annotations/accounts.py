"""Sign-in: sessions and tokens to accounts, remembered for a moment so that a save pays no look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.timezone import now

from annotations.access import Account
from annotations.errors import AlreadyExists, InputInvalid, NotSignedIn, TooManyRequests
from annotations.remembered import Remembered
from annotations.store import tokens
from annotations.store.codec import key

REMEMBER_SECONDS = 2.0
FAILURES_ALLOWED = 10
FAILURE_SECONDS = 300
RESET_MINUTES = settings.PASSWORD_RESET_TIMEOUT // 60
MOST_WRITTEN = 5
"""To so many accounts of one address a link is mailed."""
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


def find_any_user(user_id: str) -> Any | None:
    """Return a user by id, whether they may sign in or not."""
    return User.objects.filter(pk=key(user_id)).first()


def find_user_by_name(name: str) -> Any | None:
    """Return an active user by sign-in name."""
    return User.objects.filter(username=name, is_active=True).first()


def names_of(user_ids: list[str]) -> dict[str, str]:
    """Return id -> sign-in name."""
    keys = [key(user_id) for user_id in user_ids]
    return {str(user.pk): user.get_username() for user in User.objects.filter(pk__in=keys)}


def find_reachable(name_or_email: str) -> list[Any]:
    """Return the active users with this sign-in name or address who can be written to."""
    said = name_or_email.strip()
    named = Q(username=said) | Q(email__in=[said, said.lower()])
    return [user for user in User.objects.filter(named, is_active=True)[:MOST_WRITTEN] if user.email]


def find_user_by_email(email: str) -> Any | None:
    """Return an active user by address."""
    return User.objects.filter(email=email, is_active=True).first() if email else None


def last_sign_ins(user_ids: list[str]) -> dict[str, tuple[str, datetime | None]]:
    """Return id -> sign-in name, and when each signed in last."""
    keys = [key(user_id) for user_id in user_ids]
    rows = User.objects.filter(pk__in=keys).values_list("pk", "username", "last_login")
    return {str(pk): (username, seen) for pk, username, seen in rows}


def take_password(user: User, password: str) -> None:
    """Put a new password on a user, unsaved.

    Raises:
        InputInvalid: it is too weak; `fields` says why.
    """
    try:
        validate_password(password, user)
    except ValidationError as fault:
        reason = " ".join(fault.messages)
        raise InputInvalid(reason, {"password": reason}) from fault
    user.set_password(password)


def make_account(*, name: str, password: str, email: str) -> Any:
    """Make an account; several faults are told at once.

    Raises:
        InputInvalid: the name has letters that names do not have, or the password is too weak.
        AlreadyExists: the name is taken.
    """
    faults: dict[str, str] = {}
    user = User(username=User.normalize_username(name), email=email)
    try:
        User.username_validator(user.username)
    except ValidationError as fault:
        faults["username"] = " ".join(fault.messages)
    try:
        take_password(user, password)
    except InputInvalid as fault:
        faults |= fault.fields
    if faults:
        raise InputInvalid(next(iter(faults.values())), faults)
    try:
        if not User.objects.filter(username=user.username).exists():
            user.save(force_insert=True)
            return user
    except IntegrityError:
        pass  # somebody took the name at the same moment
    message = f"The name “{user.username}” is taken. Choose another one."
    raise AlreadyExists(message, {"username": "taken"})


def reset_link(user: User, origin: str | None = None) -> str:
    """Return a link by which a person sets a new password: for an hour, once. It is a secret.

    Args:
        user: Whose password.
        origin: Under which address the portal is open to them; else the first of TANDEM_ORIGINS.
    """
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    # Behind the hash: what is there reaches no log.
    return f"{origin or public_origin()}/reset#{uid}.{default_token_generator.make_token(user)}"


def public_origin(request: HttpRequest | None = None) -> str:
    """Return the address of the portal for a link: the caller's own where it is one of TANDEM_ORIGINS."""
    known: list[str] = settings.CSRF_TRUSTED_ORIGINS
    asked = f"{request.scheme}://{request.get_host()}" if request is not None else ""
    return asked if asked in known or not known else known[0]


def end_sessions(user: User) -> None:
    """Sign a person out everywhere, programs with their tokens too."""
    identity = str(user.pk)
    for session in Session.objects.filter(expire_date__gt=now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == identity:
            session.delete()
            forget(session.session_key)
    tokens.remove_tokens(identity)


def slow_down(subjects: Iterable[str], *, most: int, advice: str) -> None:
    """Let nobody go on who tried too often of late.

    Args:
        subjects: Who tries: names and addresses with the kind of try in front.
        most: So many tries of each are let through in five minutes.
        advice: What to do instead, told to the person.

    Raises:
        TooManyRequests: one of them did.
    """
    if any(tokens.count_failures(subject, seconds=FAILURE_SECONDS) >= most for subject in subjects):
        raise TooManyRequests(advice, retry_after=FAILURE_SECONDS)


def note_try(subjects: Iterable[str]) -> None:
    """Note a try that counts for `slow_down`."""
    for subject in subjects:
        tokens.append_failure(subject)


def lift_lockout(name: str) -> bool:
    """Forget the failed sign-ins with a name; return whether there were any."""
    return tokens.forget_failures(f"name:{name.casefold()[:150]}") > 0


def address_of(request: HttpRequest) -> str:
    """Return from where a request comes."""
    return str(request.META.get("REMOTE_ADDR", ""))


def check_password(request: HttpRequest, username: str, password: str) -> AbstractBaseUser:
    """Return the user of a name and password; guesses are slowed down by name and by address.

    Raises:
        NotSignedIn: they do not fit; the answer is the same for an unknown name.
        TooManyRequests: too many failures in the last minutes.
    """
    subjects = (f"name:{username.casefold()[:150]}", f"address:{address_of(request)}")
    advice = "Too many failed sign-ins. Wait five minutes, or ask an administrator to set a new password."
    slow_down(subjects, most=FAILURES_ALLOWED, advice=advice)
    user = authenticate(request, username=username, password=password)
    if user is None:
        note_try(subjects)
        message = "Name and password do not fit."
        raise NotSignedIn(message)
    return user


def forget(cookie: str) -> None:
    """Drop a remembered session, for instance at sign-out."""
    ACCOUNTS.forget(f"session:{cookie}")
