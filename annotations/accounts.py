"""Sessions and tokens to accounts, remembered for a moment so that a save pays no look-ups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from annotations.access import Account
from annotations.domain.access_token import AccessToken
from annotations.domain.record import utc_now
from annotations.domain.sign_in import SignIn, name_browser
from annotations.errors import AlreadyExists, InputInvalid, NotSignedIn
from annotations.remembered import Remembered
from annotations.revocation import announce_revocation
from annotations.store import sessions, sign_ins, tokens
from annotations.store.codec import key

REMEMBER_SECONDS = 2.0
RESET_MINUTES = settings.PASSWORD_RESET_TIMEOUT // 60
MOST_WRITTEN = 5
"""To so many accounts of one address a link is mailed."""
SEEN_SECONDS = 300.0
"""How exact it is when a session was used last."""
ACCOUNTS: Remembered[Account] = Remembered(seconds=REMEMBER_SECONDS)
SEEN: Remembered[bool] = Remembered(seconds=SEEN_SECONDS)
NO_TOKEN = "The token is not valid. Get one with POST /api/tokens."  # noqa: S105 - a message


def account_of(user: Any, token: AccessToken | None = None) -> Account:
    """Return the account of a Django user, or of a program with one of their tokens."""
    scopes = token.scopes if token else None
    return Account(
        id=str(user.pk),
        name=user.get_username(),
        is_admin=bool(user.is_superuser) and (scopes is None or "manage" in scopes),
        scopes=scopes,
        token_id=token.id if token else None,
    )


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
        SEEN.get(cookie, lambda: _note_sign_in(request, found.id))
        ACCOUNTS.keep(f"session:{cookie}", found)
    return found


def token_account(token: str) -> Account:
    """Return whom a bearer token belongs to, with what it may do.

    Raises:
        NotSignedIn: nobody was given it, or it ended; the message says which.
    """
    digest = tokens.hash_token(token)
    found = ACCOUNTS.recall(f"token:{digest}")
    if found is None:
        entry = tokens.find_by_hash(digest)
        user = find_user(entry.user_id) if entry else None
        if entry is None or user is None:
            raise NotSignedIn(NO_TOKEN)
        if entry.revoked_at is not None:
            message = f"The token was revoked on {entry.revoked_at:%Y-%m-%d %H:%M} UTC. Make a new one."
            raise NotSignedIn(message)
        if entry.is_over(utc_now()):
            message = f"The token expired on {entry.expires_at:%Y-%m-%d %H:%M} UTC. Make a new one."
            raise NotSignedIn(message)
        tokens.note_use(digest)
        found = ACCOUNTS.keep(f"token:{digest}", account_of(user, entry))
    return found


def find_user(user_id: str) -> Any | None:
    """Return an active user by id."""
    return User.objects.filter(pk=key(user_id), is_active=True).first()


def find_users(user_ids: set[str]) -> dict[str, Any]:
    """Return the active ones of some users by id, with one question."""
    found = User.objects.filter(pk__in=[key(user_id) for user_id in sorted(user_ids)], is_active=True)
    return {str(user.pk): user for user in found}


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


def take_password(user: User, password: str, field: str = "password") -> None:
    """Put a new password on a user, unsaved.

    Raises:
        InputInvalid: it is too weak; the message and `field` say all reasons.
    """
    try:
        validate_password(password, user)
    except ValidationError as fault:
        reason = " ".join(fault.messages)
        raise InputInvalid(reason, {field: reason}) from fault
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


def forget(cookie: str) -> None:
    """Drop a remembered session, for instance at sign-out."""
    ACCOUNTS.forget(f"session:{cookie}")


def end_sessions(user_id: str, *, sign_in_id: str | None = None, but_key: str | None = None) -> int:
    """End one of a person's sessions, or all but one; return how many. Their sockets close."""
    keys = sign_ins.end_sign_ins(user_id, sign_in_id=sign_in_id, but_key=but_key)
    sessions.end_sessions(keys)
    for session_key in keys:
        forget(session_key)
    announce_revocation(user_id)
    return len(keys)


def live_sign_ins(user_id: str, *, after: str | None, limit: int) -> list[SignIn]:
    """Return where a person is signed in, newest first; a session that ran out is noted as ended."""
    keys = sign_ins.list_keys(user_id)
    over = keys - sessions.live_sessions(keys)
    if over:
        sign_ins.mark_ended(over)
    return sign_ins.page_sign_ins(user_id, after=after, limit=limit)


def revoke_token(user_id: str, token_id: str) -> bool:
    """End one of a person's tokens; return whether there was one. Its sockets close."""
    digest = tokens.revoke_token(user_id, token_id)
    if digest is None:
        return False
    ACCOUNTS.forget(f"token:{digest}")
    announce_revocation(user_id)
    return True


@receiver(user_logged_in)
def _write_down(request: HttpRequest, user: Any, **_more: Any) -> None:
    if request.session.session_key is None:
        request.session.save()
    _note_sign_in(request, str(user.pk))


def _note_sign_in(request: HttpRequest, user_id: str) -> bool:
    sign_ins.note_sign_in(
        user_id=user_id,
        key=str(request.session.session_key),
        address=address_of(request),
        browser=name_browser(str(request.META.get("HTTP_USER_AGENT", ""))),
    )
    return True


def address_of(request: HttpRequest) -> str:
    """Return the address a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))
